"""What HoSoBenhAn may take from a record: by field keys and by facts, whatever forms the record was made of.

Weakest first: what the patient's, the visit's and the insurance's resources say, then the papers that go with a stay
(admission, discharge), then the record form itself. So a record form without a question still fills the element.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.forms.answers import Answers, date_from, from_response
from benhan.forms.catalogue import Form
from benhan.forms.medication_requests import from_requests
from benhan.forms.prescription import Line, Prescription
from benhan.law import loading
from benhan.law.vietnam_time import VIETNAM
from benhan.records import documents
from benhan.records.annex365 import writing
from benhan.records.annex365.structure import FILE, Structure, structure
from benhan.records.annex365.writing import Sources, text
from benhan.records.completeness import living, main_document
from benhan.records.package_contents import Contents
from benhan.store.repository import Stored

_SEX = {"male": "Nam", "female": "Nữ", "other": "Khác", "unknown": "Chưa xác định"}
_VITALS = ("pulse", "temperature", "bp_systolic", "bp_diastolic", "respiratory_rate", "weight", "height")
_OF_THE_STAY = ("admission", "discharge")
_OF_ADDRESS = ("house", "hamlet", "commune", "district", "province")
Resource = Mapping[str, Any]
_NOTHING: Resource = {}


def sources(contents: Contents, archive_number: str, shape: Structure | None = None) -> Sources:
    """Every text and row the structure can name."""
    answered = [
        (paper, documents.form_of(paper), found)
        for paper in living(contents.papers)
        if (found := answers_of(contents, paper))
    ]
    record = record_answers(contents)
    texts = _filled(_person(contents) | _visit(contents))
    for _, form, found in answered:
        if form.kind in _OF_THE_STAY:
            texts |= _filled(writing.texts_of(found))
    texts |= _filled(writing.texts_of(record))
    texts |= _about(contents, archive_number, texts) | _days(record)
    last_with_district = (shape or structure()).district_until
    if _taken_down(contents) > last_with_district:
        texts = {name: said for name, said in texts.items() if not name.startswith("address_district")}
    texts["address"] = ", ".join(
        said for part in _OF_ADDRESS if (said := texts.get(f"address_{part}", ""))
    ) or texts.get("address", "")
    rows: dict[str, list[Sources]] = {**writing.rows_of(record)}
    rows |= {
        "prescriptions": [_prescription_row(one, texts) for one in _prescriptions(contents)],
        "vitals": list(_vitals(contents, texts)),
        "orders": list(_orders(contents, texts)),
        "results": list(_results(contents)),
        "personal_history": [Sources({"text": texts["history_personal"]})]
        if texts.get("history_personal")
        else [],
    }
    for name, wanted in _sheet_kinds().items():
        rows[f"sheets:{name}"] = [_sheet(one) for one in answered if _is_wanted(one[1], wanted)]
    return Sources(texts, rows)


def record_answers(contents: Contents) -> Answers:
    """The answers of the record form, as its standing paper shows them."""
    placeholder = Stored(contents.record, 0, timezone.now(), contents.patient.id)
    main = main_document(contents.papers, placeholder)
    return answers_of(contents, main) if main is not None else {}


def answers_of(contents: Contents, paper: Stored) -> Answers:
    """What a paper was filled in with, in the form's version of then; {} when it shows no answers."""
    wanted = {item["reference"] for item in paper.resource["context"].get("related", ())}
    response = next(
        (one for one in contents.of_type("QuestionnaireResponse") if one.reference in wanted), None
    )
    return from_response(documents.form_of(paper), response.resource) if response else {}


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in texts.items() if said}


def _taken_down(contents: Contents) -> date:
    """When the address was written: with the record."""
    return datetime.fromisoformat(str(contents.record["date"])).astimezone(VIETNAM).date()


