"""What the software sees on its own host, to be confirmed by a person before it stands in the inventory."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benhan.assurance.models import Asset, System
from benhan.assurance.probes.registry import CannotLookError
from benhan.assurance.sheets import ASSET_KINDS_VI
from benhan.audit.entry import Entry
from benhan.dossier.systems import places
from benhan.store.repository import Repository
from benhan.ui.desk import DeskForm, DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Choice, Field, Notice
from benhan.ui.requests import repository_of

PART, _MODULE = "tai-san", "benhan.assurance.discovery"
_TEXTS = ("maker", "model", "version", "place", "purpose", "address", "operating_system")


@require_http_methods(["GET", "POST"])
def discovered(request: HttpRequest, system: str) -> HttpResponse:
    """GET looks and shows what isn't in the inventory yet; POST keeps what was ticked."""
    found = places.keeper_of(request, system)
    url = places.url_of(found, PART)
    if not found.is_here:
        why = "Phần mềm này không chạy trên hệ thống đó. Khai tài sản bằng tay hoặc nhập tệp CSV."
        return _show(request, found, (), Notice("Không phát hiện được từ đây", why, "hoe", "info"))
    try:
        seen = _look(found, repository_of(request))
    except CannotLookError as error:
        return _show(
            request, found, (), Notice("Không quan sát được máy chủ này", str(error), "hoe", "warning")
        )
    if request.method == "POST":
        chosen = set(request.POST.getlist("chon"))
        kept = [one for one in seen if _key(one) in chosen]
        for one in kept:
            _keep(repository_of(request), found, one)
        repository_of(request).record(
            Entry("assets-confirmed", detail={"system": found.slug, "count": len(kept)})
        )
        messages.success(request, f"Đã đưa {number(len(kept))} tài sản vào danh mục.")
        return places.see_other(url)
    return _show(request, found, seen, None)


def _look(system: System, repository: Repository) -> Sequence[Any]:
    """What is seen and not in the inventory under the same kind and name."""
    if importlib.util.find_spec(_MODULE) is None:
        raise CannotLookError("bản cài đặt này chưa có phần phát hiện tài sản")
    known = {
        (kind, name.lower())
        for kind, name in Asset.objects.filter(facility=system.facility, system=system)
        .exclude(state__in=["retired", "discovered"])
        .values_list("kind", "name")
    }
    discover = importlib.import_module(_MODULE).discover
    return [one for one in discover(system, repository) if (one.kind, one.name.lower()) not in known]


def _key(one: Any) -> str:
    return f"{one.kind}/{one.name}"


def _keep(repository: Repository, system: System, one: Any) -> None:
    """A thing a person confirmed; one seen before and not confirmed becomes confirmed."""
    values = {name: str(getattr(one, name, "") or "") for name in _TEXTS}
    Asset.objects.update_or_create(
        facility=system.facility, system=system, kind=one.kind, name=one.name[:200], state="discovered",
        defaults=values | {
            "port": getattr(one, "port", None), "details": dict(getattr(one, "details", {}) or {}), "state": "confirmed",
            "source": "discovery", "is_here": one.kind == "host", "changed_at": timezone.now(),
            "changed_by": repository.by.name,
        },
    )  # fmt: skip


def _show(request: HttpRequest, system: System, seen: Sequence[Any], notice: Notice | None) -> HttpResponse:
    url = places.url_of(system, PART)
    forms: tuple[DeskForm, ...] = ()
    if seen:
        choices = tuple(
            Choice(_key(one), f"{ASSET_KINDS_VI.get(one.kind, one.kind)}: {one.name}", True, _about(one))
            for one in seen
        )
        field = Field(
            "chon",
            "Thấy trên máy chủ này, chưa có trong danh mục",
            "multichoice",
            choices=choices,
            width="full",
        )
        button = Action("Đưa vào danh mục", method="submit", kind="primary", icon="check")
        forms = (
            DeskForm(
                "phat-hien",
                "",
                ("Bỏ chọn thứ không thuộc hệ thống này.",),
                (field,),
                button,
                f"{url}phat-hien/",
            ),
        )
    elif notice is None:
        notice = Notice("Không thấy gì mới", "Mọi thứ quan sát được đã có trong danh mục.", "la", "check")
    page = DeskPage(
        "Phát hiện trên máy này", "Phần mềm xem hệ điều hành, dịch vụ và cổng đang mở của máy chủ đang chạy nó.",
        actions=(Action("Về danh mục", url, icon="left"),), notices=(notice,) if notice else (), forms=forms,
    )  # fmt: skip
    return places.show(request, system, PART, page, inner="Phát hiện")


def _about(one: Any) -> str:
    parts = [str(getattr(one, name, "") or "") for name in ("version", "address", "operating_system")]
    port = getattr(one, "port", None)
    return " · ".join(part for part in (*parts, f"cổng {port}" if port else "") if part)
