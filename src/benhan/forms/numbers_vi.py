"""Numbers as people here write them: comma for decimals, point for thousands."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,9})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,9})?|[+-]?\d{1,3}(?:\.\d{3})+,\d{1,9}")


def read_number(text: str) -> Decimal | None:
    """36,5 or 36.5 or 1.234,5; None when it is no number. Digits are kept: 36,50 stays 36.50.

    One point stands for decimals (36.5 is a temperature, not thousands); two points can only be thousands.
    """
    bare = text.replace(" ", "").replace("\u00a0", "")
    if _THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return Decimal(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def show_number(value: Decimal) -> str:
    """With a decimal comma and points between thousands: 1.234,5."""
    whole, _, fraction = f"{value:f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}".replace(",", ".") if len(digits) > 4 else digits
    return sign + grouped + ("," + fraction if fraction else "")
