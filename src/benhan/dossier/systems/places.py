"""Which system is it, and where among its pages are we?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.models import System
from benhan.dossier.finding import system_of
from benhan.ui.desk import DeskPage
from benhan.ui.frame import frame
from benhan.ui.parts import Action, ErrorSummary, FieldSection
from benhan.ui.requests import actor_of

PARTS = (
    ("mo-ta", "Mô tả"), ("tai-san", "Tài sản"), ("vung", "Vùng mạng"), ("so-do", "Sơ đồ"), ("luong", "Luồng dữ liệu"),
    ("cap-do", "Cấp độ"), ("rui-ro", "Rủi ro"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chip:
    """A page of the system."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing on a page with its text equivalent; width in pixels."""

    key: str
    title: str
    url: str
    described: str
    width: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Sectioned:
    """A long form in sections that fold."""

    key: str
    post_url: str
    sections: tuple[FieldSection, ...]
    actions: tuple[Action, ...]
    errors: ErrorSummary | None = None


def keeper_of(request: HttpRequest, slug: str) -> System:
    """The same, for somebody who may change its description."""
    found = system_of(request, slug)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    return found


def may_keep(request: HttpRequest) -> bool:
    return may(actor_of(request), Permission.KEEP_ASSURANCE)


def see_other(url: str) -> HttpResponseRedirect:
    """303: what was sent is done, the answer stands elsewhere."""
    return HttpResponseRedirect(url, status=303)


def url_of(system: System, part: str) -> str:
    return f"{address_of_system(system)}{part}/"


def show(
    request: HttpRequest,
    system: System,
    part: str,
    page: DeskPage,
    *,
    figures: tuple[Picture, ...] = (),
    risks: object = None,
    asked: Sectioned | None = None,
    inner: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of a system, with the way to its other pages. inner names a page below the part."""
    chips = tuple(Chip(label, url_of(system, key), key == part) for key, label in PARTS)
    here = dict(PARTS)[part]
    crumbs = (("An toàn", ROOT), (system.name, address_of_system(system)))
    last = ((here, url_of(system, part)), (inner, "")) if inner else ((here, ""),)
    context = {
        "frame": frame(request, *crumbs, *last), "page": page, "parts": chips, "figures": figures, "risks": risks,
        "asked": asked,
    }  # fmt: skip
    return render(request, "dossier/systems/page.html", context, status=status)
