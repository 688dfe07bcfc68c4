"""Tables, cards, right and left eyes, moves between departments: answers of many parts → blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from benhan.forms.answers import ROW
from benhan.forms.catalogue import Field, Range, Row, Section, Shown
from benhan.forms.numbers_vi import show_number
from benhan.forms.print_cells import Cell, Printed, cell_of, is_numbered, label_of
from benhan.forms.print_figures import figure_cell
from benhan.forms.print_layout import Layout
from benhan.forms.print_lines import Block, following, pack
from benhan.forms.print_text import printable

DEFAULT_ROWS = 4
_LETTER_PT = 4.9  # of 9.5 pt Termes, a little generous
_SHARE = {
    "text": 22,
    "number": 7,
    "score": 5,
    "boolean": 5,
    "date": 11,
    "datetime": 12,
    "time": 7,
    "icd": 24,
    "choice": 13,
}


def table_block(field: Field, printed: Printed, layout: Layout, *, label: str) -> Block:
    """A table whose heading is repeated on each page; fixed rows first, empty rows as on the blank."""
    columns = list(field.columns)
    heads = [printable(label_of(column, layout)) for column in columns]
    units = [
        column.unit if column.unit and column.unit.lower() not in column.label.lower() else ""
        for column in columns
    ]
    heads = [f"{head} ({unit})" if unit else head for head, unit in zip(heads, units, strict=True)]
    rows = [[printable(str(row.get(column.key, ""))) for column in columns] for row in _rows(field, printed)]
    kinds = [column.type for column in columns]
    if field.rows:
        heads, kinds, rows = _with_rows(field, heads, kinds, rows)
    else:
        rows += [[""] * len(columns) for _ in range(len(rows), _empty_rows(field, printed, layout))]
    size = 9.5 if len(heads) <= 9 else (8.5 if len(heads) <= 13 else 7.5)
    widths = layout.widths.get(field.key) or _widths(heads, rows, kinds, layout.width, size)
    return {
        "b": "table", "key": field.key, "label": printable(label), "heads": heads, "rows": rows,
        "widths": list(widths), "size": size, "columns": [column.key for column in columns],
        "left": [kind in ("text", "icd", "choice", "multichoice") for kind in kinds],
    }  # fmt: skip


def _with_rows(
    field: Field, heads: list[str], kinds: list[str], rows: list[list[str]]
) -> tuple[list[str], list[str], list[list[str]]]:
    """Fixed rows: what names a row comes first, its unit and normal values after the first answer."""
    shown = [item for item in field.shown if item.shows != "key"]
    first = [item for item in shown if item.shows not in ("unit", "reference")] or [
        Shown("row", "Nội dung", "label")
    ]
    after = [item for item in shown if item not in first]
    names = [[_shown(item, row, place) for item in first] for place, row in enumerate(field.rows)]
    facts = [[_shown(item, row, place) for item in after] for place, row in enumerate(field.rows)]
    made = [name + cells[:1] + fact + cells[1:] for name, cells, fact in zip(names, rows, facts, strict=True)]
    heads = (
        [printable(item.label) for item in first]
        + heads[:1]
        + [printable(item.label) for item in after]
        + heads[1:]
    )
    kinds = ["text"] * len(first) + kinds[:1] + ["choice"] * len(after) + kinds[1:]
    return heads, kinds, made


def _shown(item: Shown, row: Row, place: int) -> str:
    match item.shows:
        case "label":
            return printable(row.label)
        case "unit":
            return printable(_POWER.sub(lambda found: found[1].translate(_RAISED), row.unit))
        case "number":
            return str(place + 1)
        case "reference":
            return "; ".join(_range(part) for part in row.ranges)
    value = (row.values or {}).get(item.key)
    return "" if value is None else show_number(value)


_POWER = re.compile(r"\^(\d+)")  # 10^9/l
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUPS = {"male": "Nam: ", "female": "Nữ: ", "adult": "", "child": "Trẻ em: ", "": ""}


def _range(part: Range) -> str:
    if part.text:
        return printable(_GROUPS.get(part.group, "") + part.text)
    low = "" if part.low is None else show_number(part.low)
    high = "" if part.high is None else show_number(part.high)
    if low and high:
        return f"{_GROUPS.get(part.group, '')}{low}–{high}"
    sign = ("<" if part.high_is_exclusive else "≤") if high else (">" if part.low_is_exclusive else "≥")
    return f"{_GROUPS.get(part.group, '')}{sign} {high or low}"


def _rows(field: Field, printed: Printed) -> list[dict[str, str]]:
    rows = list(printed.get("rows", ()))
    if not field.rows:
        return rows
    by_key = {row.get(ROW, ""): row for row in rows}
    return [by_key.get(row.key, {}) for row in field.rows]


def _empty_rows(field: Field, printed: Printed, layout: Layout) -> int:
    wanted = layout.rows.get(field.key, DEFAULT_ROWS)
    return min(wanted, 2) if layout.is_tight else wanted


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[str], width: float, size: float
) -> list[float]:
    """Points per column: the longest word must fit, the rest goes to those with most to say."""
    letter = _LETTER_PT * size / 9.5
    least, wish = [], []
    for place, (head, kind) in enumerate(zip(heads, kinds, strict=True)):
        cells = [row[place] for row in rows]
        words = [word for text in (head, *cells) for word in text.split()] or [""]
        least.append(min(14, max(len(word) for word in words)) * letter * 1.12 + 8)
        longest = max((len(text) for text in cells), default=0)
        wish.append(max(_SHARE.get(kind, 12), min(longest, 60), min(len(head) * 0.6, 26)))
    spare = max(0.0, width - sum(least))
    if sum(least) > width:
        return [round(item * width / sum(least), 1) for item in least]
    want = [max(0.0, share * letter - low) + 1 for share, low in zip(wish, least, strict=True)]
    return [round(low + spare * share / sum(want), 1) for low, share in zip(least, want, strict=True)]


_DOSE = ("route", "dose", "times", "moment", "days")


def drugs_block(field: Field, printed: Printed, layout: Layout, *, label: str) -> Block:
    """Medicines of a prescription as numbered entries: name and quantity, below them how to take it."""
    keys = [column.key for column in field.columns]
    items = []
    for row in printed.get("rows", ()):
        texts = {key: printable(str(row.get(key, ""))) for key in keys}
        words = f" ({texts['quantity_words']})" if texts.get("quantity_words") else ""
        amount = f"{texts.get('quantity', '')}{words} {texts.get('unit', '')}".strip()
        said = {"dose": "mỗi lần {}", "times": "ngày {} lần", "days": "{} ngày"}
        use = ", ".join(said.get(key, "{}").format(texts[key]) for key in _DOSE if texts.get(key))
        rest = [texts[key] for key in keys if key not in _TOLD and texts[key]]
        items.append(
            {
                "name": texts.get("name", ""),
                "strength": texts.get("strength", ""),
                "amount": amount,
                "use": ", ".join([use, *rest]) if rest else use,
            }
        )
    items += [{"name": "", "strength": "", "amount": "", "use": ""}] * (
        layout.rows.get(field.key, 3) - len(items)
    )
    return {"b": "drugs", "key": field.key, "label": printable(label), "items": items, "columns": keys}


_TOLD = frozenset({"order", "name", "strength", "quantity", "quantity_words", "unit", *_DOSE})


def cards_block(field: Field, printed: Printed, layout: Layout, *, label: str) -> Block:
    """Each row of the table as a frame of lines; one empty card stands on the blank."""
    rows = list(printed.get("rows", ())) or [{}]
    cards = []
    for row in rows:
        cells = [
            _card_cell(column, _as_printed(column, row), layout)
            for column in field.columns
            if row.get(column.key) or not column.extension
        ]
        cards.append(pack(cells, layout.capacity - 4, layout.together))
    return {
        "b": "cards",
        "key": field.key,
        "label": printable(label),
        "cards": cards,
        "columns": [c.key for c in field.columns],
    }


def _card_cell(column: Field, printed: Printed, layout: Layout) -> Cell:
    if column.type == "figure":
        return figure_cell(column, label_of(column, layout), printed, layout) | {
            "t": "figure",
            "full": True,
            "w": 999,
        }
    return cell_of(column, printed, layout)


def _as_printed(column: Field, row: dict[str, Any]) -> Printed:
    """A cell of a row as an answer of its own: rows carry texts only."""
    parts = row.get(f"{column.key}:parts")
    text = str(row.get(column.key, ""))
    if isinstance(parts, dict):
        return parts
    return {"text": text} if text else {}


def moves_block(field: Field, printed: Printed, layout: Layout, *, label: str) -> Block:
    """Departments of the stay: name, hour and day, days of treatment; three lines for moves, one for entry."""
    rows = [
        {key: printable(str(value)) for key, value in row.items() if not isinstance(value, dict)}
        for row in printed.get("rows", ())
    ]
    wanted = 3 if "transfer" in field.key else 1
    keys = [column.key for column in field.columns]
    rows += [{} for _ in range(len(rows), wanted)]
    return {
        "b": "moves", "key": field.key, "label": printable(label), "columns": keys,
        "rows": [[row.get(key, "") for key in keys] for row in rows],
    }  # fmt: skip


def pair_block(layout: Layout, section: Section, cells: Sequence[tuple[Field, Cell]]) -> Block:
    """Right and left eye side by side; a numbered label opens a topic, what follows belongs to it."""
    by_pair: dict[str, dict[str, Cell]] = {}
    for field, cell in cells:
        by_pair.setdefault(field.pair, {})[field.side] = cell
    topics: list[dict[str, Any]] = []
    opening = _opening(section.label)
    for sides in by_pair.values():
        sample = next(iter(sides.values()))
        topic, rest = _topic(sample["label"], topics[-1]["topic"] if topics else opening)
        if not topics or topic != topics[-1]["topic"]:
            topics.append({"topic": topic, "right": [], "left": []})
        for side in ("right", "left"):
            if side in sides:
                cell = sides[side] | {"label": rest, "bold": False}
                told = topics[-1][side]
                told.append(following(told[-1], cell) if told else cell)
    room = int(layout.capacity * 0.41)
    rows = []
    for item in topics:
        wide = {cell["key"].removesuffix("_r"): cell["w"] for cell in item["right"]}
        for cell in item["left"]:  # both sides break at the same fields
            cell["w"] = max(cell["w"], wide.get(cell["key"].removesuffix("_l"), 0))
        left_wide = {cell["key"].removesuffix("_l"): cell["w"] for cell in item["left"]}
        for cell in item["right"]:
            cell["w"] = max(cell["w"], left_wide.get(cell["key"].removesuffix("_r"), 0))
        rows.append(
            {"topic": item["topic"], "right": pack(item["right"], room), "left": pack(item["left"], room)}
        )
    return {"b": "pair", "rows": rows}


def _opening(label: str) -> str:
    """The topic a section opens with; one that only sums up its topics ("1 - 4. Thị lực, nhãn áp") opens none."""
    outer, _, inner = label.partition(": ")
    if inner and re.match(r"^\d+\.\d", outer):
        label = inner
    return "" if re.match(r"^\d+ ?[-–] ?\d+", label) else label


def _topic(label: str, current: str) -> tuple[str, str]:
    """ "1. Thị lực: không kính" → the topic and what is asked; a plain label stays under the current topic."""
    outer, _, inner = label.partition(": ")
    if is_numbered(label):
        return outer, (inner or "")
    if not current:
        return (outer, inner) if inner else (label, "")
    head = re.sub(r"^[\d.]+\s*", "", current).casefold()
    if inner and outer.casefold() == head:
        return current, inner
    return current, label
