"""The second person's page: what was started without the patient's agreement, and whether that was right."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import ProblemError
from benhan.forms.typed_input import clean
from benhan.records import interventions
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.names_vi import capitals
from benhan.ui.parts import Badge, Empty, Field, KeyValue, KeyValues
from benhan.ui.redirects import see_other
from benhan.ui.requests import repository_of
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.stay import acts


@dataclass(frozen=True, slots=True)
class Approval:
    """An emergency start to look at."""

    patient: str
    act: str
    badge: Badge
    facts: KeyValues
    remark: Field
    url: str


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What was started without agreement and waits for a second person."""
    return _approvals_page(request)


def _approvals_page(request: HttpRequest, problem: ProblemError | None = None) -> HttpResponse:
    repository, now = repository_of(request), timezone.now()
    found = interventions.waiting_for_approval(repository)
    wanted = [f"Patient/{one.stored.patient}" for one in found]
    wanted += [str(one.stored.resource["focus"]["reference"]) for one in found]
    known = repository.read_many(wanted)
    lines = []
    for one in found:
        patient = known[f"Patient/{one.stored.patient}"].resource
        focus = known[str(one.stored.resource["focus"]["reference"])].resource
        facts = KeyValues(
            (
                KeyValue("Người bắt đầu", one.asked_by, dates_vi.near_moment(one.asked_at, now=now)),
                KeyValue("Lý do", one.reason),
                KeyValue("Mã người bệnh", number_of(patient)),
            )
        )
        late = one.is_late(now)
        badge = Badge(f"Hạn duyệt {dates_vi.due(one.due, now=now)}", "son" if late else "hoe", "clock")
        field = Field(
            f"remark-{one.stored.id}", "Nhận xét", "textarea", width="full", rows=2, is_required=True
        )
        lines.append(
            Approval(
                capitals(name_of(patient)), str(focus["code"]["text"]), badge, facts, field,
                f"/khoa/cho-duyet/{one.stored.id}/",
            )
        )  # fmt: skip
    context = {
        "frame": frame(request, ("Chờ duyệt", "")),
        "lines": lines,
        "errors": acts.with_error((), problem)[1] if problem else None,
        "empty": Empty(
            "Không có việc nào chờ duyệt", "Phẫu thuật, thủ thuật bắt đầu khẩn cấp hiện ở đây.", icon="check"
        ),
    }
    return render(
        request, "ward/stay/approvals.html", context, status=problem.problem.status if problem else 200
    )


@require_POST
def approve(request: HttpRequest, task: str) -> HttpResponse:
    repository = repository_of(request)
    demand(repository.by, Permission.APPROVE_EMERGENCY_ACT)
    remark = clean(request.POST.get(f"remark-{task}", ""))
    approves = request.POST.get("viec") == "duyet"
    problem = acts.attempt(
        lambda: interventions.approve(repository, task=task, approves=approves, remark=remark)
    )
    if problem is not None:
        return _approvals_page(request, problem)
    messages.success(request, "Đã ghi ý kiến duyệt.")
    return see_other("/khoa/cho-duyet/")
