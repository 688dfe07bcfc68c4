"""Answers to every question of any form that its own check accepts, each marked so that it is found on the paper.

Nothing here is a real person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import ROW, Coding
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Field, Form
from benhan.forms.drawing import read_strokes
from benhan.law.vietnam_time import VIETNAM

STROKES = "[[[120,80],[300,200],[420,140]],[[500,90],[510,260]]]"
BRONCHITIS = Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp tính, không xác định", systems.ICD_10_TT06)
HYPERTENSION = Coding(systems.ICD_10, "I10", "Tăng huyết áp vô căn (nguyên phát)", systems.ICD_10_TT06)
# Where a calculation or another number sets the bounds.
NUMBERS = {
    "days_decoction": 5,
    "days_products": 30,
    "bp_systolic": 135,
    "bp_diastolic": 85,
    "weight": 54,
    "height": 158,
    "previous_weight": 56,
}
SMALL_TABLES = frozenset({"burn_area_table"})  # shares of the body's surface: together at most 100 %
PRESCRIBED = frozenset({"drugs", "products"})  # the law limits the days, differently for each prescription
CODES = ("24001a1b2c3d-C", "24001a1b2c3d-H", "24001a1b2c3d-N", "24001.GCS.00017.26")


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the form is about: sex "1" or "2", day of birth."""

    sex: str
    born: date


def person_for(form: Form, today: date) -> Person:
    """Somebody the form is meant for."""
    days = 20 if form.below_months == 1 else form.below_months * 15 if form.below_months else 48 * 365
    if "guardian" in form.field_by_key:  # asked for a small child only
        days = 3 * 365
    return Person(form.for_sex or "2", today - timedelta(days=days))


def valid_answers(form: Form, person: Person, now: datetime) -> dict[str, Any]:
    """Every question answered, calculations made, hidden questions dropped as the page drops them."""
    return dict(calculated(form, _Filling(form, person, now - timedelta(hours=1)).answers()))


def marks(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, words) of everything that must be read on the paper: a text's own mark, the figures of a number or
    time, the words of a choice."""
    for key, value in answers.items():
        field = form.field(key)
        if key == "form_code":
            continue  # the paper prints the code of the form it is, whatever stands in the box
        if field.type == "table":
            for number, row in enumerate(value):
                columns = {column.key: column for column in field.columns}
                for name, cell in row.items():
                    if name != ROW:
                        yield from _marks(f"{key}.{row.get(ROW, number)}.{name}", columns[name], cell)
        else:
            yield from _marks(key, field, value)


def _marks(key: str, field: Field, value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, tuple) else (value,):
        match one:
            case bool():
                continue  # a cross in a box: told from the others by test_print_catalogue's pictures
            case Decimal():
                yield key, f"{one.normalize():f}".replace(".", ",")
            case datetime():
                yield key, f"{one.astimezone(VIETNAM):%H}"
                yield key, f"{one.astimezone(VIETNAM):%Y}"
            case date():
                yield key, f"{one:%Y}"
            case Coding() if field.choice_count:
                continue  # a cross in a box whose words nobody could read on the blank: the box has a number only
            case Coding():
                # The word of the list that the blank prints already ("Tỉnh (thành phố): Hà Tĩnh").
                yield key, one.words.removeprefix("Tỉnh ").removeprefix("Thành phố ")
            case str():
                yield key, one


class _Filling:
    def __init__(self, form: Form, person: Person, at: datetime) -> None:
        self.form, self.person, self.at = form, person, at
        self.number = 0
        self.wanted: dict[str, list[str]] = {}
        for field in form.fields:
            for one in (field, *field.columns):
                if one.show_when and one.show_when.code:
                    self.wanted.setdefault(one.show_when.key, []).append(one.show_when.code)

    def answers(self) -> dict[str, Any]:
        asked = [field for field in self.form.fields if not field.retired and not field.issued]
        made = {field.key: self._value(field) for field in asked}
        return {key: value for key, value in made.items() if value is not None}

    def _value(self, field: Field) -> Any:
        if field.type == "table":
            rows = [(row.key, row.allowed) for row in field.rows] or [("", ()), ("", ())]
            return tuple(self._row(field, key, allowed) for key, allowed in rows)
        if field.type == "icd" and field.repeats:
            return (HYPERTENSION,)
        one = self._one(field)
        if field.repeats and one is not None and field.type != "multichoice":
            return (one, self._one(field))
        return one

    def _row(self, field: Field, key: str, allowed: tuple[Decimal, ...]) -> dict[str, Any]:
        typed = [
            column for column in field.columns if not column.line_author
        ]  # the server names who wrote a line
        cells = {column.key: self._value(column) for column in typed}
        if field.key in PRESCRIBED:
            cells |= {"days": Decimal(7)} if "days" in cells else {}
        if field.key in SMALL_TABLES:
            cells = {name: Decimal(1) if isinstance(cell, Decimal) else cell for name, cell in cells.items()}
        if allowed:
            cells = {name: allowed[-1] if isinstance(cell, Decimal) else cell for name, cell in cells.items()}
        return {name: value for name, value in cells.items() if value is not None} | (
            {ROW: key} if key else {}
        )

    def _one(self, field: Field) -> Any:  # noqa: C901 - one arm per type
        self.number += 1
        if field.key == "birth_date":
            return self.person.born
        if field.key == "sex":
            return self._coding(field, self.person.sex)
        match field.type:
            case "number" | "score":
                return Decimal(NUMBERS[field.key]) if field.key in NUMBERS else self._decimal(field)
            case "date" if field.key in ("lmp", "lmp_from"):
                return self.at.astimezone(VIETNAM).date() - timedelta(days=200)
            case "date":
                return self.at.astimezone(VIETNAM).date()
            case "datetime":
                return self.at.replace(microsecond=0)
            case "time":
                return self.at.astimezone(VIETNAM).time().replace(microsecond=0, second=0)
            case "boolean":
                return True
            case "icd":
                return BRONCHITIS
            case "choice":
                return self._choice(field)
            case "multichoice":
                codes = dict.fromkeys(self.wanted.get(field.key, ())) or [field.choices[-1].code]
                return tuple(self._coding(field, code) for code in codes)
            case "figure":
                return None if field.figure == "chart" else read_strokes(STROKES)
        return self._text(field)

    def _decimal(self, field: Field) -> Decimal:
        low = field.low if field.low is not None else Decimal(0)
        high = field.high if field.high is not None else low + 400
        return low + self.number * 37 % (min(int(high - low), 400) + 1)

    def _choice(self, field: Field) -> Coding:
        if not field.choices:
            return Coding("", "", text=f"danh mục q{self.number}")
        wanted = self.wanted.get(field.key)
        return self._coding(field, wanted[0] if wanted else field.choices[len(field.choices) // 2].code)

    @staticmethod
    def _coding(field: Field, code: str) -> Coding:
        choice = field.choice(code)
        return Coding(field.choice_system, code, choice.label if choice else code)

    def _text(self, field: Field) -> str:
        if field.pattern:
            return next(one for one in CODES if re.fullmatch(field.pattern, one))
        mark = f"q{self.number:04d}"
        return f"{mark} tỉnh, đỡ mệt, ăn được ít cháo" if field.long else mark
