"""Values that follow from others (age, BMI…) and the conditions some fields hang on: one table each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from benhan.forms.answers import Answers, PartialDate, Value
from benhan.forms.catalogue import Form
from benhan.forms.dates_vi import ZONE

CHILD_MONTHS = 72  # docs/sources.md#thong-tu-26-2025 Điều 6: below this, months of age, weight and companion
COLLECT_DAYS = 5  # docs/sources.md#thong-tu-26-2025 Điều 12: drugs are collected within five days

Calculation: TypeAlias = Callable[..., Value | None]


def calculated(form: Form, answers: Answers) -> dict[str, Value]:
    """The answers with every calculated field set anew (and removed where its inputs are missing).

    In printed order, so a calculation may use an earlier one.
    """
    made = dict(answers)
    for field in form.fields:
        if field.calc is None:
            continue
        made.pop(field.key, None)
        inputs = [made.get(key) for key in field.calc.of]
        value = CALCULATIONS[field.calc.name](*inputs) if all(item is not None for item in inputs) else None
        if value is not None:
            made[field.key] = value
    return made


def day_of(value: object) -> date | None:
    """The day of a date or moment (Vietnam's zone); a partial date counts from its first day."""
    if isinstance(value, datetime):
        return value.astimezone(ZONE).date()
    if isinstance(value, date):
        return value
    if isinstance(value, PartialDate):
        return date(value.year, value.month or 1, 1)
    return None


def months_between(born: date, on: date) -> int:
    """Whole months; negative when born lies after."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def age_years(born: Value, on: Value) -> Decimal | None:
    """Whole years; from the year alone where only that is known."""
    at = day_of(on)
    if isinstance(born, PartialDate) and born.month is None:
        return Decimal(at.year - born.year) if at and at.year >= born.year else None
    start = day_of(born)
    if start is None or at is None or start > at:
        return None
    return Decimal(months_between(start, at) // 12)


def age_months(born: Value, on: Value) -> Decimal | None:
    """Whole months of age below 72, else nothing; nothing for a year alone."""
    start, at = day_of(born), day_of(on)
    if start is None or at is None or (isinstance(born, PartialDate) and born.month is None):
        return None
    months = months_between(start, at)
    return Decimal(months) if 0 <= months < CHILD_MONTHS else None


def bmi(weight_kg: Value, height_cm: Value) -> Decimal | None:
    """kg/m², one decimal."""
    if not (isinstance(weight_kg, Decimal) and isinstance(height_cm, Decimal)) or height_cm <= 0:
        return None
    metres = height_cm / 100
    return (weight_kg / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def days_between(start: Value, end: Value) -> Decimal | None:
    """Days from start to end; a stay that ends on its first day is 0."""
    first, last = day_of(start), day_of(end)
    return Decimal((last - first).days) if first and last and last >= first else None


def total(*parts: Value) -> Decimal | None:
    """Sum of numbers (scores, fluids)."""
    numbers = [part for part in parts if isinstance(part, Decimal)]
    return sum(numbers, Decimal(0)) if len(numbers) == len(parts) else None


def prescription_valid_until(prescribed_at: Value) -> date | None:
    """The last day on which drugs may be collected."""
    day = day_of(prescribed_at)
    return day + timedelta(days=COLLECT_DAYS) if day else None


CALCULATIONS: Mapping[str, Calculation] = {
    "age_years": age_years,
    "age_months": age_months,
    "bmi": bmi,
    "days_between": days_between,
    "total": total,
    "prescription_valid_until": prescription_valid_until,
}

CONDITIONS: Mapping[str, Callable[[Answers], bool]] = {
    "under_72_months": lambda answers: "age_months" in answers,
}
