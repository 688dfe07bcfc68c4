"""Việc của tôi: what waits for the person who signed in, by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.actor import Role
from benhan.assurance.telling import unseen
from benhan.records.interventions import waiting_for_approval
from benhan.records.requests import lent_to
from benhan.records.stages import RecordStage, record_stage
from benhan.ui import dates_vi
from benhan.ui.frame import frame, notice_counts
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, NumberCard, Table, WorkCount
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.home import presenters, reading
from benhan.ward.queue import presenters as queue
from benhan.ward.queue.reading import todays

_WORK = Action("Việc còn dở và chờ ký", "/viec/", icon="list")
Cards = tuple[NumberCard, ...]
Part = tuple[Cards, tuple[Table, ...], tuple[WorkCount, ...]]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    cards: list[NumberCard] = []
    tables: list[Table] = []
    counts: list[WorkCount] = []
    for role, part in _PARTS:
        if actor.has_role(role):
            more_cards, more_tables, more_counts = part(request, now)
            cards += more_cards
            tables += more_tables
            counts += more_counts
    context: dict[str, Any] = {
        "frame": frame(request, ("Việc của tôi", ""), counts=tuple(counts)),
        "day": queue.day_in_words(now),
        "greeting": actor.name,
        "cards": cards,
        "tables": tables,
        "actions": _actions(request),
        "certificate_notice": presenters.certificate_notice(reading.my_certificate(actor), now),
    }
    return render(request, "ward/home/index.html", context)


def _actions(request: HttpRequest) -> tuple[Action, ...]:
    if actor_of(request).has_role(Role.RECEPTION):
        return (
            Action("Tiếp đón người bệnh mới", "/kham/tiep-don/moi/", kind="primary", icon="plus", key="n"),
        )
    if actor_of(request).has_role(Role.DOCTOR):
        return (_WORK, Action("Đến hàng đợi", "/kham/?xem=cho", kind="primary", icon="queue"))
    if actor_of(request).has_role(Role.NURSE):
        return (_WORK,)
    return ()


def _doctor(request: HttpRequest, now: datetime) -> Part:
    repository = repository_of(request)
    visits = reading.my_visits(repository)
    unsigned, records = reading.my_unsigned(repository), reading.my_open_records(repository)
    longest = reading.longest_open(actor_of(request))
    late = [one for one in records if reading.is_overdue(one, now, longest)]
    used = reading.my_openings(actor_of(request), now)
    wanted = {f"Patient/{one.patient}" for one in (*visits, *unsigned, *late)}
    people = {stored.id: stored.resource for stored in repository.read_many(sorted(wanted)).values()}
    cards = (
        presenters.count_card(
            len(visits), "Tôi đang khám", "lượt khám đang mở", "/kham/?xem=kham", "cham", "visit"
        ),
        presenters.count_card(len(unsigned), "Giấy tờ chưa ký đủ", "do tôi lập", "#cho-ky", "hoe", "sign"),
        presenters.count_card(
            len(late), "Hồ sơ quá hạn", "mở quá thời hạn hoàn thành", "#cho-ky", "son", "clock"
        ),
        presenters.count_card(used, "Mở khẩn cấp đã dùng", "30 ngày qua", "/khoa/", "son", "unlock"),
    )
    counts = (WorkCount(str(len(unsigned)), "chưa ký", "/viec/", "hoe", "sign"),) if unsigned else ()
    tables = (presenters.visits(visits, people, now), presenters.papers(unsigned, late, people, now))
    return cards, tables, counts


def _nurse(request: HttpRequest, now: datetime) -> Part:
    visits = todays(repository_of(request), now)
    return queue.cards(visits, now), (queue.table(visits, "", actor_of(request), now),), ()


def _reception(request: HttpRequest, now: datetime) -> Part:
    visits = todays(repository_of(request), now)
    return queue.cards(visits, now), (queue.table(visits, "cho", actor_of(request), now),), ()


def _planning(request: HttpRequest, now: datetime) -> Part:
    found = reading.records_in(repository_of(request), RecordStage.OPEN, RecordStage.CLOSED)
    longest = reading.longest_open(actor_of(request))
    waiting = sum(record_stage(one.resource) is RecordStage.CLOSED for one in found)
    late = sum(
        record_stage(one.resource) is RecordStage.OPEN and reading.is_overdue(one, now, longest)
        for one in found
    )
    cards = (
        presenters.count_card(
            waiting, "Chờ duyệt", "bác sĩ đã đóng", "/luu-tru/?giai-doan=closed", "hoe", "archive"
        ),
        presenters.count_card(
            late, "Hồ sơ quá hạn", "còn mở quá thời hạn", "/luu-tru/?giai-doan=overdue", "son", "clock"
        ),
    )
    return cards, (), ()


def _director(request: HttpRequest, now: datetime) -> Part:
    waiting = len(reading.records_in(repository_of(request), RecordStage.APPROVED))
    cards = (
        presenters.count_card(
            waiting,
            "Chờ niêm phong",
            "phòng Kế hoạch đã duyệt",
            "/luu-tru/?giai-doan=approved",
            "hoe",
            "seal",
        ),
        _approvals(request),
        _openings(request),
        _certificates(request, now),
        _told(request),
    )
    return cards, (), notice_counts(actor_of(request))


def _head(request: HttpRequest, now: datetime) -> Part:
    if actor_of(request).has_role(Role.DIRECTOR):  # the card stands there already
        return (), (), ()
    return (_approvals(request),), (), ()


def _approvals(request: HttpRequest) -> NumberCard:
    """Operations begun without the patient's agreement; a second person has hours, not days, to look."""
    count = len(waiting_for_approval(repository_of(request)))
    return presenters.count_card(
        count, "Khẩn cấp chờ duyệt", "bắt đầu khi chưa có cam kết", "/khoa/cho-duyet/", "son", "warning"
    )


