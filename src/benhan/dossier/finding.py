"""What an address of the level file names: a system, its assessment, one requirement; NOT_FOUND when it isn't ours."""

from __future__ import annotations

from django.http import HttpRequest

from benhan.access.permissions import Permission, demand
from benhan.assurance.models import Assessment, System
from benhan.law.catalogues import Requirement, catalogues
from benhan.store.problems import NOT_FOUND
from benhan.ui.requests import actor_of


def system_of(request: HttpRequest, slug: str) -> System:
    """The system of this facility. Raises NOT_PERMITTED, NOT_FOUND. One query."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    found = System.objects.filter(facility=actor.facility, slug=slug).first()
    if found is None:
        raise NOT_FOUND.at("System")
    return found


def assessment_of(request: HttpRequest, slug: str, catalogue: str, level: int) -> Assessment:
    """The system's assessment by the catalogue at the level, with its system. Raises as system_of. One query."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    mine = Assessment.objects.filter(facility=actor.facility, system__slug=slug).select_related("system")
    found = mine.filter(catalogue=catalogue, level=level).first()
    if found is None or catalogue not in catalogues():
        raise NOT_FOUND.at("Assessment")
    return found


def requirement_of(assessment: Assessment, slug: str) -> Requirement:
    """The requirement of an address, when the assessment's level asks it. Raises NOT_FOUND."""
    try:
        found = catalogues()[assessment.catalogue].by_slug(slug)
    except KeyError:
        raise NOT_FOUND.at("Requirement") from None
    if not found.holds_at(assessment.level):
        raise NOT_FOUND.at("Requirement")
    return found
