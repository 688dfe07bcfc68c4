"""What is wrong or doubtful in the answers of a form, as findings beside their fields. Nothing is changed
here.

error       holds the signature back (in a draft: shown, the text is saved all the same)
warning     the person may confirm and go on; BH-FORM-0015 asks for that confirmation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.abbreviations import abbreviations_in
from benhan.forms.answers import ROW, Answers, Coding, PartialDate
from benhan.forms.calculate import CONDITIONS, months_between
from benhan.forms.catalogue import Field, Form
from benhan.forms.conditions import is_shown
from benhan.forms.dates_vi import day_of, show_date
from benhan.forms.icd_rules import check_diagnoses
from benhan.forms.numbers_vi import show_number
from benhan.forms.prescription_rules import prescription_findings
from benhan.forms.problems import found
from benhan.law.icd10 import IcdCode
from benhan.law.vietnam_time import VIETNAM, full_moment
from benhan.terminology import lookup

_MOMENT = {"draft": "ngay từ đầu", "signing": "trước khi ký", "closing": "trước khi đóng hồ sơ"}


def check(
    form: Form,
    answers: Answers,
    *,
    when: str,
    now: datetime,
    parts: frozenset[str] | None = None,
    sex: str = "",
    birth_date: date | PartialDate | None = None,
    find_icd: Callable[[str], IcdCode | None] = lookup.icd,
) -> tuple[Finding, ...]:
    """Findings for a draft, at signing or at closing, in the order of the form.

    answers  with calculated fields already set
    parts    only required fields of these parts are asked for (signing part A does not need part B); None
    = all
    sex, birth_date   of the patient ("1", "2"), where the form itself does not ask for them
    """
    made: list[Finding] = []
    for section in form.sections:
        for field in section.fields:
            if not is_shown(field, answers):
                continue
            if field.key not in answers:
                if parts is None or section.part in parts:
                    made += _missing(field, answers, when)
                continue
            value = answers[field.key]
            for key, one_field, one in _leaves(field, value):
                made += _one(key, one_field, one)
            made += _dates(form, field, answers, now)
            if field.type == "table":
                made += _cells(field, value, when)
            if form.leaves_house and when != "draft":
                made += _abbreviations(form, field, value)
    made += check_diagnoses(form, answers, find_icd)
    made += prescription_findings(form, answers, now)
    made += _contradictions(form, answers)
    made += _wrong_patient(form, answers, sex, birth_date, now)
    return tuple(made)


def _leaves(field: Field, value: object) -> Iterator[tuple[str, Field, object]]:
    """(key, field or column, single value) of everything inside a value."""
    if field.type == "table" and isinstance(value, tuple):
        for number, row in enumerate(value):
            for column in field.columns:
                if column.key in row:
                    yield f"{field.key}.{row.get('row', number)}.{column.key}", column, row[column.key]
    elif isinstance(value, tuple):
        for one in value:
            yield field.key, field, one
    else:
        yield field.key, field, value


def _missing(field: Field, answers: Answers, when: str) -> Iterator[Finding]:
    if not field.is_required_at(when):
        return
    if field.required_if and not CONDITIONS[field.required_if](answers):
        return
    yield found(problems.REQUIRED, field.key, label=field.label, moment=_MOMENT[field.required])


def _cells(field: Field, value: object, when: str) -> Iterator[Finding]:
    """Required cells of rows that were begun, and points that a row does not give."""
    allowed = {row.key: row.allowed for row in field.rows if row.allowed}
    for number, row in enumerate(value if isinstance(value, tuple) else ()):
        name = row.get(ROW, number)
        for column in field.columns:
            key = f"{field.key}.{name}.{column.key}"
            if column.key not in row:
                if is_shown(column, row):
                    yield from (replace(one, expression=key) for one in _missing(column, row, when))
            elif name in allowed and row[column.key] not in allowed[name]:
                points = ", ".join(show_number(point) for point in allowed[name])
                yield found(problems.NOT_ALLOWED_POINTS, key, label=column.label, allowed=points)


def _abbreviations(form: Form, field: Field, value: object) -> Iterator[Finding]:
    """EMR-REC-04: what goes to the patient or another house is written out.

    Not asked of text that we filled in, nor of the lines of a prescription: a drug is called what it is called
    ("Voltaren SR").
    """
    if field.prefill or (field.type == "table" and form.kind == "prescription"):
        return
    for key, one_field, one in _leaves(field, value):
        text = one.text if isinstance(one, Coding) else one if one_field.type == "text" else ""
        for abbreviation in abbreviations_in(str(text)):
            yield found(
                problems.ABBREVIATION,
                key,
                label=one_field.label,
                abbreviation=abbreviation.abbreviation,
                expansion=abbreviation.expansion,
            )


def _wrong_patient(
    form: Form, answers: Answers, sex: str, birth_date: date | PartialDate | None, now: datetime
) -> Iterator[Finding]:
    """EMR-REC-03: a form for the other sex or another age is asked about, not forbidden."""
    answered = answers.get("sex")
    known = answered.code if isinstance(answered, Coding) else sex
    if form.for_sex and known and known != form.for_sex:
        words = {"1": "người bệnh nam", "2": "người bệnh nữ"}[form.for_sex]
        yield found(problems.WRONG_SEX, "sex", "warning", form=form.title, sex=words)
    born = day_of(answers.get("birth_date", birth_date))
    if (
        form.below_months
        and born
        and months_between(born, now.astimezone(VIETNAM).date()) >= form.below_months
    ):
        years, months = divmod(form.below_months, 12)
        limit = f"{years} tuổi" if years and not months else f"{form.below_months} tháng tuổi"
        yield found(problems.WRONG_AGE, "birth_date", "warning", form=form.title, limit=limit)


def _one(key: str, field: Field, value: object) -> Iterator[Finding]:
    if isinstance(value, Decimal):
        yield from _number(key, field, value)
    if field.pattern and isinstance(value, str) and not re.fullmatch(field.pattern, value):
        yield found(problems.WRONG_PATTERN, key, label=field.label)


def _number(key: str, field: Field, value: Decimal) -> Iterator[Finding]:
    too_low = field.low is not None and value < field.low
    too_high = field.high is not None and value > field.high
    if too_low or too_high:
        yield found(
            problems.OUT_OF_RANGE,
            key,
            label=field.label,
            low=show_number(field.low) if field.low is not None else "",
            high=show_number(field.high) if field.high is not None else "",
            unit=field.unit,
        )
    exponent = value.normalize().as_tuple().exponent
    if field.decimals is not None and isinstance(exponent, int) and -exponent > field.decimals:
        yield found(problems.TOO_MANY_DECIMALS, key, label=field.label, decimals=field.decimals)


def _dates(form: Form, field: Field, answers: Answers, now: datetime) -> Iterator[Finding]:
    value = answers[field.key]
    if field.not_after == "now" and _is_after(value, now):
        yield found(problems.IN_THE_FUTURE, field.key, label=field.label, now=full_moment(now))
    other = answers.get(field.not_before) if field.not_before else None
    if other is not None and _precedes(value, other):
        day = day_of(other)
        yield found(
            problems.WRONG_ORDER,
            field.key,
            label=field.label,
            other=form.field(field.not_before).label,
            other_key=field.not_before,
            day=show_date(day) if day else "",
        )


def _is_after(value: object, now: datetime) -> bool:
    if isinstance(value, datetime):
        return value > now
    day = day_of(value)
    return day is not None and day > now.astimezone(VIETNAM).date()


def _precedes(value: object, other: object) -> bool:
    """By the moment when both are moments, else by the day; a partial date decides nothing."""
    if isinstance(value, PartialDate) or isinstance(other, PartialDate):
        return False
    if isinstance(value, datetime) and isinstance(other, datetime):
        return value < other
    day, limit = day_of(value), day_of(other)
    return isinstance(day, date) and isinstance(limit, date) and day < limit


def _contradictions(form: Form, answers: Answers) -> Iterator[Finding]:
    upper, lower = answers.get("bp_systolic"), answers.get("bp_diastolic")
    if (upper is None) != (lower is None):
        yield found(problems.PRESSURE_ALONE, "bp_systolic" if upper is None else "bp_diastolic")
    elif isinstance(upper, Decimal) and isinstance(lower, Decimal) and upper <= lower:
        yield found(problems.PRESSURES_SWAPPED, "bp_systolic")
    for rule in form.checks:
        if rule.name == "same_code":
            one, other = (answers.get(key) for key in rule.of)
            if isinstance(one, Coding) and isinstance(other, Coding) and one.code != other.code:
                yield found(
                    problems.CODES_DIFFER,
                    rule.of[0],
                    "warning",
                    label=form.field(rule.of[0]).label,
                    code=one.code,
                    other=form.field(rule.of[1]).label,
                    other_code=other.code,
                )