def _person(contents: Contents) -> dict[str, str]:
    patient = contents.patient.resource
    numbers = {one.get("system", ""): str(one.get("value", "")) for one in patient.get("identifier", ())}
    address: Resource = next(iter(patient.get("address", ())), {})
    parts = {one["url"]: str(one.get("valueString", "")) for one in address.get("extension", ())}
    contact: Resource = next(iter(patient.get("contact", ())), {})
    card: Resource = next((one.resource for one in contents.of_type("Coverage")), {})
    born = str(patient.get("birthDate", ""))
    until = str(card.get("period", {}).get("end", ""))[:10]
    since = str(card.get("period", {}).get("start", ""))[:10]
    return {
        "full_name": str(next(iter(patient.get("name", ())), _NOTHING).get("text", "")),
        "birth_date": text(date_from(born)) if born else "",
        "sex": _SEX.get(str(patient.get("gender", "")), ""),
        "patient_code": numbers.get(systems.PATIENT_NUMBER, ""),
        "identity_number": numbers.get(systems.NATIONAL_ID, ""),
        "passport": numbers.get(systems.PASSPORT, ""),
        "patient.phone": next((str(one["value"]) for one in patient.get("telecom", ())), ""),
        "address_house": parts.get(systems.HOUSE, ""),
        "address_hamlet": parts.get(systems.HAMLET, ""),
        "address_commune": str(address.get("city", "")),
        "address_district": str(address.get("district", "")),
        "address_province": str(address.get("state", "")),
        "address": str(address.get("text", "")),
        "contact_person": str(contact.get("name", {}).get("text", "")),
        "contact_phone": next((str(one["value"]) for one in contact.get("telecom", ())), ""),
        "insurance_number": str(card.get("subscriberId", "")),
        "insurance_valid_from": text(date_from(since)) if since else "",
        "insurance_valid_to": text(date_from(until)) if until else "",
    }


def _visit(contents: Contents) -> dict[str, str]:
    visit = contents.encounter.resource
    period = visit.get("period", {})
    return {
        "arrived_at": _moment(period.get("start", "")),
        "visit.ended_at": _moment(period.get("end", "")),
        "visit.reason": next((str(one.get("text", "")) for one in visit.get("reasonCode", ())), ""),
    }


def _moment(said: object) -> str:
    """A FHIR dateTime in the structure's own way; a day without a time stays a day."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return ""
    return text(found) if found.tzinfo else text(found.date())


def _about(contents: Contents, archive_number: str, texts: Mapping[str, str]) -> dict[str, str]:
    department = _department(contents)
    doctor: Resource = next(iter(contents.record["author"]), {})
    return {
        "record.form": str(contents.record["type"]["coding"][0]["code"]),
        "record.number": str(contents.record["identifier"]["value"]),
        "record.archive": archive_number,
        "department": texts.get("department", "") or str(department.get("name", "")),
        "department.code": next((str(one["value"]) for one in department.get("identifier", ())), ""),
        "doctor.name": str(doctor.get("display", "")),
        "doctor.code": str(doctor.get("reference", "")).partition("/")[2],
        "payer": texts.get("payer_class.code", ""),
    }


def _department(contents: Contents) -> Resource:
    wanted = contents.encounter.resource.get("serviceProvider", {}).get("reference", "")
    return next((one.resource for one in contents.others if one.reference == wanted), {})


def _days(record: Answers) -> dict[str, str]:
    first, last = record.get("outpatient_from"), record.get("outpatient_to")
    return (
        {"days": str((last - first).days + 1)} if isinstance(first, date) and isinstance(last, date) else {}
    )


def _vitals(contents: Contents, texts: Mapping[str, str]) -> Iterator[Sources]:
    """The record form's own first, then what was measured at other times, oldest first."""
    if any(texts.get(name) for name in _VITALS):
        at = texts.get("admitted_at") or texts.get("arrived_at", "")
        yield Sources({name: texts.get(name, "") for name in _VITALS} | {"at": at})


