"""The way into a chart that is closed to one: what is offered, and what is shown while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from benhan.access import break_glass
from benhan.access.models import BreakGlass as Grant
from benhan.access.permissions import Permission, may
from benhan.audit.entry import Entry
from benhan.store.repository import Repository, Stored
from benhan.ui.dates_vi import local
from benhan.ui.parts import BreakGlass, Choice, Field, Notice
from benhan.ui.requests import actor_of, repository_of

_WARNING = (
    "Chỉ mở khi cấp bách vì người bệnh. Bệnh án mở cho anh/chị trong 4 giờ; tên anh/chị, lý do và mọi trang đã xem được "
    "ghi lại, báo ngay cho người phụ trách an toàn thông tin và được xem xét trong 3 ngày."
)


def offer(
    request: HttpRequest, patient_id: str, *, reason: str = "", explanation: str = "", error: str = ""
) -> None:
    """Let the refusal's page show the emergency way, to those who have it. Call before reading the chart."""
    if not may(actor_of(request), Permission.BREAK_GLASS):
        return
    choices = tuple(Choice(code, words, code == reason) for code, words in break_glass.REASONS.items())
    request.break_glass = BreakGlass(  # type: ignore[attr-defined]
        f"/khoa/nguoi-benh/{patient_id}/mo-khan-cap/",
        Field("reason", "Lý do", "choice", width="full", choices=choices),
        _WARNING,
        more=(
            Field(
                "explanation", "Giải thích", "textarea", explanation, width="full", error=error,
                hint="Ít nhất 10 ký tự: chuyện gì xảy ra, vì sao cần xem bây giờ",
            ),
        ),
        is_open=bool(error),
    )  # fmt: skip


def open_in_emergency(repository: Repository, *, patient_id: str, reason: str, explanation: str) -> Stored:
    """Grant the chart for four hours and read its patient: no such patient, no grant.

    Raises  NOT_PERMITTED, REASON_NEEDED, NOT_FOUND
    Writes  the grant and an audit entry that alerts the security officer
    """
    break_glass.open_chart(patient=patient_id, reason=reason, explanation=explanation, by=repository.by)
    repository.by = replace(repository.by, purpose="ETREAT")
    patient = repository.read("Patient", patient_id)
    repository.record(
        Entry(
            "break-glass",
            resource_type="Patient",
            resource_id=patient_id,
            patient=patient_id,
            detail={"alert": True, "reason": reason},
        )
    )
    return patient


def notice_of(request: HttpRequest, patient_id: str) -> Notice | None:
    """The vermilion line while a chart stands open by break-glass; marks the request's purpose. One query."""
    actor = actor_of(request)
    now = timezone.now()
    grant = (
        Grant.objects.filter(
            facility=actor.facility, account=actor.account, patient=patient_id, expires_at__gt=now
        )
        .order_by("-expires_at")
        .first()
    )
    if grant is None:
        return None
    repository_of(request).by = replace(actor, purpose="ETREAT")
    return Notice(f"Bệnh án mở khẩn cấp đến {_clock(grant.expires_at)}", _text(grant), "son", "unlock")


def _clock(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def _text(grant: Grant) -> str:
    words = break_glass.REASONS.get(grant.reason, grant.reason)
    return f"Lý do: {words.lower()}. Mọi trang anh/chị xem được ghi lại; lần mở này sẽ được xem xét trong 3 ngày."
