"""The tables people keep about a system, as data: assets, zones, connections, flows, risks; how a typed row is read.

One description of each column serves the form, the CSV file and the list of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import models
from django.utils import timezone

from benhan.assurance.diagrams.flows import SENSITIVITIES_VI
from benhan.assurance.diagrams.reading import ZONES_VI
from benhan.assurance.models import Asset, Flow, Link, Risk, System, Zone
from benhan.forms.dates_vi import read_date
from benhan.law import risks

Kind = Literal["text", "long", "integer", "date", "choice", "boolean", "zone", "host", "asset"]
ASSET_KINDS_VI = {
    "host": "Máy chủ",
    "network": "Thiết bị mạng, thiết bị đầu cuối",
    "software": "Phần mềm",
    "service": "Dịch vụ",
    "endpoint": "Địa chỉ dịch vụ được kiểm tra",
}
STATES_VI = {
    "declared": "Đã khai",
    "discovered": "Mới phát hiện",
    "confirmed": "Đã xác nhận",
    "retired": "Ngừng dùng",
}
HARM_LEVELS_VI = {str(level): f"Mức của cấp độ {level}" for level in range(1, 6)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. most is the longest text or the largest number; choices map stored value → words."""

    name: str
    label: str
    kind: Kind = "text"
    most: int = 200
    least: int = 0
    is_required: bool = False
    choices: Mapping[str, str] | None = None
    hint: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its model and columns; act is the word of its audit entries."""

    key: str
    act: str
    noun: str
    model: type[models.Model]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A typed row: values ready for the model, and what is wrong by column."""

    values: dict[str, Any]
    errors: dict[str, str]


ASSETS = Sheet("tai-san", "asset", "tài sản", Asset, (
    Column("kind", "Loại", "choice", is_required=True, choices=ASSET_KINDS_VI),
    Column("name", "Tên", is_required=True),
    Column("maker", "Hãng", most=120),
    Column("model", "Kiểu máy, mẫu", most=120),
    Column("version", "Phiên bản", most=80),
    Column("quantity", "Số lượng", "integer", most=1_000_000, least=1, default="1"),
    Column("place", "Nơi đặt"),
    Column("purpose", "Mục đích", most=300),
    Column("address", "Địa chỉ", most=300, hint="Địa chỉ mạng, tên máy hoặc địa chỉ https"),
    Column("port", "Cổng", "integer", most=65535, least=1),
    Column("operating_system", "Hệ điều hành", most=120),
    Column("owner", "Người quản lý", most=120),
    Column("backup_for", "Dự phòng cho"),
    Column("support_until", "Hỗ trợ đến", "date"),
    Column("zone", "Vùng mạng", "zone"),
    Column("host", "Chạy trên máy chủ", "host"),
))  # fmt: skip
ZONES = Sheet("vung", "zone", "vùng mạng", Zone, (
    Column("kind", "Loại vùng", "choice", is_required=True, choices=ZONES_VI),
    Column("name", "Tên vùng", most=120, is_required=True),
    Column("purpose", "Mục đích", most=300),
    Column("private_range", "Dải địa chỉ riêng", most=120),
    Column("public_address", "Địa chỉ công khai", most=120),
    Column("vlan", "VLAN hoặc mạng con", most=60),
    Column("policy", "Chính sách truy cập sang vùng khác", "long", most=2000),
))  # fmt: skip
LINKS = Sheet("ket-noi", "link", "kết nối", Link, (
    Column("start", "Từ", "asset", is_required=True, hint="Bên mở kết nối"),
    Column("end", "Đến", "asset", is_required=True),
    Column("protocol", "Giao thức", most=40, is_required=True),
    Column("port", "Cổng", most=40),
    Column("purpose", "Mục đích", most=300),
    Column("crosses_border", "Qua ranh giới tin cậy", "boolean"),
))  # fmt: skip
FLOWS = Sheet("luong", "flow", "luồng dữ liệu", Flow, (
    Column("start", "Bên gửi", is_required=True, hint="Ghi đúng tên tài sản để vẽ trong vùng mạng của nó"),
    Column("end", "Bên nhận", is_required=True),
    Column("data", "Dữ liệu", most=300, is_required=True),
    Column("sensitivity", "Độ nhạy", "choice", is_required=True, choices=SENSITIVITIES_VI),
    Column("protection", "Cách bảo vệ", most=300),
    Column("crosses_border", "Qua ranh giới tin cậy", "boolean"),
))  # fmt: skip
RISKS = Sheet("rui-ro", "risk", "rủi ro", Risk, (
    Column("code", "Mã", most=20, is_required=True),
    Column("asset", "Tài sản", "asset"),
    Column("asset_text", "Tài sản khác", hint="Khi không có trong danh mục"),
    Column("threat", "Mối đe dọa", most=300, is_required=True),
    Column("weakness", "Điểm yếu", most=300, is_required=True),
    Column("exploitability", "Khả năng bị khai thác"),
    Column("consequence", "Hậu quả", most=300, is_required=True),
    Column("affected", "Đối tượng bị ảnh hưởng", is_required=True),
    Column("harm", "Mức tổn hại theo Luật 116", "choice", choices=HARM_LEVELS_VI),
    Column("likelihood", "Khả năng xảy ra", "choice", is_required=True, choices=risks.marks("likelihood")),
    Column("impact", "Mức ảnh hưởng", "choice", is_required=True, choices=risks.marks("impact")),
    Column("present_control", "Biện pháp hiện có", most=300),
    Column("treatment", "Cách xử lý", "choice", is_required=True, choices=risks.treatments()),
    Column("added_control", "Biện pháp bổ sung", most=300),
    Column("requirement", "Yêu cầu liên quan", most=60),
    Column("responsible_name", "Người chịu trách nhiệm", most=120),
    Column("due", "Hạn xử lý", "date"),
    Column("residual", "Rủi ro còn lại", "integer", most=25, least=1, hint="Khả năng × ảnh hưởng sau xử lý, 1 đến 25"),
    Column("effect_on_level", "Ảnh hưởng đến cấp độ"),
    Column("identified_on", "Ngày nhận diện", "date"),
    Column("closed_on", "Ngày đóng", "date"),
))  # fmt: skip
_NUMERIC_CHOICES = {"likelihood", "impact"}


