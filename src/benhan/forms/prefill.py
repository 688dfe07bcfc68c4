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
from benhan.forms.calculate import age_years, calculated
from benhan.forms.catalogue import Field, Form
from benhan.forms.numbers_vi import show_number
from benhan.forms.prefill_patient import PATIENT, address_words, choice_of, identifier
from benhan.law import rules
from benhan.law.vietnam_time import VIETNAM

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The resources a form may draw on; None where there is none.

    department_name  words of the department; observations and conditions newest first; archive_number of the record
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
    conditions: Sequence[Json] = field(default_factory=tuple)
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
        if item.prefill == "form.code":
            answers[item.key] = form.number or form.code
            continue
        value, origin = SOURCES[item.prefill.partition(".")[0]](item, known)
        if value not in (None, "", ()):
            answers[item.key] = value
            if origin:
                origins[item.key] = origin
    complete = calculated(form, answers)
    origins |= {key: "tự tính" for key in complete if key not in answers}
    return Prefilled(complete, origins)


def when_words(at: datetime, now: datetime) -> str:
    """07:31 hôm nay · 16:05 hôm qua · 08:00 02/03/2026."""
    local, today = at.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
    days = (today - local.date()).days
    day = {0: "hôm nay", 1: "hôm qua"}.get(days, local.strftime("%d/%m/%Y"))
    return f"{local:%H:%M} {day}"


Found = tuple["Value | None", str]

_USES = ("AD", "department", "DD")  # the later the surer
_FROM_DIAGNOSES = "từ chẩn đoán đã ghi trong hồ sơ"
_DIAGNOSES = {
    "facts.diagnosis": _USES,
    "facts.admission_diagnosis": ("AD", "department"),
    "facts.discharge_diagnosis": ("DD",),
}
_PLACES = {"bed": "bd", "room": "ro"}  # HL7 location-physical-type


def _from_patient(item: Field, known: Known) -> Found:
    if item.prefill == "patient.age":
        born = known.patient.get("birthDate")
        return (age_years(date_from(born), known.now) if born else None), "tính từ ngày sinh"
    reader = PATIENT[item.prefill.partition(".")[2]]
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
        value = identifier(encounter, systems.OUTPATIENT_NUMBER)
    elif name == "arrived_at":
        value = arrived
    elif name == "date":
        value = arrived.astimezone(VIETNAM).date() if arrived else None
    elif name == "discharged_at":
        end = (encounter.get("period") or {}).get("end", "")
        left = datetime.fromisoformat(end) if len(end) > 10 else None
        value = left.astimezone(VIETNAM).date() if left and item.type == "date" else left
    elif name in _PLACES:
        value = _place_name(encounter, _PLACES[name])
    elif name == "number":
        value = identifier(encounter, systems.ADMISSION_NUMBER) or identifier(
            encounter, systems.OUTPATIENT_NUMBER
        )
    elif name == "reason":
        value = next((code["text"] for code in encounter.get("reasonCode", ()) if code.get("text")), None)
    elif name == "referral_source":
        source = (encounter.get("hospitalization") or {}).get("admitSource", {})
        value = choice_of(item, next((coding["code"] for coding in source.get("coding", ())), ""))
    return value, _reception(known)


def _place_name(encounter: Json, kind: str) -> str | None:
    """Words of the bed or room the patient lies in now: the last place of that kind that has no end."""
    for entry in reversed(encounter.get("location", ())):
        codes = [coding.get("code") for coding in entry.get("physicalType", {}).get("coding", ())]
        if "end" in entry.get("period", {}):
            continue
        words = str(entry.get("location", {}).get("display", ""))
        room, _, bed = words.rpartition(" · ") if "bd" in codes else ("", "", words)
        if "bd" in codes and kind == "ro" and room:  # “Phòng 301 · Giường 2”: the bed names its room
            return room
        if kind in codes:
            return bed or None
    return None


