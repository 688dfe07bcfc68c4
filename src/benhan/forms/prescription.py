"""A prescription: frozen lines, its 14-character code, its rules, its answers on paper and its
MedicationRequests.

Source: docs/sources.md#thong-tu-26-2025 Điều 6-9, 12; requirement ids EMR-RX-02…05, 12.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.allergy import allergy_findings
from benhan.forms.answers import Coding, Value
from benhan.forms.calculate import age_months, prescription_valid_until
from benhan.forms.number_words import in_words
from benhan.forms.numbers_vi import show_number
from benhan.forms.problems import found
from benhan.law import code_lists, drugs, loading

KINDS = ("C", "N", "H", "T")  # other, narcotic, psychotropic or precursor, herbal decoction
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


class Chooser(Protocol):
    """What `secrets` offers; tests pass their own."""

    def choice(self, seq: Sequence[str]) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One drug.

    inn        key of law drugs for a single substance; "" for what our list does not have
    substance  words of the active ingredient(s) as printed
    is_single  several ingredients and biologicals are named by brand (EMR-RX-04)
    dose       per time, in words with unit: "1 viên"; route a code of drug-routes; moment in words: "sau ăn"
    """

    substance: str
    quantity: Decimal
    unit: str
    dose: str
    times_a_day: int
    route: str
    days: int
    inn: str = ""
    brand: str = ""
    strength: str = ""
    moment: str = ""
    timing: str = ""
    form: str = ""
    insurance_code: str = ""
    atc: str = ""
    is_single: bool = True
    is_poisonous: bool = False
    allergy_override: str = ""

    @property
    def name(self) -> str:
        """INN or INN (brand); the brand alone for several ingredients (EMR-RX-04)."""
        if not self.is_single:
            return self.brand or self.substance
        return f"{self.substance} ({self.brand})" if self.brand else self.substance


@dataclass(frozen=True, slots=True)
class Prescription:
    """A whole prescription; lines in the order of printing (poisonous first).

    case   row of law prescription_days: ordinary, long-term-list, acute, cancer, long
    """

    code: str
    kind: str
    patient: str
    encounter: str
    requester: str
    prescribed_at: datetime
    diagnoses: tuple[Coding, ...]
    lines: tuple[Line, ...]
    case: str = "ordinary"
    advice: str = ""
    revisit_on: date | None = None
    weight_kg: Decimal | None = None
    guardian: str = ""
    replaces: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.prescribed_at.tzinfo is None:
            raise ValueError("kind must be C, N, H or T; prescribed_at aware")

    @property
    def valid_until(self) -> date:
        """The last day for collecting the drugs (EMR-RX-12)."""
        until = prescription_valid_until(self.prescribed_at)
        assert isinstance(until, date)  # noqa: S101  (an aware datetime always has a day)
        return until

    @property
    def printed_lines(self) -> tuple[Line, ...]:
        """Poisonous drugs first, else as prescribed."""
        return tuple(sorted(self.lines, key=lambda line: not line.is_poisonous))


def new_code(facility_code: str, kind: str, rng: Chooser = secrets) -> str:
    """A prescription code of 14 characters: facility (5), random 0-9 a-z (7), dash, kind (EMR-RX-02).

    Unique only with the caller's unique index: on a clash, ask again.
    """
    if len(facility_code) != 5 or not (facility_code.isascii() and facility_code.isalnum()):
        raise ValueError("a facility's code has five letters or digits")
    if kind not in KINDS:
        raise ValueError("kind must be C, N, H or T")
    return facility_code + "".join(rng.choice(ALPHABET) for _ in range(7)) + "-" + kind


def shown_quantity(quantity: Decimal, kind: str = "C") -> str:
    """Below ten with a leading 0 (08); a narcotic's quantity in figures and words (EMR-RX-04)."""
    figures = show_number(quantity)
    if quantity < 10:
        figures = "0" + figures
    if kind == "N":
        return f"{figures} ({in_words(int(quantity))})"
    return figures


def answers_of(prescription: Prescription) -> dict[str, Value]:
    """The answers of form don-thuoc that come from the prescription itself; the rest is prefilled."""
    made: dict[str, Value] = {
        "prescription_code": prescription.code,
        "diagnosis": prescription.diagnoses,
        "drugs": tuple(_row(line, prescription.kind) for line in prescription.printed_lines),
        "prescribed_at": prescription.prescribed_at,
    }
    optional: Mapping[str, Value | None] = {
        "advice": prescription.advice or None,
        "revisit_on": prescription.revisit_on,
        "weight": prescription.weight_kg,
        "guardian": prescription.guardian or None,
    }
    return made | {key: value for key, value in optional.items() if value is not None}


