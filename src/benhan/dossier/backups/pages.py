"""/an-toan/sao-luu/: the backups and drills of this installation, asked for here, carried out by the worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.access.policy import installation_policy
from benhan.assurance import backups
from benhan.assurance.backup_keys import read_key
from benhan.dossier.backups import actions, presenters
from benhan.fhir.problems import ProblemError
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of, repository_of


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    seen = _seen()
    context = {
        "frame": frame(request, ("An toàn", "/an-toan/"), ("Sao lưu và khôi phục", "")),
        "page": presenters.page(seen, may_ask=may(actor, Permission.KEEP_ASSURANCE)),
        "job": presenters.job(seen),
        "newest": seen.shelf.newest.archive.name if seen.shelf.newest else "benhan-….benhan",
        "folder": str(seen.shelf.folder),
    }
    return render(request, "dossier/backups/page.html", context)


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The part that says how far the work is; when it is done the whole page is asked for anew."""
    demand(actor_of(request), Permission.READ_ASSURANCE)
    job = presenters.job(_seen())
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(presenters.URL)
    if job is None:
        answer = HttpResponse("")
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "dossier/backups/_job.html", {"job": job})


@require_POST
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in presenters.KINDS_VI:
        raise Http404
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    title = presenters.KINDS_VI[kind]
    if actions.ask(repository=repository_of(request), kind=kind):
        messages.success(request, f"Đã gửi yêu cầu: {title.lower()}. Anh/chị có thể rời trang này.")
    else:
        messages.info(request, "Đang có việc chạy hoặc chờ; yêu cầu mới chưa được ghi.")
    return HttpResponseRedirect(presenters.URL, status=303)


def _seen() -> presenters.Seen:
    try:
        key = read_key(settings.BENHAN_BACKUP_KEY_FILE).fingerprint
    except ProblemError:  # the key may lie where only the worker reads
        key = ""
    try:
        second = backups.second_shelf()
    except OSError:  # the second place is away: the table says so for each backup
        second = None
    return presenters.Seen(
        backups.shelf(), second, installation_policy(), backups.running(), _waiting(), backups.failures(), key,
        timezone.now(),
    )  # fmt: skip


def _waiting() -> tuple[str, datetime] | None:
    for kind in presenters.KINDS_VI:
        path = backups.asked(kind)
        try:
            at = datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return kind, at if at.tzinfo else at.replace(tzinfo=UTC)
    return None
