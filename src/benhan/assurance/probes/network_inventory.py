"""Is the inventory whole: hardware and software with every field the standard names, counted within the year?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from benhan.assurance.models import Asset
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe

_HARDWARE = {
    "address": "địa chỉ", "model": "kiểu máy", "support_until": "hạn hỗ trợ", "place": "vị trí", "purpose": "mục đích",
    "owner": "người giữ",
}  # fmt: skip
_SOFTWARE = {
    "version": "phiên bản", "maker": "nhà cung cấp", "support_until": "hạn hỗ trợ", "purpose": "phạm vi dùng",
    "owner": "người chịu trách nhiệm",
}  # fmt: skip


@probe("inventory-hardware")
def hardware(look: Look) -> Facts:
    return _inventory(look, ("host", "network"), _HARDWARE, "chưa khai thiết bị nào")


@probe("inventory-software")
def software(look: Look) -> Facts:
    return _inventory(look, ("software",), _SOFTWARE, "chưa khai phần mềm nào")


def _inventory(look: Look, kinds: Sequence[str], fields: Mapping[str, str], nothing: str) -> Facts:
    assets = Asset.objects.filter(facility=look.facility, system=look.system)
    rows = list(assets.filter(kind__in=kinds).exclude(state="retired"))
    if not rows:
        raise CannotLookError(nothing)
    known = [one for one in rows if one.state != "discovered"]
    today = timezone.localtime(look.now).date()
    lacks = {one.name: [label for key, label in fields.items() if not getattr(one, key)] for one in known}
    return {
        "count": len(known),
        "unconfirmed": sorted(one.name for one in rows if one.state == "discovered"),
        "missing": [f"{name}: thiếu {', '.join(each)}" for name, each in sorted(lacks.items()) if each],
        "out_of_support": sorted(one.name for one in known if _is_before(one.support_until, today)),
        "counted_days": min(((look.now - one.changed_at).days for one in known), default=None),
    }


def _is_before(day: date | None, today: date) -> bool:
    return day is not None and day < today
