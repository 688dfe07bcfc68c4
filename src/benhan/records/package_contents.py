"""What goes into the package of a record: resources as a FHIR document, values for HoSoBenhAn, evidence, papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir import jsontext
from benhan.fhir.references import list_references
from benhan.fhir.systems import BASE
from benhan.fhir.validate.check import ensure_valid
from benhan.forms.answers import Answers, from_response
from benhan.forms.medication_requests import from_requests
from benhan.forms.prescription import Line, Prescription
from benhan.records import annex365, documents, signatures
from benhan.records.annex365 import Sources
from benhan.records.completeness import documents_of, main_document
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

# Who and where: taken along when something in the record names them.
_ABOUT = frozenset(
    {"Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "RelatedPerson"}
)
_OF_ENCOUNTER = ("QuestionnaireResponse", "Observation", "Condition", "MedicationRequest")
_VITALS = ("pulse", "temperature", "bp_systolic", "bp_diastolic", "respiratory_rate", "weight", "height")


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of one record.

    papers  every document, superseded ones too: what was once signed stays to be seen
    """

    facility: Facility
    record: Mapping[str, Any]
    patient: Stored
    encounter: Stored
    papers: tuple[Stored, ...]
    signatures: tuple[Stored, ...]
    others: tuple[Stored, ...]

    def of_type(self, resource_type: str) -> tuple[Stored, ...]:
        return tuple(one for one in self.others if one.type == resource_type)


def collect(repository: Repository, record: Stored) -> Contents:
    """Read it all, in an order that is the same each time."""
    encounter = repository.read(*record.resource["encounter"]["reference"].split("/"))
    patient = repository.read("Patient", record.patient)
    papers = documents_of(repository, record)
    signed = [one for paper in papers for one in signatures.provenances(repository, paper)]
    found: list[Stored] = []
    for kind in _OF_ENCOUNTER:
        found += repository.search(kind, [("encounter", encounter.reference), ("_count", "2000")]).matches
    for kind in ("AllergyIntolerance", "Coverage"):
        name = "beneficiary" if kind == "Coverage" else "patient"
        found += repository.search(kind, [(name, patient.reference), ("_count", "200")]).matches
    named = _named([record, encounter, patient, *papers, *signed, *found])
    found += repository.read_many(named).values()
    found.sort(key=lambda one: (one.type, one.id))
    facility = Facility.objects.get(code=repository.by.facility)
    return Contents(facility, record.resource, patient, encounter, papers, tuple(signed), tuple(found))


def _named(resources: Iterable[Stored]) -> list[str]:
    references = {found.literal for one in resources for found in list_references(one.resource)}
    return sorted(f"{one.type}/{one.id}" for one in references if one.type in _ABOUT)


def fhir_bundle(contents: Contents) -> bytes:
    """The whole record as one FHIR document. Raises INVALID_RESOURCE (our fault) if it is not lawful R4."""
    resources = [contents.record, contents.patient.resource, contents.encounter.resource]
    resources += [one.resource for one in (*contents.papers, *contents.signatures, *contents.others)]
    bundle = {
        "resourceType": "Bundle",
        "id": str(contents.record["id"]),
        "identifier": {"system": f"{BASE}/sid/goi-ho-so", "value": str(contents.record["id"])},
        "type": "document",
        "timestamp": timezone.localtime().isoformat(timespec="milliseconds"),
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
        ],
    }
    ensure_valid(jsontext.parse(jsontext.render(bundle)))
    return jsontext.render(bundle).encode()


def pdf_names(contents: Contents) -> dict[str, Stored]:
    """Path in the package → document; numbered in order, named by the form, never by the patient."""
    return {
        f"tai-lieu/{number:02d}-{documents.form_code(paper).replace('/', '-')}.pdf": paper
        for number, paper in enumerate(contents.papers, start=1)
    }


def evidence(repository: Repository, contents: Contents) -> dict[str, bytes]:
    """Pen confirmations, each under the name of its SHA-256."""
    digests = {digest for one in contents.signatures for digest in signatures.evidence_digests(one)}
    return {
        f"bang-chung/{digest[:16]}.json": blobs.get(repository.by.facility, digest)
        for digest in sorted(digests)
    }


