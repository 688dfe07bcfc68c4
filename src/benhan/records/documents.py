"""A document: the paper made of a form's answers, kept as exact bytes that only ever grow by signatures."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from benhan.access.models import Facility
from benhan.audit.entry import Entry
from benhan.fhir import jsontext
from benhan.fhir.systems import BASE, DOCUMENT_KIND
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.forms.print import Attachment, Box, PrintContext, PrintedPaper, render
from benhan.records.problems import SIGNED_STAYS
from benhan.records.stages import DOCUMENT_STAGE, DocumentStage, document_stage, tagged
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

SIGNATURE_BOXES = f"{BASE}/StructureDefinition/o-ky"
LOOKUP_CODE = f"{BASE}/sid/ma-tra-cuu"
SEAL_SLOT = "facility_seal"
_SEAL_BOX = (1, 40.0, 16.0, 190.0, 52.0)  # page 1, in the bottom margin, clear of every form's own places
Resource = Mapping[str, Any]


def prepare(
    repository: Repository,
    *,
    form: Form,
    encounter: Stored,
    answers: Answers,
    sources: Sequence[Stored],
    signer_names: Mapping[str, str],
    document: Stored | None = None,
    replaces: Stored | None = None,
) -> Stored:
    """Make the paper to be signed and keep its bytes.

    sources   the QuestionnaireResponse or MedicationRequests the paper shows; they travel inside the PDF
    document  an unsigned DocumentReference to remake; a signed one is refused with SIGNED_STAYS
    replaces  the signed document this one amends
    Returns   the DocumentReference, stage prepared
    """
    if document is not None and document_stage(document.resource) is not DocumentStage.PREPARED:
        raise SIGNED_STAYS.at("DocumentReference")
    id_ = document.id if document else str(uuid.uuid4())
    paper = _paper(repository, form, encounter, answers, sources, signer_names, id_)
    digest = blobs.put(repository.by.facility, paper.pdf, "application/pdf")
    body = _reference(repository, form, encounter, sources, paper, id_)
    body = tagged(with_bytes(body, paper.pdf, digest), DOCUMENT_STAGE, DocumentStage.PREPARED)
    if replaces is not None:
        body["relatesTo"] = [{"code": "replaces", "target": {"reference": replaces.reference}}]
    return repository.update(body, may_create=True, if_match=document.version if document else None)


def _paper(
    repository: Repository,
    form: Form,
    encounter: Stored,
    answers: Answers,
    sources: Sequence[Stored],
    signer_names: Mapping[str, str],
    id_: str,
) -> PrintedPaper:
    facility = Facility.objects.get(code=repository.by.facility)
    context = PrintContext(
        facility=facility.name,
        made_at=timezone.now(),
        is_demo=facility.is_demo,
        lookup_code=lookup_code(id_),
        signer_names=signer_names,
    )
    inside = jsontext.render(fhir_document(repository, form, encounter, sources)).encode()
    attachment = Attachment("fhir-document.json", "application/fhir+json", inside, "Nội dung dạng HL7 FHIR R4")
    return render(form, answers, context, [attachment])


def fhir_document(
    repository: Repository, form: Form, encounter: Stored, sources: Sequence[Stored]
) -> dict[str, Any]:
    """A FHIR document Bundle: a Composition first, then what it speaks of, each under urn:uuid or its own name."""
    patient = repository.read("Patient", encounter.patient)
    now = timezone.localtime().isoformat(timespec="seconds")
    composition = {
        "resourceType": "Composition",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{encounter.reference}/{form.code}")),
        "status": "final",
        "type": {"coding": [{"system": DOCUMENT_KIND, "code": form.code, "display": form.title}]},
        "subject": {"reference": patient.reference},
        "encounter": {"reference": encounter.reference},
        "date": now,
        "author": [_author(repository)],
        "title": form.title,
        "section": [{"title": form.title, "entry": [{"reference": source.reference} for source in sources]}],
    }
    entries = [composition, patient.resource, encounter.resource, *(source.resource for source in sources)]
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "type": "document",
        "timestamp": now,
        "entry": [
            {"fullUrl": f"{BASE}/{entry['resourceType']}/{entry['id']}", "resource": entry} for entry in entries
        ],
    }


def _author(repository: Repository) -> dict[str, str]:
    by = repository.by
    named = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {**named, "display": by.name}


def _reference(
    repository: Repository, form: Form, encounter: Stored, sources: Sequence[Stored], paper: PrintedPaper, id_: str
) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": id_,
        "extension": [{"url": SIGNATURE_BOXES, "valueString": _boxes_text(paper.signature_boxes)}],
        "identifier": [{"system": LOOKUP_CODE, "value": lookup_code(id_)}],
        "status": "current",
        "docStatus": "preliminary",
        "type": {"coding": [{"system": DOCUMENT_KIND, "code": form.code, "display": form.title}], "text": form.title},
        "subject": {"reference": f"Patient/{encounter.patient}"},
        "date": timezone.localtime().isoformat(timespec="milliseconds"),
        "author": [_author(repository)],
        "context": {
            "encounter": [{"reference": encounter.reference}],
            "related": [{"reference": source.reference} for source in sources],
        },
    }


def with_bytes(document: Resource, content: bytes, digest: str) -> dict[str, Any]:
    """The reference naming these bytes: url by SHA-256, hash by SHA-1 as R4's Attachment asks."""
    title = document["type"]["text"]
    attachment = {
        "contentType": "application/pdf",
        "language": "vi",
        "url": f"urn:sha256:{digest}",
        "size": len(content),
        "hash": base64.b64encode(hashlib.sha1(content).digest()).decode(),  # noqa: S324 — R4 defines SHA-1 here
        "title": title,
        "creation": timezone.localtime().isoformat(timespec="milliseconds"),
    }
    return {**document, "content": [{"attachment": attachment}]}


