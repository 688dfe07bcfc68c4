"""Values that follow from others (age, BMI, scores…) and the conditions some fields hang on: one table each.

No value is made when an input is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias, cast

from benhan.forms import formulas
from benhan.forms.answers import ROW, Answers, Coding, PartialDate, Value
from benhan.forms.catalogue import Calculation as CalculationOf
from benhan.forms.catalogue import Field, Form
from benhan.forms.conditions import shown_answers
from benhan.forms.dates_vi import day_of
from benhan.law.scores import scores

CHILD_MONTHS = 72  # docs/sources.md#thong-tu-26-2025 Điều 6: below this, months of age, weight and companion
COLLECT_DAYS = 5  # docs/sources.md#thong-tu-26-2025 Điều 12: drugs are collected within five days

Calculation: TypeAlias = Callable[..., Value | None]


def calculated(form: Form, answers: Answers) -> dict[str, Value]:
    """The answers with every calculated field set anew (and removed where its inputs are missing).

    In printed order, so a calculation may use an earlier one; hidden answers are dropped.
    An open field keeps what was typed where its inputs give nothing.
    """
    # Twice: what is shown may hang on a calculated value, and a value on what turns out to be hidden.
    return _pass(form, _pass(form, answers))


def _pass(form: Form, answers: Answers) -> dict[str, Value]:
    made = dict(answers)
    for field in form.fields:
        if field.calc is not None:
            _set(field, made, form.field_by_key)
        elif any(column.calc for column in field.columns) and field.key in made:
            rows = cast("tuple[Mapping[str, Value], ...]", made[field.key])
            made[field.key] = tuple(_calculated_row(field, row) for row in rows)
    return shown_answers(form, made)


def _calculated_row(table: Field, row: Mapping[str, Value]) -> Mapping[str, Value]:
    made = dict(row)
    columns = {column.key: column for column in table.columns}
    for column in table.columns:
        if column.calc is not None:
            _set(column, made, columns)
    return made


def _set(field: Field, made: dict[str, Value], fields: Mapping[str, Field]) -> None:
    calc = cast("CalculationOf", field.calc)
    if not calc.is_open:
        made.pop(field.key, None)
    inputs = [_input(path, made, fields) for path in calc.of]
    known = [one for one in inputs if one is not None]
    value = _value(field, calc.name, known) if len(known) == len(inputs) else None
    if value is not None:
        made[field.key] = value


def _input(path: str, made: Answers, fields: Mapping[str, Field]) -> Value | None:
    """The value of a field, or the cells of a column: "" for an empty cell, one cell per fixed row."""
    key, _, column = path.partition(".")
    value = made.get(key)
    if not column or value is None:
        return value
    rows = cast("tuple[Mapping[str, Value], ...]", value)
    if not fields[key].rows:
        return tuple(row.get(column, "") for row in rows)
    by_row = {row[ROW]: row for row in rows}
    return tuple(by_row.get(fixed.key, {}).get(column, "") for fixed in fields[key].rows)


def _value(field: Field, name: str, inputs: list[Value]) -> Value | None:
    if name == "score":
        return scores()[field.score].total(tuple(_codes(inputs)))
    if name == "band":
        total = inputs[0]
        band = scores()[field.score].band(total) if isinstance(total, Decimal) else None
        value: Value | None = band.code if band else None
    else:
        value = CALCULATIONS[name](*inputs)
    if field.type == "choice" and isinstance(value, str):
        choice = field.choice(value)
        return Coding(field.choice_system, choice.code, choice.label) if choice else None
    return value


def _codes(values: Sequence[Value]) -> Iterator[str]:
    """The chosen code of each item of a score, in order; a number is its own code."""
    for value in values:
        if isinstance(value, tuple):
            yield from _codes(value)
        elif isinstance(value, Decimal):
            yield f"{value.normalize():f}"
        else:
            yield value.code if isinstance(value, Coding) else ""


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
    "gestation_weeks": formulas.gestation_weeks,
    "due_date": formulas.due_date,
    "gestation_class": formulas.gestation_class,
    "birth_weight_class": formulas.birth_weight_class,
    "para": formulas.para,
    "sum_filled": formulas.sum_filled,
    "difference": formulas.difference,
    "deep_burn_area": formulas.deep_burn_area,
    "burn_index": formulas.burn_index,
    "parkland_ml": formulas.parkland_ml,
    "affected_teeth": formulas.affected_teeth,
    "day_number": formulas.day_number,
    "last_day": formulas.last_day,
    "death_timing": formulas.death_timing,
    "death_timing_45": formulas.death_timing_45,
    "death_timing_72": formulas.death_timing_72,
    "money_words": formulas.money_words,
}

CONDITIONS: Mapping[str, Callable[[Answers], bool]] = {
    "under_72_months": lambda answers: "age_months" in answers,
}
