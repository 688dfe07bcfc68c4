"""Text without tones and case, so that "viem phoi" finds "Viêm phổi"."""

from __future__ import annotations

import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Lower case, tones and diacritics off, đ → d, everything but letters and digits a single blank."""
    bare = unicodedata.normalize("NFD", text.translate(_D).lower())
    kept = "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign))
    return " ".join(kept.split())
