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


def parse_number(text: str) -> Decimal:
    """The number a person typed: 38,2 · 38.2 · 1.234,5. Raises ValueError for anything else.

    The surprising case: a single point followed by exactly three digits ("1.234") is read as thousands only
    when a comma also stands in the text; alone it's a decimal point, so "1.234" is 1.234.
    """
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    if "," in plain:
        whole, _, fraction = plain.partition(",")
        plain = f"{whole.replace('.', '')}.{fraction}"
    body = plain[1:] if plain[:1] in "+-" else plain
    if (
        not body.replace(".", "", 1).isdigit()
        or not body.isascii()
        or body.startswith(".")
        or body.endswith(".")
    ):
        raise ValueError("not a number")
    return Decimal(plain)
