"""Text without tones and case, so that "viem phoi" finds "Viêm phổi"."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d"})
_MARKS = re.compile(r"[\u0300-\u036f]+")
_OTHER = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, tones and diacritics off, đ → d, everything but letters and digits a single blank.

    Letters of other scripts (β) become blanks: whole lists are folded at start, so this is the fast way.
    """
    bare = unicodedata.normalize("NFD", text.translate(_D).lower())
    return _OTHER.sub(" ", _MARKS.sub("", bare)).strip()
