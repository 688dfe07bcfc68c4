"""How are numbers and money written in Vietnamese? 1.234,5 and 1.250.000 đ."""

from __future__ import annotations

from decimal import Decimal


def number(value: Decimal | int, places: int | None = None) -> str:
    """The value with a decimal comma and points by thousands; it keeps its digits unless places is given."""
    shown = format(Decimal(value), f",.{places}f" if places is not None else ",f")
    return shown.translate(str.maketrans(",.", ".,"))


def money(value: Decimal | int) -> str:
    """1.250.000 đ, in whole đồng; a fraction is rounded half up as on an invoice."""
    return f"{number(Decimal(value).quantize(Decimal(1), rounding='ROUND_HALF_UP'))} đ"