def _from_coverage(item: Field, known: Known) -> Found:
    coverage = known.coverage
    name = item.prefill.partition(".")[2]
    if name == "payer_class":
        return choice_of(item, "1" if coverage else "2"), _reception(known)
    if coverage is None:
        return None, ""
    if name == "number":
        return coverage.get("subscriberId") or identifier(coverage, systems.INSURANCE_CARD), _reception(known)
    side = "start" if name == "valid_from" else "end"
    day = (coverage.get("period") or {}).get(side, "")
    return (date_from(day[:10]) if day else None), _reception(known)


def _from_organization(item: Field, known: Known) -> Found:
    organization = known.organization or {}
    name = item.prefill.partition(".")[2]
    if name == "superior":
        return known.superior_name or None, ""
    if name == "address":
        phones = [
            point["value"] for point in organization.get("telecom", ()) if point.get("system") == "phone"
        ]
        parts = [address_words(organization), *(f"ĐT {phone}" for phone in phones[:1])]
        return ". ".join(part for part in parts if part), ""
    return organization.get("name"), ""


def _from_now(item: Field, known: Known) -> Found:
    if item.type == "datetime":
        return known.now.replace(second=0, microsecond=0), ""
    return known.now.astimezone(VIETNAM).date(), "hôm nay, sửa nếu khác"


def _from_record(_item: Field, known: Known) -> Found:
    return known.archive_number or None, ""


def _from_facts(item: Field, known: Known) -> Found:
    if item.prefill == "facts.allergies":
        words = [_allergy_words(resource) for resource in known.allergies]
        text = "; ".join(word for word in words if word)
        return (f"Dị ứng: {text}." if text else None), "từ tiền sử dị ứng đã ghi"
    if item.prefill in _DIAGNOSES:
        return _diagnosis(item, known, _DIAGNOSES[item.prefill])
    if item.prefill == "facts.comorbidities":
        return _comorbidities(known)
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


def _diagnosis(item: Field, known: Known, uses: Sequence[str]) -> Found:
    """The main diagnosis of this stay or visit, of the last of these uses that there is."""
    mains = [one for one in known.conditions if _rank(one) == 1 and _use(one) in uses]
    best = max(mains, key=lambda one: uses.index(_use(one)), default=None)
    value = _coding(best) if best else None
    return ((value,) if item.repeats and value else value), _FROM_DIAGNOSES if value else ""


def _comorbidities(known: Known) -> Found:
    """What stands beside the main diagnosis, of the latest use that has any."""
    for use in reversed(_USES):
        further = sorted((one for one in known.conditions if _rank(one) > 1 and _use(one) == use), key=_rank)
        values = tuple(value for one in further if (value := _coding(one)))
        if values:
            return values, _FROM_DIAGNOSES
    return None, ""


def _coding(condition: Json) -> Coding | None:
    coding = next(iter(condition.get("code", {}).get("coding", ())), None)
    if coding is None:
        return None
    words, display = condition["code"].get("text", ""), coding.get("display", "")
    own = "" if words == display else words
    return Coding(coding.get("system", ""), coding["code"], display, coding.get("version", ""), own)


def _rank(condition: Json) -> int:
    extensions = condition.get("extension", ())
    return next(
        (item["valuePositiveInt"] for item in extensions if item.get("url") == systems.DIAGNOSIS_RANK), 0
    )


def _use(condition: Json) -> str:
    """The use of a diagnosis (forms.facts), "" when it names none of ours."""
    codings = [coding for kind in condition.get("category", ()) for coding in kind.get("coding", ())]
    return next((coding["code"] for coding in codings if coding.get("code") in _USES), "")


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


SOURCES: Mapping[str, Callable[[Field, Known], Found]] = {
    "patient": _from_patient,
    "encounter": _from_encounter,
    "coverage": _from_coverage,
    "organization": _from_organization,
    "now": _from_now,
    "record": _from_record,
    "facts": _from_facts,
}
