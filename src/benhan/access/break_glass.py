"""Opening a chart in an emergency without being assigned: with a reason, for hours, and always looked at after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import BreakGlass
from benhan.access.permissions import Permission, demand
from benhan.access.problems import OWN_REVIEW, REASON_NEEDED

REASONS: Mapping[str, str] = {
    "cap-cuu": "Cấp cứu, đe dọa tính mạng",
    "hoi-chan": "Hội chẩn đột xuất",
    "truc-thay": "Trực thay, chưa kịp phân công",
    "khac": "Lý do khác (ghi rõ)",
}
LIFE = timedelta(hours=4)
REVIEW_WITHIN = timedelta(days=3)
SHORTEST_EXPLANATION = 10


def open_chart(*, patient: str, reason: str, explanation: str, by: Actor) -> BreakGlass:
    """Grant the actor this patient's chart for 4 hours.

    Raises  NOT_PERMITTED, REASON_NEEDED
    Writes  one grant; the caller audits it (it is an alert for the security officer).
    Source  EMR-SEC-07 (our mechanism; no legal text)
    """
    demand(by, Permission.BREAK_GLASS)
    if reason not in REASONS or len(explanation.strip()) < SHORTEST_EXPLANATION:
        raise REASON_NEEDED.at("explanation")
    now = timezone.now()
    return BreakGlass.objects.create(
        facility=by.facility,
        account=by.account,
        account_name=by.name,
        patient=patient,
        reason=reason,
        explanation=explanation.strip(),
        granted_at=now,
        expires_at=now + LIFE,
    )


def unreviewed(facility: str) -> models.QuerySet[BreakGlass]:
    """Openings nobody has looked at yet, oldest first."""
    return BreakGlass.objects.filter(facility=facility, reviewed_at__isnull=True).order_by("granted_at")


def review(*, grant: BreakGlass, justified: bool, remark: str, by: Actor) -> BreakGlass:
    """Record what the reviewer found; raises OWN_REVIEW for the person who opened."""
    demand(by, Permission.REVIEW_BREAK_GLASS)
    if grant.account == by.account:
        raise OWN_REVIEW.at()
    grant.reviewed_at = timezone.now()
    grant.reviewed_by = by.name
    grant.finding = "justified" if justified else "not-justified"
    grant.remark = remark.strip()
    grant.save(update_fields=["reviewed_at", "reviewed_by", "finding", "remark"])
    return grant
