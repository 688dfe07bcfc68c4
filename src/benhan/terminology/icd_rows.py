"""One row of the Ministry's ICD-10 list, cleaned: marks off the code, NFC, white space collapsed, slips
mended."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from benhan.fhir.problems import Finding
from benhan.terminology import problems

COLUMNS_NORMALISED = (
    "code",
    "mark",
    "chapter",
    "block",
    "title_vi",
    "not_main",
    "main_discouraged",
    "too_general",
    "death_only",
    "female",
    "male",
)

_CODE = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
_DUAL = {"†": "+", "+": "+", "*": "*"}


@dataclass(frozen=True, slots=True)
class IcdRow:
    """A good row. properties are the keyword arguments of law.icd10.IcdCode beside code and display.

    number   line in the file, for reports; mended says in Vietnamese what was corrected, "" when nothing
    """

    number: int
    code: str
    display: str
    properties: dict[str, object]
    mended: str = ""


def from_annex(number: int, cells: list[str]) -> IcdRow | Finding:
    """A data row of the 29-column sheet (column numbers as printed in its fourth heading row)."""
    if len(cells) != 29:
        return _wrong(number, "1-29", f"có {len(cells)} cột, cần 29")
    column = [""] + [_clean(cell) for cell in cells]
    marked, plain, title = column[18], column[19], column[22]
    flags = [bool(column[place]) for place in range(24, 30)]
    return _row(number, marked, plain, title, flags, column[2], column[6], ("18", "22"))


def from_normalised(number: int, cells: list[str]) -> IcdRow | Finding:
    """A row of our own CSV layout."""
    if len(cells) != len(COLUMNS_NORMALISED):
        return _wrong(number, "code", f"có {len(cells)} cột, cần {len(COLUMNS_NORMALISED)}")
    code, mark, chapter, block, title, *flags = (_clean(cell) for cell in cells)
    for name, flag in zip(COLUMNS_NORMALISED[5:], flags, strict=True):
        if flag not in ("", "0", "1"):
            return _wrong(number, name, "chỉ nhận trống, 0 hoặc 1")
    set_flags = [flag == "1" for flag in flags]
    return _row(number, code + mark, "", title, set_flags, chapter, block, ("code", "title_vi"))


def _row(
    number: int,
    marked: str,
    plain: str,
    title: str,
    flags: list[bool],
    chapter: str,
    block: str,
    columns: tuple[str, str],
) -> IcdRow | Finding:
    dual = next((_DUAL[sign] for sign in marked if sign in _DUAL), "")
    code = "".join(sign for sign in marked if sign not in _DUAL).strip().upper()
    mended = ""
    if not _CODE.fullmatch(code):
        better = _dotted(plain or code)
        if better is None:
            return _wrong(number, columns[0], f"mã “{marked}” không đúng dạng A00, A00.0 hoặc A00.00")
        mended = f"mã “{marked}” sửa thành {better}"
        code = better
    elif plain and _dotted(plain) != code:
        return _wrong(number, "19", f"“{plain}” khác mã “{code}” ở cột 18")
    if not title:
        return _wrong(number, columns[1], f"mã {code} không có tên bệnh tiếng Việt")
    not_main, discouraged, general, death, female, male = flags
    properties: dict[str, object] = {
        "not_main": not_main,
        "main_discouraged": discouraged,
        "too_general": general,
        "death_only": death,
        "sex": "F" if female and not male else "M" if male and not female else "",
        "dual": dual,
        "chapter": chapter,
        "block": block,
    }
    return IcdRow(number, code, title, {name: value for name, value in properties.items() if value}, mended)


def _dotted(plain: str) -> str | None:
    """U139 or U13/9 → U13.9; None when it is no code."""
    bare = "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())
    code = bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"
    return code if _CODE.fullmatch(code) else None


def _clean(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _wrong(number: int, column: str, reason: str) -> Finding:
    return problems.ROW_WRONG.at(row=number, column=column, reason=reason).all_findings()[0]
