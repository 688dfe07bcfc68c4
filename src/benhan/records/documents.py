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
from benhan.fhir.systems import BASE, DOCUMENT_KIND, LOOKUP_CODE
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form, form_version
from benhan.forms.check import check
from benhan.forms.print import Attachment, Box, PrintContext, PrintedPaper, render
from benhan.records import renewal
from benhan.records.answers import amended, complete
from benhan.records.problems import NOT_READY_TO_SIGN, SIGNED_STAYS
from benhan.records.stages import DOCUMENT_STAGE, DocumentStage, document_stage, tagged
from benhan.records.standing import hold_open
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

SIGNATURE_BOXES = f"{BASE}/StructureDefinition/o-ky"
SEAL_SLOT = "facility"
RECORD_SEAL_SLOT = "record_seal"  # of a paper that the facility sealed when it was issued
# Where a paper has no place of the facility's own: in the bottom margin of page 1, right of the look-up code and
# below the footer's first line (forms/templates/_parts.typ); free on A4 and on A5.
_SEAL_BOX = Box(1, 214.0, 3.0, 391.0, 32.0)
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
    replaces  the signed document this one amends; known already from answers made by `amendment.amend`
    Returns   the DocumentReference, stage prepared; its QuestionnaireResponses are completed with it
    Raises    NOT_READY_TO_SIGN with what the answers lack, SIGNED_STAYS, VERSION_CONFLICT
    """
    if document is not None and document_stage(document.resource) is not DocumentStage.PREPARED:
        raise SIGNED_STAYS.at("DocumentReference")
    hold_open(repository, encounter.reference)
    refuse_unready(form, answers)
    sources = [complete(repository, one) if one.type == "QuestionnaireResponse" else one for one in sources]
    id_ = document.id if document else str(uuid.uuid4())
    paper = _paper(repository, form, encounter, answers, sources, signer_names, id_)
    digest = blobs.put(repository.by.facility, paper.pdf, "application/pdf")
    body = _reference(repository, form, encounter, sources, paper, id_)
    body = tagged(with_bytes(body, paper.pdf, digest), DOCUMENT_STAGE, DocumentStage.PREPARED)
    earlier = (
        replaces.reference if replaces else next(filter(None, (amended(one.resource) for one in sources)), "")
    )
    if earlier:
        body["relatesTo"] = [{"code": "replaces", "target": {"reference": earlier}}]
    return repository.update(body, may_create=True, if_match=document.version if document else None)


def refuse_unready(form: Form, answers: Answers) -> None:
    """A record's paper carries its summary, so it is asked for everything that closing needs (its own later edits
    would be amendments); other papers for what signing needs."""
    when = "closing" if form.kind == "record" else "signing"
    errors = tuple(
        one for one in check(form, answers, when=when, now=timezone.now()) if one.severity == "error"
    )
    if errors:
        raise NOT_READY_TO_SIGN.with_findings(errors)


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
    attachment = Attachment(
        "fhir-document.json", "application/fhir+json", inside, "Nội dung dạng HL7 FHIR R4"
    )
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
        "type": kind(form),
        "subject": {"reference": patient.reference},
        "encounter": {"reference": encounter.reference},
        "date": now,
        "author": [_author(repository)],
        "title": form.title,
        "section": [{"title": form.title, "entry": [{"reference": source.reference} for source in sources]}],
    }
    entries = [
        composition,
        patient.resource,
        encounter.resource,
        *(_as_signed(source.resource) for source in sources),
    ]
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "type": "document",
        "timestamp": now,
        "entry": [
            {"fullUrl": f"{BASE}/{entry['resourceType']}/{entry['id']}", "resource": entry}
            for entry in entries
        ],
    }


def _as_signed(resource: Resource) -> Resource:
    """A prescription's lines are drafts until the paper is signed; what the signed paper says is an order."""
    is_draft = resource["resourceType"] == "MedicationRequest" and resource["status"] == "draft"
    return {**resource, "status": "active"} if is_draft else resource


def kind(form: Form) -> dict[str, Any]:
    """The type of a record or document: its form, in the version it was made with."""
    coding = {"system": DOCUMENT_KIND, "version": form.version, "code": form.code, "display": form.title}
    return {"coding": [coding], "text": form.title}


def _author(repository: Repository) -> dict[str, str]:
    by = repository.by
    named = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {**named, "display": by.name}


def _reference(
    repository: Repository,
    form: Form,
    encounter: Stored,
    sources: Sequence[Stored],
    paper: PrintedPaper,
    id_: str,
) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": id_,
        "extension": [{"url": SIGNATURE_BOXES, "valueString": _boxes_text(paper.signature_boxes)}],
        "identifier": [{"system": LOOKUP_CODE, "value": lookup_code(id_)}],
        "status": "current",
        "docStatus": "preliminary",
        "type": kind(form),
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
    return digest_in(document.resource["content"][0]["attachment"])


def digest_in(attachment: Resource) -> str:
    """The SHA-256 an attachment of ours names; "" for others', whose address is never one of bytes kept here."""
    kept, name, digest = str(attachment.get("url", "")).partition("urn:sha256:")
    return digest if name and not kept else ""


def pdf_of(repository: Repository, document: Stored) -> bytes:
    """The document's bytes; the Repository has let the actor read the DocumentReference."""
    return blobs.get(repository.by.facility, sha256_of(document))


def open_pdf(repository: Repository, document_id: str, *, act: str = "view-document") -> tuple[Stored, bytes]:
    """A document and its bytes, accounted for as viewed (or printed, exported)."""
    document = repository.read("DocumentReference", document_id)
    repository.record(
        Entry(act, resource_type="DocumentReference", resource_id=document.id, patient=document.patient)
    )
    # With the archive timestamps renewed since: the same bytes and what was appended to prove them longer.
    return document, renewal.newest_pdf(repository, document, pdf_of(repository, document))


def form_code(document: Stored) -> str:
    return str(document.resource["type"]["coding"][0]["code"])


def form_of(document: Stored) -> Form:
    """The form in the very version the document was made with."""
    coding = document.resource["type"]["coding"][0]
    return form_version(str(coding["code"]), str(coding["version"]))


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
    text = next(
        item["valueString"] for item in document.resource["extension"] if item["url"] == SIGNATURE_BOXES
    )
    boxes = {name: Box(int(place[0]), *place[1:]) for name, place in json.loads(text).items()}
    found = boxes.get(role) or (_SEAL_BOX if role in (SEAL_SLOT, RECORD_SEAL_SLOT) else None)
    if found is None:
        raise KeyError(f"no place for {role} on this paper")
    return found.page, found.x1, found.y1, found.x2, found.y2
