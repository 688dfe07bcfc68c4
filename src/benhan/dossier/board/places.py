"""Which other pages are there about the facility's safety and about one system?"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import Resolver404, resolve

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.models import System
from benhan.ui.parts import Action

_OF_FACILITY = (
    ("Sự cố", "su-co/", "warning"),
    ("Sao lưu", "sao-luu/", "archive"),
    ("Việc định kỳ", "viec-dinh-ky/", "clock"),
    ("Chính sách", "chinh-sach/", "settings"),
    ("Không giấy", "khong-giay/", "paper"),
    ("Thông báo", "thong-bao/", "bell"),
)
_OF_SYSTEM = (
    ("Mô tả", "mo-ta/", "book"),
    ("Cấp độ", "cap-do/", "shield"),
    ("Tài sản", "tai-san/", "list"),
    ("Vùng mạng", "vung/", "home"),
    ("Luồng dữ liệu", "luong/", "right"),
    ("Sơ đồ", "so-do/", "chart"),
    ("Rủi ro", "rui-ro/", "warning"),
    ("Bằng chứng", "bang-chung/", "paper"),
    ("Kế hoạch", "ke-hoach/", "clock"),
    ("Kiểm tra", "kiem-tra/", "check"),
    ("Hồ sơ cấp độ", "ho-so/", "archive"),
)


def facility_places(actor: Actor) -> tuple[Action, ...]:
    found = list(_actions(ROOT, _OF_FACILITY))
    new = f"{ROOT}he-thong/moi/"
    if may(actor, Permission.KEEP_ASSURANCE) and _is_there(new):
        found.append(Action("Khai hệ thống mới", new, kind="primary", icon="plus", key="n"))
    return tuple(found)


def system_places(system: System) -> tuple[Action, ...]:
    return tuple(_actions(address_of_system(system), _OF_SYSTEM))


def _actions(at: str, places: Iterable[tuple[str, str, str]]) -> Iterable[Action]:
    return (Action(label, at + rest, icon=icon) for label, rest, icon in places if _is_there(at + rest))


def _is_there(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True
