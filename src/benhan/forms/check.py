"""What is wrong or doubtful in the answers of a form, as findings beside their fields. Nothing is changed
here.

error       holds the signature back (in a draft: shown, the text is saved all the same)
warning     the person may confirm and go on; BH-FORM-0015 asks for that confirmation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.answers import Answers, Coding, PartialDate
from benhan.forms.calculate import CONDITIONS, day_of
from benhan.forms.catalogue import Field, Form
from benhan.forms.dates_vi import ZONE, show_date, show_datetime
from benhan.forms.icd_rules import check_diagnoses
from benhan.forms.numbers_vi import show_number
from benhan.forms.problems import found
from benhan.law.icd10 import IcdCode
from benhan.terminology import lookup

_MOMENT = {"draft": "ngay từ đầu", "signing": "trước khi ký", "closing": "trước khi đóng hồ sơ"}


def check(
    form: Form,
    answers: Answers,
    *,
    when: str,
    now: datetime,
    parts: frozenset[str] | None = None,
    find_icd: Callable[[str], IcdCode | None] = lookup.icd,
) -> tuple[Finding, ...]:
    """Findings for a draft, at signing or at closing, in the order of the form.

    answers  with calculated fields already set
    parts    only required fields of these parts are asked for (signing part A does not need part B); None
    = all
    """
    made: list[Finding] = []
    for section in form.sections:
        for field in section.fields:
            if field.key not in answers:
                if parts is None or section.part in parts:
                    made += _missing(field, answers, when)
                continue
            value = answers[field.key]
            for key, one_field, one in _leaves(field, value):
                made += _one(key, one_field, one)
            made += _dates(form, field, answers, now)
    made += check_diagnoses(form, answers, find_icd)
    made += _contradictions(form, answers)
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
        yield found(problems.IN_THE_FUTURE, field.key, label=field.label, now=show_datetime(now))
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
    return day is not None and day > now.astimezone(ZONE).date()


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
