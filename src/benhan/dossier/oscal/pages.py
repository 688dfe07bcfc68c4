"""The OSCAL documents of a file as downloads."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.dossier.models import Dossier
from benhan.dossier.oscal.parts import FILES
from benhan.dossier.oscal.writing import documents
from benhan.dossier.papers.facts import gather
from benhan.ui.requests import actor_of, repository_of


@require_GET
def archive(request: HttpRequest, system: str, dossier: uuid.UUID) -> HttpResponse:
    made = _made(request, system, dossier)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in made.items():
            zipped.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return _answer(packed.getvalue(), f"oscal-{dossier}.zip", "application/zip")


@require_GET
def single(request: HttpRequest, system: str, dossier: uuid.UUID, name: str) -> HttpResponse:
    if name not in FILES.values():
        raise Http404
    return _answer(_made(request, system, dossier)[name], name, "application/oscal+json")


def _made(request: HttpRequest, system: str, dossier: uuid.UUID) -> Mapping[str, bytes]:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    one = get_object_or_404(
        Dossier.objects.select_related("system"),
        pk=dossier, facility=actor.facility, system__slug=system,
    )  # fmt: skip
    repository_of(request).record(Entry("export-dossier-oscal", detail={"dossier": str(one.pk)}))
    return documents(gather(one))


def _answer(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