@dataclass(frozen=True, slots=True)
class Names:
    """What a cell may name, read once for many rows."""

    zones: tuple[Zone, ...]
    assets: tuple[Asset, ...]


def names_of(system: System) -> Names:
    """Two queries."""
    mine = {"facility": system.facility, "system": system}
    return Names(
        tuple(Zone.objects.filter(**mine).order_by("name", "pk")),
        tuple(Asset.objects.filter(**mine).exclude(state="retired").order_by("name", "pk")),
    )


def read(sheet: Sheet, names: Names, given: Mapping[str, str]) -> Read:
    """A typed row. Choices may be given by value or by their words; zones and hosts by id or by name."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in sheet.columns:
        text = given.get(column.name, "").strip() or column.default
        if not text:
            if column.is_required:
                errors[column.name] = "phải có"
            values[column.name] = _nothing(column)
            continue
        try:
            values[column.name] = _value(column, names, text)
        except ValueError as error:
            errors[column.name] = str(error)
    if sheet is LINKS and not errors and values["start"] == values["end"]:
        errors["end"] = "phải khác bên mở kết nối"
    if sheet is RISKS and not errors:
        values["identified_on"] = values["identified_on"] or timezone.localdate()
    return Read(values, errors)


def _nothing(column: Column) -> Any:
    return {"boolean": False, "text": "", "long": "", "choice": ""}.get(column.kind)


def _value(column: Column, names: Names, text: str) -> Any:
    """The value of a typed cell. Raises ValueError with what is wrong, in words that follow the column's name."""
    if column.kind == "choice":
        return _choice(column, text)
    if column.kind == "integer":
        return _integer(column, text)
    if column.kind == "date":
        return _date(text)
    if column.kind == "boolean":
        return text.lower() in ("on", "có", "co", "x", "1", "true")
    if column.kind in ("zone", "host", "asset"):
        return _named(column, names, text)
    if len(text) > column.most:
        raise ValueError(f"dài {len(text)} ký tự, nhiều nhất {column.most}")
    return text


def _choice(column: Column, text: str) -> Any:
    choices = column.choices or {}
    by_words = {words.lower(): value for value, words in choices.items()}
    value = text if text in choices else by_words.get(text.lower())
    if value is None:
        raise ValueError(f"“{text[:40]}” không có trong: {', '.join(choices.values())}")
    return int(value) if column.name in _NUMERIC_CHOICES else value


def _integer(column: Column, text: str) -> int:
    bare = text.replace(".", "").replace(" ", "")
    if len(bare) > 18 or not bare.isdecimal():
        raise ValueError(f"“{text[:40]}” không phải số nguyên")
    number = int(bare)
    if not column.least <= number <= column.most:
        raise ValueError(f"phải từ {column.least} đến {column.most}")
    return number


def _date(text: str) -> date:
    day = read_date(text, timezone.localdate())
    if day is None:
        raise ValueError(f"“{text[:40]}” không phải ngày dạng 02/03/2026")
    return day


def _named(column: Column, names: Names, text: str) -> Any:
    """A zone or asset of this system, by id or by name."""
    rows: tuple[Any, ...] = names.zones if column.kind == "zone" else names.assets
    if column.kind == "host":
        rows = tuple(one for one in rows if one.kind == "host")
    found = [one for one in rows if str(one.pk) == text] or [
        one for one in rows if one.name.lower() == text.lower()
    ]
    what = {"zone": "vùng mạng", "host": "máy chủ", "asset": "tài sản"}[column.kind]
    if not found:
        raise ValueError(f"không có {what} “{text[:60]}”")
    if len(found) > 1:
        raise ValueError(f"có {len(found)} {what} cùng tên “{text[:60]}”")
    return found[0]


def said(column: Column, value: Any) -> str:
    """A stored value as it is typed: what `read` reads back to the same."""
    if value is None or value == "":
        return ""
    if column.kind == "choice":
        return (column.choices or {}).get(str(value), str(value))
    if column.kind == "boolean":
        return "có" if value else ""
    if column.kind == "date":
        return f"{value:%d/%m/%Y}"
    return str(value.name) if column.kind in ("zone", "host", "asset") else str(value)