def _orders(contents: Contents, texts: Mapping[str, str]) -> Iterator[Sources]:
    """Requests of examinations, those of one sheet together."""
    by_sheet: dict[str, list[Resource]] = {}
    for one in contents.of_type("ServiceRequest"):
        sheet = str(one.resource.get("requisition", {}).get("value", "")) or one.id
        by_sheet.setdefault(sheet, []).append(one.resource)
    for sheet, requests in sorted(by_sheet.items()):
        requester: Resource = requests[0].get("requester", {})
        about = {
            "code": sheet,
            "diagnosis": next((str(one.get("text", "")) for one in requests[0].get("reasonCode", ())), ""),
            "payer": texts.get("payer", ""),
            "doctor.name": str(requester.get("display", "")),
            "doctor.code": str(requester.get("reference", "")).partition("/")[2],
            "department": texts.get("department", ""),
            "priority": str(requests[0].get("priority", "")),
        }
        yield Sources(about, {"lines": [_order_line(one) for one in requests]})


def _order_line(request: Resource) -> Sources:
    code: Resource = request.get("code", {})
    coding: Resource = next(iter(code.get("coding", ())), {})
    return Sources({
        "code": str(coding.get("code", "")),
        "system": str(coding.get("system", "")),
        "name": str(code.get("text", "") or coding.get("display", "")),
        "at": _moment(request.get("authoredOn", "")),
        "quantity": text(request.get("quantityQuantity", {}).get("value")),
    })  # fmt: skip


def _results(contents: Contents) -> Iterator[Sources]:
    """Laboratory observations of the visit."""
    for one in contents.of_type("Observation"):
        codes = {code.get("code") for kind in one.resource.get("category", ()) for code in kind["coding"]}
        if "laboratory" not in codes:
            continue
        code: Resource = one.resource.get("code", {})
        coding: Resource = next(iter(code.get("coding", ())), {})
        quantity: Resource = one.resource.get("valueQuantity", {})
        value = quantity.get("value", one.resource.get("valueString"))
        yield Sources({
            "code": str(coding.get("code", "")),
            "name": str(code.get("text", "") or coding.get("display", "")),
            "value": text(value),
            "unit": str(quantity.get("unit", "")),
            "range": next((str(r.get("text", "")) for r in one.resource.get("referenceRange", ())), ""),
            "flag": next(
                (str(c.get("code", "")) for i in one.resource.get("interpretation", ()) for c in i.get("coding", ())), ""
            ),
            "at": _moment(one.resource.get("effectiveDateTime", "")),
        })  # fmt: skip


def _prescriptions(contents: Contents) -> list[Prescription]:
    """Those that stand on a paper, by code; a draft nobody signed is none."""
    by_code: dict[str, list[Resource]] = {}
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
        "at": text(prescription.prescribed_at),
        "unit": line.unit,
        "local": line.inn,
        "insurance": line.insurance_code,
        "quantity": text(Decimal(line.quantity)),
        "number": str(number),
        "name": f"{line.name} {line.strength}".strip(),
        "note": line.moment,
    }
    return Sources(values)


def _sheet_kinds() -> Mapping[str, Iterable[str]]:
    found: Mapping[str, Iterable[str]] = loading.document(FILE)["sheets"]  # type: ignore[assignment]
    return found


def _is_wanted(form: Form, wanted: Iterable[str]) -> bool:
    return any(name in (form.code, f"slug:{form.slug}", f"kind:{form.kind}") for name in wanted)


def _sheet(answered: tuple[Stored, Form, Answers]) -> Sources:
    """A paper as one row: what it is, and its answers as lines of `question: words`."""
    paper, form, found = answered
    texts = writing.texts_of(found)
    said = [f"{field.label}: {texts[field.key]}" for field in form.fields if texts.get(field.key)]
    author: Resource = next(iter(paper.resource.get("author", ())), {})
    about = {
        "sheet.number": documents.lookup_code(paper.id),
        "sheet.form": form.code,
        "sheet.title": form.title,
        "sheet.at": _moment(paper.resource.get("date", "")),
        "sheet.author": str(author.get("display", "")),
        "sheet.text": "\n".join(said),
    }
    return Sources({**texts, **about}, writing.rows_of(found))
