"""The heading of a paper: who issues it at the left, its title, its code and numbers at the right."""

from __future__ import annotations

import re
from typing import Any

from benhan.forms.catalogue import Field
from benhan.forms.print_cells import Cell, label_of
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_text import printable

_LEFT = (
    "department_of_health", "parent_body", "superior_body", "hospital", "facility", "health_centre",
    "commune_station", "facility_address", "department", "issuing_department", "department_code", "room", "bed",
)  # fmt: skip
_MIDDLE = ("sheet_number", "issue_index", "statement_kind", "birth_number", "to")
_SHARE_LINE = ("bed",)  # stands on the line before it
_SHORT = {
    "Sở Y tế/cơ quan chủ quản": "Sở Y tế",
    "Cơ sở khám bệnh, chữa bệnh": "Cơ sở KB, CB",
    "Mã số phiếu (MS)": "MS",
}
_ROOM = {"record": 24, "sheet": 23, "motto": 50, "prescription": 40}  # capitals on a line of the title
_PARENTHESIS = re.compile(r"\s*\(([^)]*)\)\s*$")


def head_of(sheet: Sheet) -> dict[str, Any]:
    """left, middle, right: lists of cells; title: lines, the parenthesis of a title on a line of its own."""
    section = next((item for item in sheet.form.sections if item.key == "header"), None)
    fields = (
        [field for field in section.fields if not (sheet.official_only and field.extension)]
        if section
        else []
    )
    left = [field for key in _LEFT for field in fields if field.key == key]
    middle = [field for field in fields if field.key in _MIDDLE]
    right = [
        field for field in fields if field not in left and field not in middle and field.key != "form_code"
    ]
    code = next((field.key for field in fields if field.key == "form_code"), "")
    return {
        "left": _left(sheet, left),
        "middle": [_cell(sheet, field) for field in middle],
        "right": [_cell(sheet, field) for field in right],
        "code_line": _code_line(sheet.form.code),
        "code_key": code,
        "title": [printable(line) for line in _title_lines(sheet)],
        "motto": sheet.layout.motto,
    }


def _code_line(code: str) -> str:
    """ "MS: 01/BV1"; a sheet of the house says so, a paper whose circular gives no code says nothing."""
    if code.startswith("LOCAL/"):
        return "Mẫu của cơ sở"
    return f"MS: {code}" if "/" in code else ""


def _title_lines(sheet: Sheet) -> list[str]:
    if sheet.layout.title:
        return list(sheet.layout.title)
    room = _ROOM.get(sheet.layout.kind, 27) if not sheet.layout.motto else _ROOM["motto"]
    if sheet.layout.orientation == "landscape" and not sheet.layout.motto:
        room = int(room * 1.5)
    first, *rest = _title(sheet.form.title)
    return [*_balanced(first, room), *rest]


def _balanced(text: str, room: int) -> list[str]:
    """A title on as few lines as it needs, of about the same length."""
    count = -(-len(text) // room)
    lines: list[str] = []
    words = text.split()
    while words:
        goal = len(" ".join(words)) / max(1, count - len(lines))
        line = words.pop(0)
        while words and (len(line) + 1 + len(words[0]) / 2 <= goal):
            line += " " + words.pop(0)
        lines.append(line)
    return lines


def _title(title: str) -> tuple[str, ...]:
    found = _PARENTHESIS.search(title)
    if found is None:
        return (title.upper(),)
    return (title[: found.start()].upper(), f"({found[1]})")


def _left(sheet: Sheet, fields: list[Field]) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for field in fields:
        if field.key in _SHARE_LINE and lines:
            lines[-1].append(_cell(sheet, field))
        else:
            lines.append([_cell(sheet, field)])
    return lines


def _cell(sheet: Sheet, field: Field) -> Cell:
    """A name that begins as its label does is printed without it: "Sở Y tế: tỉnh Bắc Ninh"."""
    label = label_of(field, sheet.layout)
    cell = sheet.cell(field, label=_SHORT.get(label, label)) | {"bold": False, "bullet": ""}
    value = cell["whole"] = str(cell.get("value", ""))
    start = cell["label"].casefold()
    if value.casefold().startswith(start):
        cell["value"] = value[len(start) :].strip(" :")
    return cell
