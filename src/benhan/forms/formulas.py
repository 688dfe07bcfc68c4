"""Calculations of single specialties: pregnancy, burns, teeth, stay, money. Each gives None where it cannot say.

The numbers are RECALLED from general medical knowledge unless a line says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from benhan.forms.answers import Coding, PartialDate, Value
from benhan.forms.dates_vi import day_of
from benhan.forms.number_words import MOST, in_words

PREGNANCY_DAYS = 280  # Naegele, from the first day of the last period
LONGEST_PREGNANCY_WEEKS = 45
TERM_WEEKS, LATE_WEEKS = 37, 42
LOW_BIRTH_WEIGHT_G, VERY_LOW_BIRTH_WEIGHT_G = 2500, 1500
PARKLAND_ML = 4  # per kg of weight and % of burned area, first 24 hours
PARKLAND_MOST_AREA = 50  # above it the area counts as 50 %
AFFECTED = frozenset({"decayed", "missing", "filled"})
_TERM, _PRETERM = ("term",), ("preterm",)
_ENDED_EARLY = ("miscarriage", "aspiration", "curettage", "covac", "ectopic", "molar")


def gestation(last_period: Value, on: Value) -> tuple[int, int] | None:
    """Age of a pregnancy in weeks and days; None before it begins, after 45 weeks or for a partial date."""
    first, at = _whole_day(last_period), day_of(on)
    if first is None or at is None or not 0 <= (at - first).days < LONGEST_PREGNANCY_WEEKS * 7:
        return None
    return divmod((at - first).days, 7)


def gestation_weeks(last_period: Value, on: Value) -> Decimal | None:
    """Completed weeks."""
    age = gestation(last_period, on)
    return Decimal(age[0]) if age else None


def due_date(last_period: Value) -> date | None:
    first = _whole_day(last_period)
    return first + timedelta(days=PREGNANCY_DAYS) if first else None


def gestation_class(weeks: Value) -> str | None:
    """1 term, 2 preterm, 3 post-term."""
    if not isinstance(weeks, Decimal) or weeks <= 0:
        return None
    return "2" if weeks < TERM_WEEKS else "1" if weeks < LATE_WEEKS else "3"


def birth_weight_class(weight_g: Value) -> str | None:
    """1 normal, 2 low, 3 very low."""
    if not isinstance(weight_g, Decimal) or weight_g <= 0:
        return None
    if weight_g < VERY_LOW_BIRTH_WEIGHT_G:
        return "3"
    return "2" if weight_g < LOW_BIRTH_WEIGHT_G else "1"


def para(pregnancies: Value) -> str | None:
    """Births at term, before term, pregnancies ended early, children living: 1001; with dashes above nine."""
    rows = cast("tuple[Mapping[str, Value], ...]", pregnancies)
    numbers = [
        sum(any(row.get(key) is True for key in keys) for row in rows)
        for keys in (_TERM, _PRETERM, _ENDED_EARLY)
    ]
    living = [row["living"] for row in rows if isinstance(row.get("living"), Decimal)]
    if not rows or not living:
        return None
    numbers.append(int(sum(cast("list[Decimal]", living))))
    return ("" if max(numbers) < 10 else "-").join(str(number) for number in numbers)


def sum_filled(*parts: Value) -> Decimal | None:
    """Sum of the numbers there are, over single values and columns; None when there is none at all."""
    numbers = tuple(_numbers(parts))
    return sum(numbers, Decimal(0)) if numbers else None


def difference(one: Value, other: Value) -> Decimal | None:
    return one - other if isinstance(one, Decimal) and isinstance(other, Decimal) else None


def deep_burn_area(*degrees: Value) -> Decimal | None:
    """% of degrees IV and V (the last two of five columns); what of degree III is deep a person judges."""
    if not tuple(_numbers(degrees)):
        return None
    return sum(_numbers(degrees[-2:]), Decimal(0))


def burn_index(total: Value, deep: Value) -> Decimal | None:
    """Frank's index: superficial % once, deep % three times."""
    if not isinstance(total, Decimal) or not isinstance(deep, Decimal) or deep > total:
        return None
    return (total - deep) + 3 * deep


def parkland_ml(weight_kg: Value, area: Value) -> Decimal | None:
    """Fluid of the first 24 hours, whole millilitres."""
    if not isinstance(weight_kg, Decimal) or not isinstance(area, Decimal) or area <= 0:
        return None
    made = PARKLAND_ML * weight_kg * min(area, Decimal(PARKLAND_MOST_AREA))
    return made.quantize(Decimal(1), ROUND_HALF_UP)


def affected_teeth(states: Value) -> Decimal | None:
    """How many teeth of the chart are decayed, missing or filled (DMFT)."""
    codes = [one.code for one in cast("tuple[Value, ...]", states) if isinstance(one, Coding)]
    return Decimal(sum(code in AFFECTED for code in codes)) if codes else None


def last_day(first: Value, days: Value) -> date | None:
    """The last of so many days, the first counted."""
    start = _whole_day(first)
    if start is None or not isinstance(days, Decimal) or days < 1 or days != days.to_integral_value():
        return None
    return start + timedelta(days=int(days) - 1) if days < 10_000 else None


def day_number(first: Value, on: Value) -> Decimal | None:
    """Which day of a stay it is: the day of admission is the first."""
    start, at = _whole_day(first), _whole_day(on)
    return Decimal((at - start).days + 1) if start and at and at >= start else None


def death_timing(admitted: Value, died: Value) -> str | None:
    """1 within 24 hours of admission, 2 later."""
    hours = _hours(admitted, died)
    return None if hours is None else "1" if hours <= 24 else "2"


def death_timing_45(admitted: Value, died: Value) -> str | None:
    """The same boxes as the records of traditional medicine number them: 4 within 24 hours, 5 later."""
    hours = _hours(admitted, died)
    return None if hours is None else "4" if hours <= 24 else "5"


def death_timing_72(admitted: Value, died: Value) -> str | None:
    """1 within 24, 2 within 48, 3 within 72 hours of admission; nothing later: the form has no box."""
    hours = _hours(admitted, died)
    if hours is None or hours > 72:
        return None
    return "1" if hours <= 24 else "2" if hours <= 48 else "3"


def money_words(amount: Value) -> str | None:
    """Whole đồng in words, as a receipt has them: "Hai trăm nghìn đồng"."""
    if not isinstance(amount, Decimal) or amount < 0 or amount != amount.to_integral_value():
        return None
    if amount >= MOST:
        return None
    words = in_words(int(amount))
    return f"{words[0].upper()}{words[1:]} đồng"


def _hours(start: Value, end: Value) -> float | None:
    if not isinstance(start, datetime) or not isinstance(end, datetime) or end < start:
        return None
    return (end - start).total_seconds() / 3600


def _whole_day(value: Value) -> date | None:
    """A day that is known as a day: a partial date decides nothing here."""
    return None if isinstance(value, PartialDate) else day_of(value)


def _numbers(parts: tuple[Value, ...]) -> Iterator[Decimal]:
    for part in parts:
        if isinstance(part, Decimal):
            yield part
        elif isinstance(part, tuple):
            yield from _numbers(part)
