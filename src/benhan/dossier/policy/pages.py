"""/an-toan/chinh-sach/: read the policy, and set it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benhan.access.actor import Role
from benhan.access.models import SecurityPolicy
from benhan.access.permissions import Permission, demand, may
from benhan.access.policy import ROLES, policy_of
from benhan.access.problems import POLICY_MOVED, POLICY_OUT_OF_RANGE, POLICY_REASON_NEEDED
from benhan.dossier.policy import actions, presenters
from benhan.fhir.problems import ProblemError
from benhan.law.security_policy import policy_rules
from benhan.ui.desk import NOTHING_TYPED, Typed
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of, repository_of


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    typed = NOTHING_TYPED
    if request.method == "POST":
        demand(actor, Permission.SET_SECURITY_POLICY)
        try:
            _set(request)
        except ProblemError as problem:
            if problem.problem not in (POLICY_OUT_OF_RANGE, POLICY_REASON_NEEDED, POLICY_MOVED):
                raise
            typed = Typed(presenters.KEY, request.POST.dict(), problem, problem.expression)
        else:
            messages.success(request, "Đã ghi chính sách; có hiệu lực ngay.")
            return HttpResponseRedirect(presenters.URL, status=303)
    rows = list(
        SecurityPolicy.objects.filter(facility=actor.facility).order_by("-id")[: presenters.SHOWN + 1]
    )
    page = presenters.page(
        policy_of(actor.facility), actions.level_of(actor.facility), rows,
        may_set=may(actor, Permission.SET_SECURITY_POLICY), typed=typed, now=timezone.now(),
    )  # fmt: skip
    context = {"frame": frame(request, ("An toàn", "/an-toan/"), ("Chính sách an toàn", "")), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _set(request: HttpRequest) -> None:
    numbers = {}
    for key, rule in policy_rules().items():
        text = request.POST.get(key, "").strip()
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise POLICY_OUT_OF_RANGE.at(key, low=rule.low, high=rule.high, unit=rule.unit)
        numbers[key] = int(text)
    known = {role.value for role in Role}
    roles = [Role(one) for one in request.POST.getlist(ROLES) if one in known]
    seen = request.POST.get(presenters.SEEN, "")
    actions.set_policy(
        repository=repository_of(request),
        numbers=numbers,
        roles=roles,
        reason=request.POST.get("ly_do", ""),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else None,
    )
