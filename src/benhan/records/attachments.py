"""Photos and scans beside a sheet: bytes kept as they came, named by a DocumentReference of the encounter.

An attachment is no paper: it carries no stage and nobody signs it. It belongs to the answers it was added to
(`context.related`) and may be taken back while those are being written; then it is kept as entered in error.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

from django.utils import timezone

from benhan.audit.entry import Entry
from benhan.fhir.systems import DOCUMENT_KIND
from benhan.records.documents import digest_in
from benhan.records.problems import ATTACHMENT_KIND, ATTACHMENT_TOO_LARGE, SIGNED_STAYS
from benhan.records.standing import hold_open, lock_alone
from benhan.store import blobs
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored

ATTACHED = "tep-dinh-kem"
LARGEST = 10_000_000  # bytes
# By how a file begins, never by what the browser calls it.
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))


def kind_of_bytes(content: bytes) -> str:
    """image/jpeg, image/png or application/pdf; "" for anything else."""
    return next((kind for head, kind in _KINDS if content.startswith(head)), "")


def attach(
    repository: Repository, *, encounter: Stored, response: Stored, content: bytes, title: str
) -> Stored:
    """Keep a photo or PDF with the answers it belongs to.

    Raises  ATTACHMENT_KIND, ATTACHMENT_TOO_LARGE, SIGNED_STAYS once the sheet waits to be signed, WRONG_STAGE
    Writes  the bytes, a DocumentReference
    """
    hold_open(repository, encounter.reference)
    if response.resource["status"] != "in-progress":
        raise SIGNED_STAYS.at()
    kind = kind_of_bytes(content)
    if not kind:
        raise ATTACHMENT_KIND.at("tep")
    if len(content) > LARGEST:
        raise ATTACHMENT_TOO_LARGE.at("tep", size=len(content), limit=LARGEST // 1_000_000)
    digest = blobs.put(repository.by.facility, content, kind)
    return repository.create(_reference(repository, encounter, response, content, digest, kind, title))


def _reference(
    repository: Repository,
    encounter: Stored,
    response: Stored,
    content: bytes,
    digest: str,
    kind: str,
    title: str,
) -> dict[str, Any]:
    by = repository.by
    now = timezone.localtime().isoformat(timespec="milliseconds")
    author = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {
        "resourceType": "DocumentReference",
        "id": str(uuid.uuid4()),
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": DOCUMENT_KIND, "code": ATTACHED}], "text": "Tệp đính kèm"},
        "subject": {"reference": f"Patient/{encounter.patient}"},
        "date": now,
        "author": [{**author, "display": by.name}],
        "content": [
            {
                "attachment": {
                    "contentType": kind,
                    "url": f"urn:sha256:{digest}",
                    "size": len(content),
                    "hash": base64.b64encode(hashlib.sha1(content).digest()).decode(),  # noqa: S324 — R4 asks for it
                    "title": title.strip()[:120] or "Tệp đính kèm",
                    "creation": now,
                }
            }
        ],
        "context": {
            "encounter": [{"reference": encounter.reference}],
            "related": [{"reference": response.reference}],
        },
    }


def is_attachment(document: Stored) -> bool:
    codings = document.resource.get("type", {}).get("coding", ())
    return any(one.get("system") == DOCUMENT_KIND and one.get("code") == ATTACHED for one in codings)


def of_encounter(repository: Repository, encounter: Stored) -> tuple[Stored, ...]:
    """Everything attached in an encounter and not taken back, oldest first."""
    pairs = [("encounter", encounter.reference), ("_sort", "date"), ("_count", "1000")]
    found = repository.search("DocumentReference", pairs).matches
    return tuple(one for one in found if is_attachment(one) and one.resource["status"] == "current")


def belongs_to(document: Stored, response: Stored) -> bool:
    related = document.resource.get("context", {}).get("related", ())
    return any(one.get("reference") == response.reference for one in related)


def take_back(repository: Repository, *, attachment: Stored, response: Stored) -> Stored:
    """Remove one that was added by mistake, while the sheet is being written: kept, as entered in error."""
    hold_open(repository, str(response.resource["encounter"]["reference"]))
    current = lock_alone(repository, "DocumentReference", attachment.id)
    if not is_attachment(current) or not belongs_to(current, response):
        raise NOT_FOUND.at("DocumentReference")
    if response.resource["status"] != "in-progress":
        raise SIGNED_STAYS.at()
    return repository.update({**current.resource, "status": "entered-in-error"})


def open_attachment(repository: Repository, attachment_id: str) -> tuple[Stored, bytes, str]:
    """An attachment, its bytes and their kind; accounted for as viewed."""
    stored = repository.read("DocumentReference", attachment_id)
    if not is_attachment(stored) or stored.resource["status"] != "current":
        raise NOT_FOUND.at("DocumentReference")
    repository.record(
        Entry(
            "view-document", resource_type="DocumentReference", resource_id=stored.id, patient=stored.patient
        )
    )
    attachment = stored.resource["content"][0]["attachment"]
    content = blobs.get(repository.by.facility, digest_in(attachment))
    return stored, content, str(attachment["contentType"])