def _security(request: HttpRequest, now: datetime) -> Part:
    actor = actor_of(request)
    locked = reading.locked_accounts(actor, now)
    cards = (
        _openings(request),
        presenters.count_card(
            locked, "Tài khoản đang khóa", "nhập sai nhiều lần hoặc ngừng dùng", "/quan-tri/", "hoe", "lock"
        ),
        _chain(request, now),
        _certificates(request, now),
        _told(request),
    )
    return cards, (), notice_counts(actor)


def _told(request: HttpRequest) -> NumberCard:
    """What the level file has to say: a control that is no longer proved, a limit that nears."""
    count = unseen(actor_of(request).facility, actor_of(request).account)
    return presenters.count_card(count, "Thông báo an toàn", "chưa xem", "/an-toan/thong-bao/", "hoe", "bell")


def _certificates(request: HttpRequest, now: datetime) -> NumberCard:
    ending = reading.ending_certificates(actor_of(request), now)
    return presenters.count_card(
        ending,
        "Chứng thư số sắp hết hạn",
        "trong 60 ngày tới",
        "/quan-tri/chung-thu/?loc=sap-het",
        "hoe",
        "key",
    )


def _chain(request: HttpRequest, now: datetime) -> NumberCard:
    linked, at = reading.chain_head(actor_of(request))
    note = f"niêm lần cuối {dates_vi.near_moment(at, now=now)}" if at else "chưa niêm dòng nào"
    return NumberCard(number(linked), "Dòng nhật ký trong chuỗi", note, "/quan-tri/nhat-ky/", "", "shield")


def _openings(request: HttpRequest) -> NumberCard:
    count = reading.unreviewed_openings(actor_of(request))
    return presenters.count_card(
        count, "Mở khẩn cấp chưa xem xét", "xem xét trong 3 ngày", "/quan-tri/mo-khan-cap/", "son", "unlock"
    )


def _borrower(request: HttpRequest, now: datetime) -> Part:
    """Records lent to this person."""
    actor = actor_of(request)
    lent = lent_to(actor.facility, actor.account)
    card = presenters.count_card(
        len(lent), "Hồ sơ cho tôi mượn đọc", "tự đóng khi hết giờ", "/luu-tru/muon/", "cham", "book"
    )
    return (card,), (), ()


_PARTS: tuple[tuple[Role, Callable[[HttpRequest, datetime], Part]], ...] = (
    (Role.DOCTOR, _doctor), (Role.NURSE, _nurse), (Role.RECEPTION, _reception), (Role.PLANNING, _planning),
    (Role.DIRECTOR, _director), (Role.DEPARTMENT_HEAD, _head),
    (Role.SECURITY, _security), (Role.REVIEWER, _borrower),
)  # fmt: skip
