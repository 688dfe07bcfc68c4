"""What an address of a file names; NOT_FOUND when it is nobody's or another facility's."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from benhan.access.permissions import Permission, demand
from benhan.dossier.models import Dossier
from benhan.store.problems import NOT_FOUND
from benhan.ui.requests import actor_of


def file_of(request: HttpRequest, slug: str, dossier: UUID) -> Dossier:
    """The file of that system, with it. Raises NOT_PERMITTED, NOT_FOUND. One query."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    rows = Dossier.objects.filter(facility=actor.facility, system__slug=slug, pk=dossier)
    found = rows.select_related("system").first()
    if found is None:
        raise NOT_FOUND.at("Dossier")
    return found
