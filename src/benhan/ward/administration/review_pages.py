"""Looking at emergency openings afterwards: who, why, what was done, was it right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access import break_glass
from benhan.access.models import BreakGlass
from benhan.access.permissions import Permission, demand
from benhan.access.problems import OWN_REVIEW
from benhan.audit import reading
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository
from benhan.ui.frame import frame
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.administration import review_presenters as presenters
from benhan.ward.administration.patient_numbers import numbers_of
from benhan.ward.administration.problems import FINDING_NEEDED, REVIEWED_ALREADY, UNKNOWN_OPENING

HERE = ("Mở khẩn cấp", presenters.HOME)
PAGE = 100
SHORTEST_REMARK = 5


@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Openings nobody has looked at, oldest first; the reviewed ones newest first."""
    actor, now = actor_of(request), timezone.now()
    demand(actor, Permission.REVIEW_BREAK_GLASS)
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in ("", "qua-han", "da-xem") else ""
    grants = list(_chosen(actor.facility, chosen, now)[:PAGE])
    page = presenters.openings(
        grants,
        reading.counts(actor.facility, [_span(grant) for grant in grants]),
        numbers_of(actor.facility, [grant.patient for grant in grants]),
        _counted(actor.facility, now),
        chosen=chosen,
        now=now,
    )
    return render(
        request, "ward/administration/openings.html", {"frame": frame(request, (HERE[0], "")), "table": page}
    )


def _chosen(facility: str, chosen: str, now: datetime) -> QuerySet[BreakGlass]:
    if chosen == "da-xem":
        return BreakGlass.objects.filter(facility=facility, reviewed_at__isnull=False).order_by(
            "-reviewed_at"
        )
    waiting = break_glass.unreviewed(facility)
    return waiting.filter(granted_at__lt=now - break_glass.REVIEW_WITHIN) if chosen else waiting


def _counted(facility: str, now: datetime) -> presenters.Counted:
    waiting = Q(reviewed_at__isnull=True)
    found = BreakGlass.objects.filter(facility=facility).aggregate(
        waiting=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(granted_at__lt=now - break_glass.REVIEW_WITHIN)),
        reviewed=Count("pk", filter=~waiting),
    )
    return presenters.Counted(**found)


def _span(grant: BreakGlass) -> reading.Span:
    return reading.Span(str(grant.id), grant.account, grant.patient, grant.granted_at, grant.expires_at)


@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, grant: UUID) -> HttpResponse:
    """One opening with everything done under it; POST records the finding."""
    actor = actor_of(request)
    demand(actor, Permission.REVIEW_BREAK_GLASS)
    found = BreakGlass.objects.filter(facility=actor.facility, pk=grant).select_for_update().first()
    if found is None:
        raise UNKNOWN_OPENING.at()
    problem: ProblemError | None = None
    if request.method == "POST":
        problem = _review(
            repository_of(request), found, request.POST.get("finding", ""), request.POST.get("remark", "")
        )
        if problem is None:
            messages.success(request, "Đã ghi kết luận về lần mở khẩn cấp.")
            return see_other(presenters.HOME)
    sought = reading.Sought(
        accounts=(found.account,), patient=found.patient, since=found.granted_at, until=found.expires_at
    )
    page = presenters.opening(
        found,
        numbers_of(actor.facility, [found.patient]).get(found.patient, ""),
        reading.page(actor.facility, sought, size=100).lines,
        is_own=found.account == actor.account,
        now=timezone.now(),
        typed=request.POST.dict() if problem else None,
        problem=problem,
    )
    context = {"frame": frame(request, HERE, (page.heading, "")), "page": page}
    return render(request, "ward/administration/opening.html", context, status=422 if problem else 200)


def _review(repository: Repository, grant: BreakGlass, finding: str, remark: str) -> ProblemError | None:
    if grant.account == repository.by.account:
        raise OWN_REVIEW.at()
    if grant.reviewed_at is not None:
        raise REVIEWED_ALREADY.at()
    needs_remark = finding == "not-justified" and len(remark.strip()) < SHORTEST_REMARK
    if finding not in ("justified", "not-justified") or needs_remark:
        return FINDING_NEEDED.at("finding")
    break_glass.review(grant=grant, justified=finding == "justified", remark=remark, by=repository.by)
    repository.record(
        Entry(
            "review-break-glass", resource_type="BreakGlass", resource_id=str(grant.id), patient=grant.patient,
            detail={"finding": finding},
        )
    )  # fmt: skip
    return None
