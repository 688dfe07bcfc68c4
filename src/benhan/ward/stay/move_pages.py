"""Another bed, another department, out of the house."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.forms.dates_vi import read_datetime
from benhan.forms.typed_input import clean
from benhan.law.code_lists import code_list
from benhan.records import discharge as leaving
from benhan.records import moves, stays
from benhan.records.stay_problems import MOMENT_WRONG
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import Empty, Field, Notice
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.stay import acts, reading


def _url(stay: Stored) -> str:
    return f"/khoa/luot/{stay.id}/"


@require_http_methods(["GET", "POST"])
def bed(request: HttpRequest, encounter: str) -> HttpResponse:
    """Another bed of the same department, chosen from those that are free."""
    demand(actor_of(request), Permission.RECEIVE_PATIENT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    wanted = clean(request.POST.get("bed", ""))
    problem = None
    if request.method == "POST":
        problem = acts.attempt(lambda: moves.move_bed(repository, encounter=stay, bed=wanted))
        if problem is None:
            messages.success(request, "Đã đổi giường.")
            return see_other(_url(stay))
    here = stays.present(stay.resource)
    beds = reading.free_beds(repository, here.department) if here else ()
    options = [(one.id, f"{one.room} · {one.name}" if one.room else one.name) for one in beds]
    act = acts.Act(
        "Đổi giường", here.name if here else "", "Đổi giường",
        (acts.chosen_from("bed", "Giường mới", options, wanted),) if options else (),
        empty=Empty("Không còn giường trống", "Giường trống của khoa hiện ở đây.", icon="bed"),
    )  # fmt: skip
    return acts.page(request, stay, act, back_url=_url(stay), problem=problem)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, encounter: str) -> HttpResponse:
    """To another department: it sees the chart at once and confirms by giving a bed."""
    demand(actor_of(request), Permission.TRANSFER_PATIENT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    department, reason = clean(request.POST.get("department", "")), clean(request.POST.get("reason", ""))
    problem = None
    if request.method == "POST":
        problem = acts.attempt(
            lambda: moves.order_transfer(repository, encounter=stay, department=department, reason=reason)
        )
        if problem is None:
            messages.success(
                request, "Đã báo khoa nhận. Lập phiếu bàn giao 43/BV2 và 44/BV2 để hai bên cùng ký."
            )
            return see_other(_url(stay))
    here = stays.present(stay.resource)
    wards = [
        (ward.department, ward.name)
        for ward in stays.wards(repository)
        if not here or ward.department != here.department
    ]
    fields = (
        acts.chosen_from("department", "Chuyển đến khoa", wards, department),
        Field("reason", "Lý do chuyển", "textarea", reason, width="full", rows=2, is_required=True),
    )
    lines = (
        "Khoa nhận xem được bệnh án ngay; người bệnh vẫn thuộc khoa này cho đến khi khoa nhận xếp giường.",
        "Khoa này còn xem được bệnh án 30 ngày sau khi bàn giao.",
    )
    act = acts.Act("Chuyển khoa", here.name if here else "", "Báo chuyển khoa", fields, lines)
    return acts.page(request, stay, act, back_url=_url(stay), problem=problem)


@require_POST
def cancel_transfer(request: HttpRequest, encounter: str) -> HttpResponse:
    repository = repository_of(request)
    moves.cancel_transfer(repository, encounter=repository.read("Encounter", encounter))
    messages.success(request, "Đã hủy chuyển khoa; khoa kia không xem được bệnh án nữa.")
    return see_other(f"/khoa/luot/{encounter}/")


@require_http_methods(["GET", "POST"])
def discharge(request: HttpRequest, encounter: str) -> HttpResponse:
    """How, with which result and when the stay ended."""
    demand(actor_of(request), Permission.DISCHARGE_PATIENT)
    repository = repository_of(request)
    stay = repository.read("Encounter", encounter)
    names = ("kind", "outcome", "at", "without_paper")
    typed = {name: clean(request.POST.get(name, "")) for name in names}
    problem = None
    if request.method == "POST":
        problem = acts.attempt(
            lambda: leaving.discharge(
                repository, encounter=stay, kind=typed["kind"], outcome=typed["outcome"],
                at=_moment(typed["at"]), without_paper=typed["without_paper"],
            )
        )  # fmt: skip
        if problem is None:
            messages.success(request, "Đã cho ra viện. Giường đã trống; hoàn thành giấy tờ rồi đóng hồ sơ.")
            return see_other(_url(stay))
    return acts.page(request, stay, _discharge_act(typed), back_url=_url(stay), problem=problem)


def _moment(text: str) -> datetime:
    at = read_datetime(text, timezone.localdate()) if text else None
    if at is None:
        raise MOMENT_WRONG.at("at")
    return at


def _discharge_act(typed: dict[str, str]) -> acts.Act:
    kinds = [(entry.code, entry.display) for entry in code_list("discharge-kinds").entries]
    outcomes = [(entry.code, entry.display) for entry in code_list("outcomes").entries]
    fields = (
        acts.chosen_from("kind", "Hình thức ra viện", kinds, typed["kind"]),
        acts.chosen_from("outcome", "Kết quả điều trị", outcomes, typed["outcome"]),
        Field(
            "at", "Ra viện (hoặc tử vong) lúc", "datetime", typed["at"] or dates_vi.full_moment(timezone.now()), width="half",
            is_required=True,
        ),
        Field(
            "without_paper", "Nếu xin ra viện mà không có Giấy cam kết 46/BV2 đã ký: lý do", "textarea", typed["without_paper"],
            width="full", rows=2, hint="Không giữ người bệnh lại vì thiếu chữ ký; việc bổ sung giấy được nhắc cho khoa",
        ),
    )  # fmt: skip
    notices = (
        Notice(
            "Nếu người bệnh tử vong",
            "Chọn kết quả “Tử vong”: phần mềm mở việc lập giấy báo tử và kiểm thảo tử vong (47/BV2) cho khoa.",
            "hoe",
            "info",
        ),
    )
    lines = (
        "Kết thúc đợt nội trú, giường được trả. Giấy ra viện và bệnh án vẫn ghi, ký được đến khi đóng hồ sơ.",
    )
    return acts.Act("Cho ra viện", "", "Cho ra viện", fields, lines, notices)
