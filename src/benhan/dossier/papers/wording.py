"""Words all papers share: a gap said in words, dates, numbers, kinds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from benhan.law.vietnam_time import local

MISSING = "Chưa khai"
NONE = "Không có"

KINDS_VI = {
    "internal": "Phục vụ hoạt động nội bộ",
    "online": "Phục vụ người dân, doanh nghiệp (dịch vụ trực tuyến)",
    "infrastructure": "Cơ sở hạ tầng thông tin dùng chung",
    "control": "Điều khiển công nghiệp",
    "other": "Loại hình khác",
}
INFORMATION_VI = {
    "public": "Thông tin công cộng",
    "private": "Thông tin riêng",
    "basic": "Dữ liệu cá nhân cơ bản",
    "sensitive": "Dữ liệu cá nhân nhạy cảm",
    "secret": "Bí mật nhà nước",
}


def told(value: object) -> str:
    """A value as text; a missing one is said, never left blank."""
    if isinstance(value, list | tuple):
        return "; ".join(told(one) for one in value) or MISSING
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return day(local(value).date())
    if isinstance(value, date):
        return day(value)
    return str(value if value is not None else "").strip() or MISSING


def number(value: int | Decimal) -> str:
    """12500 → “12.500”; whole numbers only."""
    return f"{int(value):,}".replace(",", ".")


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else MISSING


def numbered(number_: str, on: date | None) -> str:
    """“số 12/QĐ-TTYT ngày 03/02/2026”, a gap when there is no number."""
    if not number_:
        return MISSING
    return f"số {number_} ngày {on:%d/%m/%Y}" if on else f"số {number_}"


def kinds(keys: list[str]) -> str:
    return "; ".join(KINDS_VI.get(one, one) for one in keys) or MISSING
