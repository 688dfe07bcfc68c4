"""Whole numbers in Vietnamese words, as a narcotic prescription asks: 25 → "hai mươi lăm"."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """0 … 999 999 in words."""
    if not 0 <= number < 1_000_000:
        raise ValueError("number out of range")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, full=False)
    head = f"{_below_thousand(thousands, full=False)} nghìn"
    return f"{head} {_below_thousand(rest, full=True)}" if rest else head


def _below_thousand(number: int, *, full: bool) -> str:
    """full: a hundred is always said ("không trăm"), because thousands stand before."""
    hundreds, rest = divmod(number, 100)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    tens, units = divmod(rest, 10)
    if tens == 0:
        if units and parts:
            parts.append(f"linh {_DIGITS[units]}")
        elif units or not parts:
            parts.append(_DIGITS[units])
        return " ".join(parts)
    parts.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if units:
        special = {1: "mốt" if tens > 1 else "một", 5: "lăm"}
        parts.append(special.get(units, _DIGITS[units]))
    return " ".join(parts)
