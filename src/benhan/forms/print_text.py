"""Typed text made fit for the page: composed letters, no lost spaces, no letter without a shape.

PDF/A forbids a letter that no font can draw, so one emoji would stop a whole paper. Such a letter is printed
as its Unicode number in brackets: nothing a person typed disappears in silence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import typst

from benhan.forms.print_fonts import fonts

_UNITS = (
    "mg|g|kg|mcg|µg|ml|mL|lít|l|cm|mm|m|mmHg|°C|%|lần|lần/phút|tuổi|tuần|ngày|tháng|giờ|phút|viên|ống|UI|IU|"
    "G/L|T/L|g/L|mmol/L|µmol/L"
)
_NUMBER_AND_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?:\W|$))")
# Every letter of these blocks is in the text font: checked by a test.
_SURE = re.compile("[\n -~ -žƠơƯưǍ-ǜẠ-ỹ–—‘’“”…•‰€−≤≥±×÷°µ]*")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


_PROBE = b"""#set document(title: "letter", date: datetime(year: 2026, month: 1, day: 1))
#set text(font: "TeX Gyre Termes", lang: "vi")
#sys.inputs.letter"""


def printable(text: str) -> str:
    """NFC, tabs and line ends made plain, numbers kept with their units, undrawable letters as [U+…]."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = _UNSEEN.sub("", plain)
    whole = seen if _SURE.fullmatch(seen) else "".join(_drawn(letter) for letter in seen)
    return _NUMBER_AND_UNIT.sub("\u00a0", whole)


def _drawn(letter: str) -> str:
    if _SURE.fullmatch(letter) or _has_shape(letter):
        return letter
    return f"[U+{ord(letter):04X}]"


@cache
def _has_shape(letter: str) -> bool:
    """Whether a font of ours draws the letter: tried once per letter on a paper of its own."""
    try:
        _compiler().compile(
            input=_PROBE,
            sys_inputs={"letter": letter},
            format="pdf",
            pdf_standards=["a-3b"],
        )
    except typst.TypstError:
        return False
    return True


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