def sha256_of(document: Stored) -> str:
    """Which bytes the document is now."""
    url = str(document.resource["content"][0]["attachment"]["url"])
    return url.removeprefix("urn:sha256:")


def pdf_of(repository: Repository, document: Stored) -> bytes:
    """The document's bytes; the Repository has let the actor read the DocumentReference."""
    return blobs.get(repository.by.facility, sha256_of(document))


def open_pdf(repository: Repository, document_id: str, *, act: str = "view-document") -> tuple[Stored, bytes]:
    """A document and its bytes, accounted for as viewed (or printed, exported)."""
    document = repository.read("DocumentReference", document_id)
    repository.record(
        Entry(act, resource_type="DocumentReference", resource_id=document.id, patient=document.patient)
    )
    return document, pdf_of(repository, document)


def form_code(document: Stored) -> str:
    return str(document.resource["type"]["coding"][0]["code"])


def sources_of(repository: Repository, document: Stored) -> tuple[Stored, ...]:
    """What the paper shows: its QuestionnaireResponse or MedicationRequests."""
    named = [item["reference"] for item in document.resource["context"].get("related", ())]
    found = repository.read_many(named)
    return tuple(found[name] for name in named if name in found)


def lookup_code(id_: str) -> str:
    """The short code printed on the paper, from the document's id: 10 letters and digits without look-alikes."""
    digest = hashlib.sha256(id_.encode()).digest()
    return base64.b32encode(digest)[:10].decode()


def _boxes_text(boxes: Mapping[str, Box]) -> str:
    table = {role: [box.page, box.x1, box.y1, box.x2, box.y2] for role, box in sorted(boxes.items())}
    return json.dumps(table, separators=(",", ":"))


def signature_box(document: Stored, role: str) -> tuple[int, float, float, float, float]:
    """Where a role signs: page, x1, y1, x2, y2 in points from the page's lower left corner."""
    if role == SEAL_SLOT:
        return _SEAL_BOX
    text = next(item["valueString"] for item in document.resource["extension"] if item["url"] == SIGNATURE_BOXES)
    page, x1, y1, x2, y2 = json.loads(text)[role]
    return int(page), x1, y1, x2, y2
