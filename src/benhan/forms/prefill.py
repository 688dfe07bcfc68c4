"""What is already known → answers of a fresh form, each with the words that say where it came from.

The origins are shown beside the field ("từ tiếp đón 07:31 hôm nay"): a person sees what they did not type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import Coding, Value, date_from
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Field, Form
from benhan.forms.dates_vi import ZONE
from benhan.forms.numbers_vi import show_number
from benhan.law import rules

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The resources a form may draw on; None where there is none.

    department_name  words of the department; observations newest first; archive_number of the record
    """

    now: datetime
    patient: Json
    encounter: Json | None = None
    coverage: Json | None = None
    organization: Json | None = None
    department_name: str = ""
    superior_name: str = ""
    archive_number: str = ""
    observations: Sequence[Json] = field(default_factory=tuple)
    allergies: Sequence[Json] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """answers with calculated fields set; origins by key, ready to print."""

    answers: Mapping[str, Value]
    origins: Mapping[str, str]


def prefill(form: Form, known: Known) -> Prefilled:
    """Answers from what is known; a source without a value leaves the field empty."""
    answers: dict[str, Value] = {}
    origins: dict[str, str] = {}
    for item in form.fields:
        if not item.prefill:
            continue
        value, origin = _SOURCES[item.prefill.partition(".")[0]](item, known)
        if value not in (None, "", ()):
            answers[item.key] = value
            if origin:
                origins[item.key] = origin
    complete = calculated(form, answers)
    origins |= {key: "tự tính" for key in complete if key not in answers}
    return Prefilled(complete, origins)


def when_words(at: datetime, now: datetime) -> str:
    """07:31 hôm nay · 16:05 hôm qua · 08:00 02/03/2026."""
    local, today = at.astimezone(ZONE), now.astimezone(ZONE).date()
    days = (today - local.date()).days
    day = {0: "hôm nay", 1: "hôm qua"}.get(days, local.strftime("%d/%m/%Y"))
    return f"{local:%H:%M} {day}"


Found = tuple["Value | None", str]


def _from_patient(item: Field, known: Known) -> Found:
    reader = _PATIENT[item.prefill.partition(".")[2]]
    return reader(item, known.patient), _reception(known)


def _reception(known: Known) -> str:
    arrived = _arrived(known)
    return f"từ tiếp đón {when_words(arrived, known.now)}" if arrived else "từ hồ sơ người bệnh"


def _arrived(known: Known) -> datetime | None:
    start = ((known.encounter or {}).get("period") or {}).get("start", "")
    return datetime.fromisoformat(start) if len(start) > 10 else None


def _from_encounter(item: Field, known: Known) -> Found:
    encounter, arrived = known.encounter or {}, _arrived(known)
    name = item.prefill.partition(".")[2]
    value: Value | None = None
    if name == "department":
        value = known.department_name or None
    elif name == "outpatient_number":
        value = _identifier(encounter, systems.OUTPATIENT_NUMBER)
    elif name == "arrived_at":
        value = arrived
    elif name == "date":
        value = arrived.astimezone(ZONE).date() if arrived else None
    elif name == "reason":
        value = next((code["text"] for code in encounter.get("reasonCode", ()) if code.get("text")), None)
    elif name == "referral_source":
        source = (encounter.get("hospitalization") or {}).get("admitSource", {})
        value = _choice(item, next((coding["code"] for coding in source.get("coding", ())), ""))
    return value, _reception(known)


def _from_coverage(item: Field, known: Known) -> Found:
    coverage = known.coverage
    name = item.prefill.partition(".")[2]
    if name == "payer_class":
        return _choice(item, "1" if coverage else "2"), _reception(known)
    if coverage is None:
        return None, ""
    if name == "number":
        return coverage.get("subscriberId") or _identifier(coverage, systems.INSURANCE_CARD), _reception(
            known
        )
    end = (coverage.get("period") or {}).get("end", "")
    return (date_from(end[:10]) if end else None), _reception(known)


