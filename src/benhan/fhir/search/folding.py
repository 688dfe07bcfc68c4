"""How is Vietnamese text compared: ignoring tones when searching, by the alphabet when sorting?

Text is expected in NFC; other forms give the same result.
"""

from __future__ import annotations

import unicodedata

# The Vietnamese letters that are not plain ASCII, as (ASCII letter, place after it).
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_SECOND_LETTERS = {
    ("a", _BREVE): "1",
    ("a", _HAT): "2",
    ("e", _HAT): "1",
    ("o", _HAT): "1",
    ("o", _HORN): "2",
    ("u", _HORN): "1",
}
# Order of tones in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# Lower than any character of a key, so that a shorter text sorts before its continuation.
_LEVEL = "\x01"


def fold(text: str) -> str:
    """Lower case, without tones and marks, đ as d, runs of spaces as one: what two spellings share.

    `fold("Nguyễn  Thị Đào") == "nguyen thi dao"`. Never longer than a few times the text; folding twice
    changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char)).replace("đ", "d")
    # A second pass: taking marks away may uncover a letter that folds again (İ, compatibility forms).
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


def sort_key_vi(text: str) -> str:
    """A key whose byte order is the Vietnamese alphabetical order of texts.

    a ă â b c d đ e ê … o ô ơ … u ư v …; spaces and digits before letters; tones decide only between texts
    whose letters are equal; upper and lower case are equal. Usable in a column with the "C" collation.
    """
    letters: list[str] = []
    tones: list[str] = []
    for cluster in _clusters(" ".join(text.casefold().split())):
        base, marks = cluster[0], cluster[1:]
        if base == "đ":
            letters.append("d1")
            tones.append("0")
        elif "a" <= base <= "z":
            letters.append(
                base
                + next(
                    (
                        _SECOND_LETTERS.get((base, mark), "")
                        for mark in marks
                        if (base, mark) in _SECOND_LETTERS
                    ),
                    "0",
                )
            )
            tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), "0"))
        elif base >= " ":
            letters.append(cluster)
    return "".join(letters) + _LEVEL + "".join(tones).rstrip("0")


def _clusters(text: str) -> list[str]:
    """Each base character with the marks that follow it, decomposed."""
    clusters: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters
