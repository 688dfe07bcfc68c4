"""Remarks on requirements: the appraiser writes, the operator answers, the appraiser settles."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.comments import comment, comments_on
from benhan.assurance.comments import settle as settle_remark
from benhan.assurance.models import Assessment, Comment
from benhan.assurance.people import accounts_with
from benhan.dossier.files import problems
from benhan.dossier.files.gates import asked_of, assessment_of, why_not_independent
from benhan.dossier.files.telling import tell
from benhan.dossier.models import Dossier
from benhan.law.catalogues import Requirement, catalogues
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository


def comments_of(dossier: Dossier) -> Sequence[Comment]:
    """Every remark and answer, by requirement, oldest first."""
    assessment = assessment_of(dossier)
    return sorted(comments_on(assessment), key=lambda one: (one.requirement, one.pk)) if assessment else ()


def requirement_of(assessment: Assessment, typed: str) -> Requirement:
    """The requirement whose id, address or clause was typed. Raises REQUIREMENT_UNKNOWN."""
    catalogue, wanted = catalogues()[assessment.catalogue], typed.strip().casefold()
    for one in catalogue.at_level(assessment.level):
        names = (one.id, one.slug, catalogue.citation(one, assessment.level))
        if wanted and wanted in (name.casefold() for name in names):
            return one
    raise problems.REQUIREMENT_UNKNOWN.at("requirement")


def write(repository: Repository, dossier: Dossier, *, requirement: str, text: str) -> Comment:
    """A remark of the appraiser, or an answer of who keeps the file.

    Raises NOT_PERMITTED, NOT_INDEPENDENT, REQUIREMENT_UNKNOWN, COMMENT_NEEDS_TEXT.
    """
    actor = repository.by
    is_appraisers = may(actor, Permission.APPRAISE_LEVEL)
    if not is_appraisers:
        demand(actor, Permission.KEEP_ASSURANCE)
    elif why_not_independent(asked_of(dossier, actor)):
        raise problems.NOT_INDEPENDENT.at("Comment")
    assessment = assessment_of(dossier)
    if assessment is None:
        raise problems.REQUIREMENT_UNKNOWN.at("requirement")
    made = comment(
        repository, assessment=assessment, requirement=requirement_of(assessment, requirement), text=text
    )
    other = Permission.KEEP_ASSURANCE if is_appraisers else Permission.APPRAISE_LEVEL
    said = "góp ý" if is_appraisers else "trả lời góp ý"
    accounts = [one for one in accounts_with(dossier.facility, other) if one != actor.account]
    told = f"Hồ sơ {dossier.number}: {said} về yêu cầu {made.requirement}."
    tell(dossier, accounts, told, timezone.now(), subject=f"remark/{made.pk}")
    return made


def settle(repository: Repository, dossier: Dossier, pk: int) -> Comment:
    """The appraiser accepts what was done about a remark. Raises NOT_PERMITTED, NOT_FOUND (also when settled)."""
    demand(repository.by, Permission.APPRAISE_LEVEL)
    if why_not_independent(asked_of(dossier, repository.by)):
        raise problems.NOT_INDEPENDENT.at("Comment")
    assessment = assessment_of(dossier)
    rows = Comment.objects.filter(facility=repository.by.facility, assessment=assessment, is_appraisers=True)
    found = rows.filter(pk=pk).first() if assessment is not None else None
    if found is None or not settle_remark(repository, remark=found):
        raise NOT_FOUND.at("Comment")
    return found
