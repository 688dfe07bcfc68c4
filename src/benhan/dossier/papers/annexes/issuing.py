"""An issued regulation becomes evidence for every requirement whose document it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from benhan.assurance import evidence
from benhan.assurance.evidence import File, Shown
from benhan.assurance.models import Assessment, Evidence
from benhan.audit.entry import Entry
from benhan.dossier.models import Dossier
from benhan.dossier.papers.annexes.problems import ALREADY_REGISTERED, NOTHING_TO_SERVE, NUMBER_NEEDED
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME
from benhan.law.catalogues import catalogues
from benhan.law.regulation import served
from benhan.store.repository import Repository

VALID = timedelta(days=365)  # the regulation itself orders a yearly review


def serves(dossier: Dossier) -> Mapping[str, tuple[str, ...]]:
    """By catalogue, the file's own first: requirements of its level that a regulation is the document for. One query."""
    own = CATALOGUE_OF_REGIME[dossier.regime]
    opened = Assessment.objects.filter(
        facility=dossier.facility, system=dossier.system_id, level=dossier.level
    ).values_list("catalogue", flat=True)
    found = {
        key: tuple(one.id for one in catalogues()[key].at_level(dossier.level) if one.id in served(key))
        for key in sorted(set(opened) & catalogues().keys(), key=lambda one: (one != own, one))
    }
    return {key: ids for key, ids in found.items() if ids}


def register(
    repository: Repository,
    *,
    dossier: Dossier,
    number: str,
    issued_on: date | None,
    author: str,
    kept_at: str = "",
    file: File | None = None,
) -> tuple[Evidence, ...]:
    """One piece of evidence for each opened catalogue, naming all requirements it serves; valid for a year.

    author   who signed it
    kept_at  where the paper is kept, when no file is given
    Raises   NOT_PERMITTED, NUMBER_NEEDED, ALREADY_REGISTERED, NOTHING_TO_SERVE, EVIDENCE_DATES
    Writes   the evidence, number and day in the file, audit entries: all or none
    """
    number = number.strip()
    if not number or issued_on is None:
        raise NUMBER_NEEDED.at("number" if not number else "issued_on")
    mine = serves(dossier)
    if not mine:
        raise NOTHING_TO_SERVE.at("level", level=dossier.level)
    title = f"Quy chế bảo đảm an ninh mạng, ban hành kèm theo Quyết định số {number}"
    still = Evidence.objects.filter(
        facility=dossier.facility, system=dossier.system_id, title=title, made_on=issued_on,
        withdrawn_at__isnull=True,
    )  # fmt: skip
    if still.exists():
        raise ALREADY_REGISTERED.at("number", number=number)
    made = tuple(
        evidence.show(
            repository,
            system=dossier.system,
            shown=Shown(
                catalogue=key, requirements=ids, kind="document", title=title, made_on=issued_on, author=author,
                statement=f"Số {number}; bản gốc lưu tại {kept_at or 'văn thư của cơ sở'}.",
                expires_on=issued_on + VALID, file=file,
            ),
        )
        for key, ids in mine.items()
    )  # fmt: skip
    dossier.regulation_number, dossier.regulation_on = number, issued_on
    dossier.save(update_fields=["regulation_number", "regulation_on"])
    repository.record(
        Entry("regulation-registered", detail={"dossier": str(dossier.pk), "evidence": len(made)})
    )
    return made
