"""Are finished records signed, and do the newest signatures still hold? Counts and ids only, no content."""

from __future__ import annotations

from benhan.access.actor import system_actor
from benhan.fhir.problems import ProblemError
from benhan.records.authority import desk
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE, DocumentStage, RecordStage
from benhan.signing.models import ArchiveStamp
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_pdf
from benhan.store import blobs
from benhan.store.problems import BLOB_DAMAGED, NOT_FOUND
from benhan.store.repository import Repository

_FINISHED = (RecordStage.CLOSED, RecordStage.APPROVED, RecordStage.SEALED)
_RECORDS = 50


def signed_share(facility: str) -> tuple[int, int]:
    """(documents that stand in the newest finished records, how many of them are fully signed)."""
    with Repository(by=system_actor(facility)) as repository:
        stages = ",".join(f"{RECORD_STAGE}|{one.value}" for one in _FINISHED)
        pairs = [("_tag", stages), ("_sort", "-date"), ("_count", str(_RECORDS))]
        found = repository.search("Composition", pairs).matches
        encounters = ",".join(sorted({one.resource["encounter"]["reference"] for one in found}))
        if not encounters:
            return 0, 0
        stood = (DocumentStage.PREPARED, DocumentStage.SIGNING, DocumentStage.SIGNED)
        counts = repository.totals(
            "DocumentReference",
            [[("encounter", encounters), ("_tag", f"{DOCUMENT_STAGE}|{one.value}")] for one in stood],
        )
        return sum(counts), counts[-1]


def broken_among_newest(facility: str, limit: int) -> tuple[int, tuple[str, ...]]:
    """(how many of the newest signed documents were checked anew, ids of those that no longer hold).

    The border is entered by the caller. Raises SIGNING_NOT_SET_UP when nobody is trusted here.
    """
    trust = desk().trust
    stamps = ArchiveStamp.objects.filter(facility=facility).order_by("-stamped_at")[:limit]
    broken = [one.document for one in stamps if not _holds(facility, one.sha256, trust)]
    return len(stamps), tuple(broken)


def _holds(facility: str, sha256: str, trust: TrustAnchors) -> bool:
    try:
        content = blobs.get(facility, sha256)
    except ProblemError as error:
        if error.problem not in (BLOB_DAMAGED, NOT_FOUND):
            raise
        return False
    return verify_pdf(content, trust=trust).is_valid
