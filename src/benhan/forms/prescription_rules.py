"""The rules of a prescription written as a form of its own: narcotic (N), psychotropic or precursor (H), traditional (T).

Source: EMR-RX-02 (code), EMR-RX-05 (days; law/prescription_days.csv). Which drug belongs to which list is recalled
(law/drugs/controlled.csv): what isn't found there is asked about, never barred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast

from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.answers import Answers, Value
from benhan.forms.dates_vi import ZONE
from benhan.forms.fields import Form
from benhan.forms.prescription import day_limit
from benhan.forms.problems import found
from benhan.law import drugs

KIND_OF_FORM: Mapping[str, str] = {"don-thuoc-n": "N", "don-thuoc-h": "H", "don-thuoc-co-truyen": "T"}
CODE = "prescription_code"
Row = Mapping[str, Value]


def letter_of(form: Form, answers: Answers) -> str:
    """The last letter of the code (EMR-RX-02); traditional products without a decoction are C. "" for other forms."""
    kind = KIND_OF_FORM.get(form.slug, "")
    return "C" if kind == "T" and not answers.get("ingredients") else kind


def prescription_findings(form: Form, answers: Answers, now: datetime) -> Iterator[Finding]:
    """Days beyond the limit of the kind, and drugs that are not on its list as far as we know it."""
    kind = KIND_OF_FORM.get(form.slug, "")
    given = answers.get("prescribed_at")
    day = (given if isinstance(given, datetime) else now).astimezone(ZONE).date()
    if kind == "T":
        yield from _traditional(answers, day)
    elif kind:
        yield from _controlled(kind, answers, day)


def _controlled(kind: str, answers: Answers, day: date) -> Iterator[Finding]:
    in_batches = kind == "N" and "batch" in answers
    for number, row in enumerate(_rows(answers, "drugs")):
        name, days = str(row.get("name", "")), row.get("days")
        place = f"drugs.{number}.days"
        if kind == "N":
            yield from _over(place, name, days, kind, "cancer-batch" if in_batches else "acute", day)
        else:
            over = list(_over(place, name, days, kind, "long", day))
            yield from over or _over(place, name, days, kind, "acute", day, severity="warning")
        if name and kind not in _controls(name):
            yield found(problems.RX_NOT_ON_LIST, f"drugs.{number}.name", "warning", drug=name, kind=kind)
    begin, end = answers.get("batch_from"), answers.get("batch_to")
    if in_batches and isinstance(begin, date) and isinstance(end, date):
        days = Decimal((end - begin + timedelta(days=1)).days)
        yield from _over("batch_to", "cả đợt", days, kind, "cancer-batch", day)


def _traditional(answers: Answers, day: date) -> Iterator[Finding]:
    toxic = any(row.get("toxic") is True for row in _rows(answers, "ingredients"))
    days = answers.get("days_decoction")
    yield from _over("days_decoction", "thang", days, "T", "toxic-or-acute" if toxic else "ordinary", day)
    yield from _over("days_products", "thành phẩm", answers.get("days_products"), "T", "products", day)
    for number, row in enumerate(_rows(answers, "products")):
        name = str(row.get("name", ""))
        yield from _over(f"products.{number}.days", name, row.get("days"), "T", "products", day)


def _over(
    place: str, name: str, days: object, kind: str, case: str, day: date, severity: str = "error"
) -> Iterator[Finding]:
    limit = day_limit(kind, case, day)
    if isinstance(days, Decimal) and days > limit.max_days:
        about = {"drug": name, "days": days, "limit": limit.max_days, "article": limit.article}
        yield found(problems.RX_TOO_MANY_DAYS, place, severity, **about)


def _rows(answers: Answers, key: str) -> Sequence[Row]:
    return cast("Sequence[Row]", answers.get(key, ()))


def _controls(name: str) -> set[str]:
    """Kinds of control of the substances a typed name begins with or names."""
    said = name.casefold()
    return {one.control for one in drugs.drugs() if one.control and one.inn.casefold() in said}
