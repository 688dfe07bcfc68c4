"""The frame around every ward page: places by role, where I am, who I am."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from benhan.access.actor import ROLE_NAMES_VI, Actor, Role
from benhan.access.models import Facility
from benhan.access.permissions import Permission, may
from benhan.access.sessions import CARING
from benhan.assurance.addresses import ROOT as ASSURANCE
from benhan.assurance.telling import unseen
from benhan.ui.parts import Crumb, Frame, Place, WorkCount
from benhan.ui.parts.frame import MOST_PLACES
from benhan.ui.requests import actor_of

# (label, url, icon, key, roles)
_PLACES: tuple[tuple[str, str, str, str, frozenset[Role]], ...] = (
    ("Việc của tôi", "/", "home", "v", frozenset(set(Role) - {Role.SYSTEM})),
    ("Tiếp đón", "/kham/tiep-don/", "reception", "t", frozenset({Role.RECEPTION})),
    ("Phòng khám", "/kham/", "visit", "k", frozenset({Role.RECEPTION, Role.DOCTOR, Role.NURSE})),
    ("Người bệnh của khoa", "/khoa/", "bed", "b", frozenset({Role.DOCTOR, Role.NURSE})),
    ("Ký tài liệu", "/ky/", "sign", "y", CARING | {Role.DIRECTOR}),
    ("Hồ sơ mượn đọc", "/luu-tru/muon/", "book", "r", frozenset({Role.REVIEWER})),
    (
        "Biểu mẫu",
        "/bieu-mau/",
        "list",
        "f",
        frozenset({Role.DOCTOR, Role.NURSE, Role.PLANNING, Role.DIRECTOR}),
    ),
    ("Chờ duyệt", "/khoa/cho-duyet/", "check", "d", frozenset({Role.DIRECTOR, Role.DEPARTMENT_HEAD})),
    ("Lưu trữ", "/luu-tru/", "archive", "l", frozenset({Role.PLANNING, Role.DIRECTOR})),
    (
        "Mở khẩn cấp",
        "/quan-tri/mo-khan-cap/",
        "warning",
        "m",
        frozenset({Role.SECURITY, Role.DIRECTOR}),
    ),
    (
        "An toàn",
        "/an-toan/",
        "shield",
        "a",
        frozenset({Role.SECURITY, Role.DIRECTOR, Role.APPRAISER}),
    ),
    ("Nhật ký", "/quan-tri/nhat-ky/", "paper", "n", frozenset({Role.SECURITY, Role.DIRECTOR})),
    ("Buồng, giường", "/quan-tri/giuong/", "bed", "g", frozenset({Role.PLANNING, Role.SECURITY})),
    ("Tài khoản", "/quan-tri/", "key", "q", frozenset({Role.SECURITY})),
    ("Chứng thư số", "/quan-tri/chung-thu/", "seal", "c", frozenset({Role.SECURITY})),
)
_DEMO_NOTE = "Bản DEMO: người bệnh, tài khoản và chữ ký đều là giả định, không có giá trị pháp lý."


def frame(request: HttpRequest, *crumbs: tuple[str, str], counts: tuple[WorkCount, ...] = ()) -> Frame:
    """The frame of a page; crumbs are (label, url), the last one this page with url ""."""
    actor = actor_of(request)
    facility = facility_of(request)
    return Frame(
        facility=facility.name,
        person=actor.name,
        role=actor.title or role_names(actor),
        places=_places(actor, request.path),
        crumbs=tuple(Crumb(label, url) for label, url in crumbs),
        counts=(*counts, *notice_counts(actor)) if request.path.startswith(ASSURANCE) else counts,
        search_url=_search_url(actor),
        search_value=request.GET.get("q", ""),
        logout_url="/dang-xuat/",
        account_url="/tai-khoan/",
        idle_s=actor.idle_s or settings.BENHAN_IDLE_LOCK_S,
        lock_url="/khoa-man-hinh/",
        demo_note=_DEMO_NOTE if facility.is_demo else "",
    )


def notice_counts(actor: Actor) -> tuple[WorkCount, ...]:
    """What the person was told about the level file and has not read, for the top bar. One query at most."""
    count = unseen(actor.facility, actor.account) if may(actor, Permission.READ_ASSURANCE) else 0
    return (WorkCount(str(count), "thông báo mới", f"{ASSURANCE}thong-bao/", "hoe", "bell"),) if count else ()


def facility_of(request: HttpRequest) -> Facility:
    """The session's facility, read once per request."""
    found: Facility | None = getattr(request, "facility", None)
    if found is None:
        found = Facility.objects.get(code=actor_of(request).facility)
        request.facility = found  # type: ignore[attr-defined]
    return found


def role_names(actor: Actor) -> str:
    return ", ".join(ROLE_NAMES_VI[role] for role in sorted(actor.roles))


def _places(actor: Actor, path: str) -> tuple[Place, ...]:
    # Somebody with many roles keeps the first; the rest are reached from the pages themselves.
    mine = [place for place in _PLACES if actor.has_role(*place[4])][:MOST_PLACES]
    current = max((url for _, url, *_ in mine if path.startswith(url)), key=len, default="")
    return tuple(Place(label, url, icon, key, url == current) for label, url, icon, key, _ in mine)


def _search_url(actor: Actor) -> str:
    if actor.has_role(Role.RECEPTION):
        return "/kham/tiep-don/"
    if actor.has_role(Role.DOCTOR, Role.NURSE):
        return "/khoa/"
    return "/luu-tru/" if actor.has_role(Role.PLANNING, Role.DIRECTOR) else ""
