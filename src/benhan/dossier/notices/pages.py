"""/an-toan/thong-bao/: what I was told, new first; reading is an act of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand
from benhan.assurance.addresses import ROOT
from benhan.assurance.models import Notice
from benhan.assurance.telling import notices_of, see
from benhan.store.problems import NOT_FOUND
from benhan.ui import dates_vi
from benhan.ui.desk import DeskPage
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Row, Table
from benhan.ui.requests import actor_of, repository_of

URL = f"{ROOT}thong-bao/"
_TONES = {"son": ("Báo động", "warning"), "hoe": ("Lưu ý", "info"), "la": ("Tin tốt", "check")}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    demand(actor, Permission.READ_ASSURANCE)
    found = sorted(notices_of(actor.facility, actor.account), key=lambda one: one.seen_at is not None)
    new = sum(one.seen_at is None for one in found)
    rows = tuple(_row(one, now) for one in found)
    empty = Empty(
        "Chưa có thông báo nào",
        "Khi một yêu cầu mất chứng minh, anh/chị được báo ở đây.",
        icon="bell",
    )
    columns = (
        Column("Nội dung"),
        Column("Mức", is_tight=True),
        Column("Lúc", is_tight=True),
        Column("Đã xem", is_tight=True),
    )
    table = Table("thong-bao", "Thông báo", columns, rows, empty,
                  sentence=f"{new} thông báo mới trên {len(found)}." if found else "", hides_caption=True)  # fmt: skip
    actions = (Action("Đánh dấu đã xem hết", f"{URL}da-xem/", method="post", icon="check"),) if new else ()
    page = DeskPage(
        "Thông báo", "Mỗi việc chỉ báo một lần cho đến khi anh/chị xem.", actions=actions, tables=(table,)
    )
    return render(
        request, "ui/desk.html", {"frame": frame(request, ("An toàn", ROOT), ("Thông báo", "")), "page": page}
    )


def _row(one: Notice, now: object) -> Row:
    word, icon = _TONES.get(one.tone, _TONES["hoe"])
    seen = (
        Cell(badge=Badge("Đã xem", "", "check"))
        if one.seen_at
        else Cell(action=Action("Đã xem", f"{URL}{one.pk}/", method="post", icon="check"))
    )
    return Row(
        (
            Cell(one.text, is_strong=one.seen_at is None),
            Cell(badge=Badge(word, one.tone if one.tone in _TONES else "hoe", icon)),  # type: ignore[arg-type]
            Cell(dates_vi.near_moment(one.at, now=now), title=dates_vi.full_moment(one.at)),  # type: ignore[arg-type]
            seen,
        ),
        one.url,
        (one.tone if one.tone in _TONES else "hoe") if one.seen_at is None else "",  # type: ignore[arg-type]
    )


@require_POST
def see_all(request: HttpRequest) -> HttpResponse:
    demand(actor_of(request), Permission.READ_ASSURANCE)
    count = see(repository_of(request))
    messages.success(request, f"Đã đánh dấu {count} thông báo là đã xem.")
    return HttpResponseRedirect(URL, status=303)


@require_POST
def see_one(request: HttpRequest, notice: int) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    if not Notice.objects.filter(facility=actor.facility, account=actor.account, pk=notice).exists():
        raise NOT_FOUND.at("Notice")
    see(repository_of(request), notice)
    return HttpResponseRedirect(URL, status=303)