def _from_organization(item: Field, known: Known) -> Found:
    organization = known.organization or {}
    name = item.prefill.partition(".")[2]
    if name == "superior":
        return known.superior_name or None, ""
    if name == "address":
        phones = [
            point["value"] for point in organization.get("telecom", ()) if point.get("system") == "phone"
        ]
        parts = [_address(organization), *(f"ĐT {phone}" for phone in phones[:1])]
        return ". ".join(part for part in parts if part), ""
    return organization.get("name"), ""


def _from_now(item: Field, known: Known) -> Found:
    if item.type == "datetime":
        return known.now.replace(second=0, microsecond=0), ""
    return known.now.astimezone(ZONE).date(), ""


def _from_record(_item: Field, known: Known) -> Found:
    return known.archive_number or None, ""


def _from_facts(item: Field, known: Known) -> Found:
    if item.prefill == "facts.allergies":
        words = [_allergy_words(resource) for resource in known.allergies]
        text = "; ".join(word for word in words if word)
        return (f"Dị ứng: {text}." if text else None), "từ tiền sử dị ứng đã ghi"
    loinc = rules.vitals()[item.vital].loinc
    for observation in known.observations:
        quantity = _quantity(observation, loinc)
        if quantity is not None and quantity.get("code", item.ucum) == item.ucum:
            value = Decimal(str(quantity["value"]))
            at = observation.get("effectiveDateTime", "")
            if len(at) > 10:
                return value, f"từ sinh hiệu đo {when_words(datetime.fromisoformat(at), known.now)}"
            return value, f"từ sinh hiệu đã ghi ({show_number(value)} {item.unit})"
    return None, ""


def _quantity(observation: Json, loinc: str) -> Json | None:
    """The quantity measured under a LOINC code, in the observation itself or in a component."""
    if observation.get("status") in ("entered-in-error", "cancelled"):
        return None
    for part in (observation, *observation.get("component", ())):
        codings = part.get("code", {}).get("coding", ())
        if any(coding.get("code") == loinc for coding in codings) and "valueQuantity" in part:
            quantity: Json = part["valueQuantity"]
            return quantity
    return None


def _allergy_words(resource: Json) -> str:
    code = resource.get("code", {})
    name = code.get("text") or next((coding.get("display", "") for coding in code.get("coding", ())), "")
    reactions = [
        manifestation.get("text", "")
        for reaction in resource.get("reaction", ())
        for manifestation in reaction.get("manifestation", ())
    ]
    shown = ", ".join(reaction for reaction in reactions if reaction)
    return f"{name} ({shown})" if name and shown else str(name)


def _name(_item: Field, patient: Json) -> Value | None:
    for name in patient.get("name", ()):
        text = name.get("text") or " ".join([name.get("family", ""), *name.get("given", ())]).strip()
        if text:
            return str(text)
    return None


def _sex(item: Field, patient: Json) -> Value | None:
    return _choice(item, {"male": "1", "female": "2"}.get(patient.get("gender", ""), ""))


def _birth_date(_item: Field, patient: Json) -> Value | None:
    return date_from(patient["birthDate"]) if patient.get("birthDate") else None


def _extension(resource: Json, url: str) -> Any:
    for extension in resource.get("extension", ()):
        if extension.get("url") == url:
            return next((value for name, value in extension.items() if name.startswith("value")), None)
    return None


def _coded(url: str) -> Callable[[Field, Json], Value | None]:
    def read(item: Field, patient: Json) -> Value | None:
        return _choice(item, (_extension(patient, url) or {}).get("code", ""))

    return read


def _foreign(item: Field, patient: Json) -> Value | None:
    """Nationality, for foreigners only: the form's box is for ngoại kiều."""
    for extension in patient.get("extension", ()):
        if extension.get("url") == systems.NATIONALITY:
            code = (_extension(extension, "code") or {}).get("coding", [{}])[0].get("code", "")
            return None if code == "VN" else _choice(item, code)
    return None


