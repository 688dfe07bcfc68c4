"""Remarks on a file's requirements: writing and settling."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from benhan.dossier.files import comments
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.files.finding import file_of
from benhan.dossier.files.pages import show
from benhan.dossier.files.remark_presenters import KEY, REQUIREMENT, TEXT
from benhan.fhir.problems import ProblemError
from benhan.ui.desk import Typed
from benhan.ui.redirects import see_other
from benhan.ui.requests import repository_of

_FIELDS = {"requirement": REQUIREMENT, "text": TEXT}


@require_POST
def write(request: HttpRequest, system: str, dossier: UUID) -> HttpResponse:
    file, repository = file_of(request, system, dossier), repository_of(request)
    given = {name: request.POST.get(name, "").strip() for name in (REQUIREMENT, TEXT)}
    try:
        comments.write(repository, file, requirement=given[REQUIREMENT], text=given[TEXT])
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return show(request, file, Typed(KEY, given, problem, _FIELDS.get(problem.expression, "")))
    messages.success(request, "Đã ghi. Bên kia được báo.")
    return see_other(f"{address_of_file(file)}#gop-y")


@require_POST
def settle(request: HttpRequest, system: str, dossier: UUID, comment: int) -> HttpResponse:
    file = file_of(request, system, dossier)
    comments.settle(repository_of(request), file, comment)
    messages.success(request, "Đã ghi góp ý này được giải quyết.")
    return see_other(f"{address_of_file(file)}#gop-y")
