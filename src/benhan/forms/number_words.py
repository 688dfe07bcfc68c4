"""Whole numbers in Vietnamese words, as a narcotic prescription or a bill asks: 25 → "hai mươi lăm"."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
MOST = 10**12


def in_words(number: int) -> str:
    """0 … 999 999 999 999 in words; ValueError beyond."""
    if not 0 <= number < MOST:
        raise ValueError("number out of range")
    groups = []  # of three digits, the last first
    rest = number
    for name in _GROUPS:
        rest, group = divmod(rest, 1000)
        groups.append((group, name))
    spoken: list[str] = []
    for group, name in reversed(groups):
        if group:
            words = _below_thousand(group, full=bool(spoken))
            spoken.append(f"{words} {name}".rstrip())
    return " ".join(spoken) or _DIGITS[0]


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