def _place(patient: Json) -> Json:
    addresses = patient.get("address", ())
    return next((item for item in addresses if item.get("use") == "home"), next(iter(addresses), {}))


def _house(_item: Field, patient: Json) -> Value | None:
    place = _place(patient)
    return _extension(place, systems.HOUSE) or (
        None if _extension(place, systems.HAMLET) else _line(place, 0)
    )


def _hamlet(_item: Field, patient: Json) -> Value | None:
    place = _place(patient)
    return _extension(place, systems.HAMLET) or (
        None if _extension(place, systems.HOUSE) else _line(place, 1)
    )


def _line(place: Json, number: int) -> str | None:
    lines = place.get("line", ())
    return str(lines[number]) if len(lines) > number else None


def _province(item: Field, patient: Json) -> Value | None:
    """Address.state holds the province's words; its code is found by them, with or without "Tỉnh"."""
    words = str(_place(patient).get("state", ""))
    for choice in item.choices:
        bare = choice.label.removeprefix("Tỉnh ").removeprefix("Thành phố ")
        if words in (choice.code, choice.label, bare) and words:
            return Coding(item.choice_system, choice.code, choice.label)
    return None


def _address(resource: Json) -> str:
    place = _place(resource)
    lines = [*place.get("line", ()), place.get("city", ""), place.get("state", "")]
    return str(place.get("text") or ", ".join(line for line in lines if line))


def _contact(_item: Field, patient: Json) -> Value | None:
    for contact in patient.get("contact", ()):
        kind = next(
            (item.get("text", "") for item in contact.get("relationship", ()) if item.get("text")), ""
        )
        name = contact.get("name", {}).get("text", "")
        where = contact.get("address", {}).get("text", "")
        shown = f"{name} ({kind})" if name and kind else name
        if shown:
            return ", ".join(part for part in (shown, where) if part)
    return None


def _contact_phone(_item: Field, patient: Json) -> Value | None:
    points = [point for contact in patient.get("contact", ()) for point in contact.get("telecom", ())]
    return next((point["value"] for point in points if point.get("value")), None)


def _phone(_item: Field, patient: Json) -> Value | None:
    points = patient.get("telecom", ())
    return next((point["value"] for point in points if point.get("system") == "phone"), None)


def _identity(_item: Field, patient: Json) -> Value | None:
    return _identifier(patient, systems.NATIONAL_ID) or _identifier(patient, systems.PASSPORT)


def _identifier(resource: Json, system: str) -> str | None:
    return next(
        (item["value"] for item in resource.get("identifier", ()) if item.get("system") == system), None
    )


def _choice(item: Field, code: str) -> Value | None:
    choice = item.choice(code) if code else None
    return Coding(item.choice_system, choice.code, choice.label) if choice else None


_PATIENT: Mapping[str, Callable[[Field, Json], Value | None]] = {
    "name": _name,
    "birth_date": _birth_date,
    "sex": _sex,
    "code": lambda _item, patient: _identifier(patient, systems.PATIENT_NUMBER),
    "identity_number": _identity,
    "occupation": _coded(systems.OCCUPATION),
    "ethnic_group": _coded(systems.ETHNIC_GROUP),
    "foreign_nationality": _foreign,
    "address_house": _house,
    "address_hamlet": _hamlet,
    "address_commune": lambda _item, patient: _place(patient).get("city"),
    "address_province": _province,
    "address": lambda _item, patient: _address(patient),
    "workplace": lambda _item, patient: _extension(patient, systems.WORKPLACE),
    "contact": _contact,
    "contact_phone": _contact_phone,
    "phone": _phone,
}

_SOURCES: Mapping[str, Callable[[Field, Known], Found]] = {
    "patient": _from_patient,
    "encounter": _from_encounter,
    "coverage": _from_coverage,
    "organization": _from_organization,
    "now": _from_now,
    "record": _from_record,
    "facts": _from_facts,
}
