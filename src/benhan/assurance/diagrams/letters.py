"""How wide is a text in a Times-metric serif, and where does it break? No font file is opened.

Widths are those of the Times metric in thousandths of an em; a Vietnamese letter is as wide as its base letter.
"""

from __future__ import annotations

import unicodedata
from functools import cache

FAMILY = (
    "TeX Gyre Termes, Tinos, Liberation Serif, Times New Roman, serif"  # the first is what papers are set in
)
# A class of letters for an expression: what the font surely has.
SURE = (
    " -~\u00a1-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9"
    "–—‘’“”•…→≤≥−€₫◊"
)
_NARROW = {
    " ": 250, "i": 278, "j": 278, "l": 278, "t": 278, "f": 333, "r": 333, "I": 333, "J": 389, "s": 389, "a": 444,
    "c": 444, "e": 444, "z": 444, ".": 250, ",": 250, ":": 278, ";": 278, "-": 333, "(": 333, ")": 333, "/": 278,
    "'": 180, "|": 200, "·": 250, "m": 778, "w": 722, "M": 889, "W": 944, "đ": 500, "Đ": 722, "→": 1000, "×": 564,
    "…": 1000, "–": 500, "S": 556, "P": 556, "F": 556, "E": 611, "L": 611, "T": 611, "Z": 611, "@": 921, "%": 833,
}  # fmt: skip
_HORN = {"ơ": 40, "ư": 60, "Ơ": 40, "Ư": 60}
_SAFETY = 1.05  # fonts that stand in for Liberation Serif are a little wider


@cache
def _thousandths(letter: str) -> int:
    plain = unicodedata.normalize("NFC", letter)
    base = unicodedata.normalize("NFD", plain)[0]
    horn = max(
        (extra for one, extra in _HORN.items() if one in unicodedata.normalize("NFD", plain)[:1]), default=0
    )
    if base in _NARROW:
        return _NARROW[base] + horn
    return (700 if base.isupper() else 520 if base.islower() else 500 if base.isdigit() else 560) + horn


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels of a line of text, never too few."""
    letters = unicodedata.normalize("NFC", text)
    return sum(_thousandths(one) for one in letters) * size / 1000 * (1.09 if bold else 1.0) * _SAFETY


def wrap(text: str, most: float, size: float, *, bold: bool = False, lines: int = 3) -> tuple[str, ...]:
    """The text in at most so many lines, none wider than `most`; what doesn't fit ends in “…”. A long word is cut."""
    made: list[str] = []
    words = [piece for word in text.split() for piece in _pieces(word, most, size, bold=bold)]
    for number, word in enumerate(words):
        joined = f"{made[-1]} {word}" if made else word
        if made and width(joined, size, bold=bold) <= most:
            made[-1] = joined
        elif len(made) < lines:
            made.append(word)
        else:
            made[-1] = _ended(" ".join([made[-1], *words[number:]]), most, size, bold=bold)
            break
    return tuple(made)


def _pieces(word: str, most: float, size: float, *, bold: bool) -> list[str]:
    """A word in pieces that fit, cut after / . - @ where it can be."""
    made = [""]
    for letter in word:
        if width(made[-1] + letter, size, bold=bold) > most and made[-1]:
            cut = max(made[-1].rfind(mark) for mark in "/.-@") + 1
            rest = made[-1][cut:] if cut > 2 else ""
            made[-1] = made[-1][: len(made[-1]) - len(rest)]
            made.append(rest)
        made[-1] += letter
    return made


def _ended(text: str, most: float, size: float, *, bold: bool) -> str:
    while text and width(f"{text}…", size, bold=bold) > most:
        text = text[:-1]
    return f"{text.rstrip()}…"
