"""Papers of one incident as files: to sign, to send; nothing is sent from here."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, demand
from benhan.assurance.models import Incident
from benhan.audit.entry import Entry
from benhan.dossier.papers import docx, pdf
from benhan.dossier.papers.annexes.incidents import WRITERS
from benhan.dossier.papers.complete import file_under
from benhan.dossier.papers.facts import gather
from benhan.store.problems import NOT_FOUND
from benhan.ui.requests import actor_of, repository_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"docx": (docx.write, _DOCX), "pdf": (pdf.write, "application/pdf")}


@require_GET
def paper(request: HttpRequest, incident: uuid.UUID, paper: str, ending: str) -> HttpResponse:
    """One of annexes.incidents.WRITERS as it stands now, always as a download."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    found = Incident.objects.filter(facility=actor.facility, pk=incident).select_related("system").first()
    if found is None or paper not in WRITERS or ending not in FORMATS:
        raise NOT_FOUND.at("Incident")
    now = timezone.now()
    made = WRITERS[paper](gather(file_under(found.system, found.system.regime, now), now), found)
    write, kind = FORMATS[ending]
    repository_of(request).record(Entry("incident-paper", detail={"incident": str(found.pk), "paper": paper}))
    answer = HttpResponse(write(made), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{paper}-{found.pk}.{ending}"'
    return answer
