"""The acts on a record: approve, give back, seal, hand out. Identity is asked again where something is signed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from benhan.access.permissions import Permission, demand
from benhan.records import lifecycle, package
from benhan.records.problems import REASON_NEEDED
from benhan.records.sealing import archive_number
from benhan.store.repository import Repository, Stored
from benhan.ui.desk import REASON, Typed
from benhan.ui.identity import NAME, check_identity
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.archive.offices import PURPOSE, PURPOSES
from benhan.ward.archive.pages import show
from benhan.ward.archive.problems import PURPOSE_NEEDED
from benhan.ward.archive.reading import open_file


@require_POST
def approve(request: HttpRequest, record: str) -> HttpResponse:
    demand(actor_of(request), Permission.APPROVE_RECORD)
    return _signed_act(request, record, "duyet", _approve)


def _approve(repository: Repository, record: Stored) -> str:
    lifecycle.approve(repository, record=record)
    return "Đã duyệt hồ sơ. Hồ sơ chờ giám đốc niêm phong."


@require_POST
def seal(request: HttpRequest, record: str) -> HttpResponse:
    demand(actor_of(request), Permission.SEAL_RECORD)
    return _signed_act(request, record, "niem-phong", _seal)


def _seal(repository: Repository, record: Stored) -> str:
    sealed = lifecycle.seal(repository, record=record)
    return f"Đã niêm phong hồ sơ, số lưu trữ {archive_number(sealed.resource)}."


def _signed_act(
    request: HttpRequest, record: str, key: str, act: Callable[[Repository, Stored], str]
) -> HttpResponse:
    repository = repository_of(request)
    file = open_file(repository, record)
    problem = check_identity(repository, request.POST.get(NAME, ""), act="sign")
    if problem is not None:
        return show(request, file, Typed(key, {}, problem, NAME))
    messages.success(request, act(repository, file.record))
    return see_other(f"{HOME}{record}/")


@require_POST
def give_back(request: HttpRequest, record: str) -> HttpResponse:
    """Back to the doctor, with the reason they will read."""
    demand(actor_of(request), Permission.APPROVE_RECORD)
    repository = repository_of(request)
    file = open_file(repository, record)
    reason = request.POST.get(REASON, "").strip()
    if not reason:
        return show(request, file, Typed("tra-lai", {}, REASON_NEEDED.at(REASON), REASON))
    lifecycle.return_record(repository, record=file.record, reason=reason)
    messages.success(request, "Đã trả lại hồ sơ cho bác sĩ kèm lý do.")
    return see_other(f"{HOME}{record}/")


@require_POST
def export(request: HttpRequest, record: str) -> HttpResponse:
    """The sealed package as a file; why it is handed out is accounted for."""
    demand(actor_of(request), Permission.EXPORT_RECORD)
    repository = repository_of(request)
    purpose = request.POST.get(PURPOSE, "")
    if purpose not in PURPOSES:
        return show(
            request, open_file(repository, record), Typed("ket-xuat", {}, PURPOSE_NEEDED.at(PURPOSE), PURPOSE)
        )
    name, content = package.export(repository, record, reason=purpose)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
