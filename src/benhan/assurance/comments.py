"""What do appraiser and operator say to each other about a requirement?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.engine_problems import COMMENT_NEEDS_TEXT
from benhan.assurance.models import Assessment, Comment
from benhan.audit.entry import Entry
from benhan.law.catalogues import Requirement
from benhan.store.repository import Repository

LONGEST = 2000


def comment(
    repository: Repository, *, assessment: Assessment, requirement: Requirement, text: str
) -> Comment:
    """Add a remark, the appraiser's or the operator's. Raises NOT_PERMITTED, COMMENT_NEEDS_TEXT."""
    by, bare = repository.by, text.strip()
    is_appraisers = may(by, Permission.APPRAISE_LEVEL)
    if not is_appraisers:
        demand(by, Permission.KEEP_ASSURANCE)
    if not bare or len(bare) > LONGEST:
        raise COMMENT_NEEDS_TEXT.at("text")
    made = Comment.objects.create(
        facility=by.facility, assessment=assessment, requirement=requirement.id, text=bare,
        is_appraisers=is_appraisers, at=timezone.now(), account=by.account, name=by.name,
    )  # fmt: skip
    repository.record(
        Entry(
            "requirement-commented", detail={"catalogue": assessment.catalogue, "requirement": requirement.id}
        )
    )
    return made


def settle(repository: Repository, *, remark: Comment) -> bool:
    """Say that a remark is dealt with: an appraiser's by an appraiser, an operator's by either. False: it was already."""
    by = repository.by
    if remark.is_appraisers or not may(by, Permission.KEEP_ASSURANCE):
        demand(by, Permission.APPRAISE_LEVEL)
    still = Comment.objects.filter(facility=by.facility, pk=remark.pk, settled_at__isnull=True)
    if not still.update(settled_at=timezone.now(), settled_by=by.name[:120]):
        return False
    repository.record(Entry("comment-settled", detail={"requirement": remark.requirement}))
    return True


def comments_on(assessment: Assessment, requirement: str = "") -> Sequence[Comment]:
    """Remarks in order; of one requirement, or of all. One query."""
    found = Comment.objects.filter(assessment=assessment).order_by("pk")
    return list(found.filter(requirement=requirement) if requirement else found)
