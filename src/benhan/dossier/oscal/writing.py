"""The five OSCAL documents of a file, each pointing to the next by its file name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benhan.dossier.oscal.catalog import catalog
from benhan.dossier.oscal.parts import FILES, Json, encoded
from benhan.dossier.oscal.poam import poam
from benhan.dossier.oscal.profile import profile
from benhan.dossier.oscal.results import results
from benhan.dossier.oscal.ssp import ssp
from benhan.dossier.papers.facts import FileFacts

WRITERS: Mapping[str, Callable[[FileFacts], Json]] = {
    "catalog": catalog,
    "profile": profile,
    "system-security-plan": ssp,
    "assessment-results": results,
    "plan-of-action-and-milestones": poam,
}


def documents(facts: FileFacts) -> dict[str, bytes]:
    """File name → bytes of each document; the same facts give the same bytes."""
    return {FILES[root]: encoded(root, write(facts)) for root, write in WRITERS.items()}
