"""Tables of a form as rows to fill in: free rows, fixed ones, and cards; and what the row buttons do without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benhan.forms.catalogue import Field as Question
from benhan.forms.catalogue import Form, Range, Row
from benhan.forms.numbers_vi import show_number
from benhan.ui.parts import NEW_ROW, Choice, Field, FigurePad, Fillable, FillRow, FillTable
from benhan.ward.visit.form_fields import Filling, diagnoses, figures, plain_field
from benhan.ward.visit.input_texts import Texts

WIDE = 7  # more columns than this are told as cards
NARROW = 4  # so few columns leave room for sentences
ADD, REMOVE, UP, DOWN = "them-dong", "xoa-dong", "len", "xuong"
_GROUPS = {"male": "nam", "female": "nữ", "adult": "người lớn", "child": "trẻ em"}
_ACTS = (ADD, REMOVE, UP, DOWN)


def table_of(question: Question, filling: Filling) -> tuple[Fillable, ...]:
    """One table; a fixed one of a single column stands as plain fields, one a row."""
    if question.rows and len(question.columns) == 1 and question.columns[0].type not in ("figure", "icd"):
        column = question.columns[0]
        return tuple(
            plain_field(
                column, f"{question.key}.{row.key}.{column.key}", row.label, filling, "quarter", row.unit
            )
            for row in question.rows
        )
    if question.rows:
        rows = tuple(_row(question, row.key, filling, row.label, note_of(row)) for row in question.rows)
    else:
        numbers = row_numbers(question.key, filling.texts) or ["0"]
        rows = tuple(
            replace(_row(question, number, filling), number=place)
            for place, number in enumerate(numbers, start=1)
        )
    is_free = not question.rows
    return (
        FillTable(
            name=question.key,
            label=question.label,
            columns=tuple(_head(column) for column in question.columns),
            rows=rows,
            is_free=is_free,
            as_cards=question.layout == "cards"
            or len(question.columns) > WIDE
            or (is_free and _is_prose(question)),
            blank=_row(question, NEW_ROW, filling) if is_free else None,
            error=filling.errors.get(question.key, ""),
            origin=filling.copied.get(question.key, ""),
        ),
    )


def _is_prose(question: Question) -> bool:
    """Events told in sentences, e.g. a treatment sheet's hour, progress and orders: no room side by side."""
    texts = sum(column.type == "text" for column in question.columns)
    return texts > 2 and any(column.type == "datetime" for column in question.columns)


def _head(column: Question) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _row(question: Question, key: str, filling: Filling, label: str = "", note: str = "") -> FillRow:
    cells = tuple(_cell(question, column, key, filling) for column in question.columns)
    return FillRow(key, cells, label, note)


def note_of(row: Row) -> str:
    """Unit and normal values as printed: "g/L · nam 130–170, nữ 120–150"."""
    ranges = ", ".join(_range(one) for one in row.ranges)
    return " · ".join(part for part in (row.unit, ranges) if part)


def _range(one: Range) -> str:
    group = _GROUPS.get(one.group, "")
    if one.text:
        return f"{group} {one.text}".strip()
    low = show_number(one.low) if one.low is not None else ""
    high = show_number(one.high) if one.high is not None else ""
    said = f"{low}–{high}" if low and high else f"≤ {high}" if high else f"≥ {low}"
    return f"{group} {said}".strip()


def _cell(question: Question, column: Question, key: str, filling: Filling) -> Field | FigurePad:
    name = f"{question.key}.{key}.{column.key}"
    if column.type == "figure":
        return figures(column, name, filling)[0]
    if column.type == "icd":
        return diagnoses(column, name, filling)[0]
    made = plain_field(column, name, _head(column), filling, "full")
    if column.line_author:
        return replace(made, value=made.value or "tự ghi khi lưu", is_live=False, needed="")
    if made.kind == "chips":  # a cell is one line high
        chosen = any(one.is_chosen for one in made.choices)
        made = replace(made, kind="select", choices=(Choice("", "—", not chosen), *made.choices))
    if made.kind == "text" and column.type == "text" and len(question.columns) <= NARROW:
        made = replace(made, kind="textarea")  # it grows with what is written
    return replace(made, unit="", rows=1, needed="")


def row_numbers(key: str, texts: Mapping[str, Sequence[str]]) -> list[str]:
    """The numbers of a free table's rows, in order, empty rows too."""
    found = {name.split(".")[1] for name in texts if name.startswith(f"{key}.") and name.count(".") >= 2}
    return sorted((number for number in found if number.isdecimal() and len(number) < 7), key=int)


def row_act(form: Form, texts: Mapping[str, Sequence[str]], act: str) -> Texts | None:
    """The texts after "them-dong:key", "xoa-dong:key:2", "len:key:2" or "xuong:key:2"; None for any other act."""
    what, _, rest = act.partition(":")
    key, _, number = rest.partition(":")
    table = form.field_by_key.get(key)
    if what not in _ACTS or table is None or table.type != "table" or table.rows:
        return None
    numbers = row_numbers(key, texts)
    order = list(numbers)
    if what == ADD:
        order.append("")
    elif number in order:
        place = order.index(number)
        order.pop(place)
        if what != REMOVE:
            order.insert(max(place - 1, 0) if what == UP else place + 1, number)
    return _renumbered(table, texts, order)


def _renumbered(table: Question, texts: Mapping[str, Sequence[str]], order: Sequence[str]) -> Texts:
    prefix = f"{table.key}."
    made = {name: list(values) for name, values in texts.items() if not name.startswith(prefix)}
    for place, number in enumerate(order):
        old = f"{prefix}{number}."
        for name, values in texts.items():
            if number and name.startswith(old):
                made[f"{prefix}{place}.{name.removeprefix(old)}"] = list(values)
        if not number:  # a new row is there because one of its inputs is
            made[f"{prefix}{place}.{table.columns[0].key}"] = [""]
    return made