def _row(line: Line, kind: str) -> dict[str, Value]:
    routes = code_lists.code_list("drug-routes")
    cells: dict[str, Value] = {
        "name": line.name,
        "strength": line.strength,
        "quantity": shown_quantity(line.quantity, kind),
        "unit": line.unit,
        "dose": line.dose,
        "times": Decimal(line.times_a_day),
        "route": Coding(routes.system, line.route, routes.display(line.route)),
        "moment": line.moment,
        "days": Decimal(line.days),
    }
    return {key: value for key, value in cells.items() if value != ""}


def check_prescription(
    prescription: Prescription,
    *,
    birth_date: Value | None,
    allergies: Sequence[Mapping[str, object]] = (),
) -> tuple[Finding, ...]:
    """What holds a prescription back (errors) or asks for a reason (warnings).

    birth_date  decides whether weight and companion are needed (EMR-RX-03)
    allergies   AllergyIntolerance resources; an allergy whose line carries `allergy_override` is not repeated
    """
    made: list[Finding] = []
    if not prescription.lines:
        made.append(found(problems.RX_EMPTY, "drugs"))
    if birth_date is not None and age_months(birth_date, prescription.prescribed_at) is not None:
        if prescription.weight_kg is None:
            made.append(found(problems.REQUIRED, "weight", label="Cân nặng", moment="với trẻ dưới 72 tháng"))
        if not prescription.guardian:
            made.append(
                found(
                    problems.REQUIRED,
                    "guardian",
                    label="Người đưa trẻ đến khám",
                    moment="với trẻ dưới 72 tháng",
                )
            )
    limit = day_limit(prescription.kind, prescription.case, prescription.prescribed_at.date())
    for number, line in enumerate(prescription.lines):
        made += _line_findings(f"drugs.{number}", line, prescription, limit)
    made += allergy_findings(prescription.lines, allergies)
    return tuple(made)


def day_limit(kind: str, case: str, day: date) -> drugs.DayLimit:
    """The row that limits the days of a kind and case on a day; LawDataError when the kind has none.

    An unknown case takes the kind's first row.
    """
    rows = loading.as_of(drugs.day_limits(), day)
    found_row = next((row for row in rows if (row.kind, row.case) == (kind, case)), None)
    found_row = found_row or next((row for row in rows if row.kind == kind), None)
    if found_row is None:
        raise loading.LawDataError("prescription_days.csv", None, f"không có giới hạn cho đơn {kind}")
    return found_row


_NEEDED: Mapping[str, tuple[str, Callable[[Line], bool]]] = {
    "quantity": ("số lượng", lambda line: line.quantity > 0),
    "unit": ("đơn vị", lambda line: bool(line.unit)),
    "dose": ("liều mỗi lần", lambda line: bool(line.dose)),
    "times": ("số lần mỗi ngày", lambda line: line.times_a_day > 0),
    "route": ("đường dùng", lambda line: bool(line.route)),
    "days": ("số ngày", lambda line: line.days > 0),
}


def _line_findings(key: str, line: Line, prescription: Prescription, limit: drugs.DayLimit) -> list[Finding]:
    made = [
        found(
            problems.RX_LINE_INCOMPLETE, f"{key}.{column}", drug=line.name, missing=words, missing_key=column
        )
        for column, (words, is_there) in _NEEDED.items()
        if not is_there(line)
    ]
    if line.days > limit.max_days:
        made.append(
            found(
                problems.RX_TOO_MANY_DAYS,
                f"{key}.days",
                drug=line.name,
                days=line.days,
                limit=limit.max_days,
                article=limit.article,
            )
        )
    known = drugs.drug_by_inn().get(line.inn)
    if known and known.control in ("N", "H") and known.control != prescription.kind:
        # Which substances are controlled is recalled (law/drugs/controlled.csv): ask, do not bar.
        made.append(
            found(
                problems.RX_WRONG_KIND,
                key,
                "warning",
                drug=line.name,
                control=known.control,
                kind=prescription.kind,
            )
        )
    if line.inn and sum(other.inn == line.inn for other in prescription.lines) > 1:
        made.append(found(problems.RX_DUPLICATE, key, "warning", drug=line.name))
    return made