def record_answers(contents: Contents) -> Answers:
    """The answers of the record form, as its standing paper shows them."""
    placeholder = Stored(contents.record, 0, timezone.now(), contents.patient.id)
    main = main_document(contents.papers, placeholder)
    if main is None:
        return {}
    wanted = {item["reference"] for item in main.resource["context"].get("related", ())}
    response = next(
        (one for one in contents.of_type("QuestionnaireResponse") if one.reference in wanted), None
    )
    return from_response(documents.form_of(main), response.resource) if response else {}


def annex_sources(contents: Contents, archive_number: str) -> Sources:
    """What HoSoBenhAn takes its values from."""
    answers = record_answers(contents)
    texts = annex365.texts_of(answers)
    first, last = answers.get("outpatient_from"), answers.get("outpatient_to")
    if isinstance(first, date) and isinstance(last, date):
        texts["days"] = str((last - first).days + 1)
    house = [texts.get(f"address_{part}", "") for part in ("house", "hamlet", "commune", "province")]
    department = _department(contents)
    texts |= {
        "record.form": str(contents.record["type"]["coding"][0]["code"]),
        "record.number": str(contents.record["identifier"]["value"]),
        "record.archive": archive_number,
        "department.code": next((one["value"] for one in department.get("identifier", ())), ""),
        "doctor.name": _doctor(contents).get("display", ""),
        "doctor.code": _doctor(contents).get("reference", "").partition("/")[2],
        "patient.phone": next((one["value"] for one in contents.patient.resource.get("telecom", ())), ""),
        "address": ", ".join(part for part in house if part),
        "payer": texts.get("payer_class.code", ""),
    }
    rows = {
        "prescriptions": [_prescription_row(one, texts) for one in _prescriptions(contents)],
        "vitals": [_vitals_row(texts)] if any(texts.get(name) for name in _VITALS) else [],
        "personal_history": [Sources({"text": texts["history_personal"]})]
        if texts.get("history_personal")
        else [],
    }
    return Sources(texts, rows)


def _vitals_row(texts: Mapping[str, str]) -> Sources:
    return Sources({name: texts.get(name, "") for name in _VITALS} | {"at": texts.get("arrived_at", "")})


def _department(contents: Contents) -> Mapping[str, Any]:
    wanted = contents.encounter.resource.get("serviceProvider", {}).get("reference", "")
    return next((one.resource for one in contents.others if one.reference == wanted), {})


def _doctor(contents: Contents) -> Mapping[str, str]:
    authors: list[Mapping[str, str]] = contents.record["author"]
    return authors[0]


def _prescriptions(contents: Contents) -> list[Prescription]:
    """Those that stand on a paper, by code; a draft nobody signed is none."""
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for one in contents.of_type("MedicationRequest"):
        if one.resource["status"] in ("active", "completed") and "groupIdentifier" in one.resource:
            by_code.setdefault(str(one.resource["groupIdentifier"]["value"]), []).append(one.resource)
    return [from_requests(by_code[code]) for code in sorted(by_code)]


def _prescription_row(prescription: Prescription, texts: Mapping[str, str]) -> Sources:
    about = {
        "code": prescription.code,
        "diagnosis": ";".join(one.words for one in prescription.diagnoses),
        "payer": texts["payer"],
        "doctor.name": texts["doctor.name"],
        "doctor.code": texts["doctor.code"],
    }
    lines = [_line_row(prescription, number, line) for number, line in enumerate(prescription.lines, start=1)]
    return Sources(about, {"lines": lines})


def _line_row(prescription: Prescription, number: int, line: Line) -> Sources:
    how = [f"mỗi lần {line.dose}", f"ngày {line.times_a_day} lần", f"trong {line.days} ngày"]
    values = {
        "code": f"{prescription.code}/{number}",
        "dosage": ", ".join(how),
        "at": annex365.text(prescription.prescribed_at),
        "unit": line.unit,
        "local": line.inn,
        "insurance": line.insurance_code,
        "quantity": annex365.text(Decimal(line.quantity)),
        "number": str(number),
        "name": f"{line.name} {line.strength}".strip(),
        "note": line.moment,
    }
    return Sources(values)


__all__ = [
    "Contents",
    "annex_sources",
    "collect",
    "evidence",
    "fhir_bundle",
    "pdf_names",
    "record_answers",
]
