"""Prescription ↔ MedicationRequest resources: one per line, tied by groupIdentifier = the 14-character
code."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.forms.prescription import Line, Prescription
from benhan.law import code_lists, drugs

Json = dict[str, Any]

_NAMESPACE = uuid.UUID("6c4f6f1e-37a5-5a0c-9a0e-4f7c8c2f9b51")
LINE = f"{systems.STRUCTURE_DEFINITION}/dong-don-thuoc"  # our own particulars of a line
DETAIL = f"{systems.STRUCTURE_DEFINITION}/chi-tiet-don-thuoc"  # those of the whole, carried by every line


def to_requests(
    prescription: Prescription, *, status: str = "active", conditions: Sequence[str] = ()
) -> tuple[Json, ...]:
    """One MedicationRequest per line; ids follow from code and place, so saving again replaces them.

    conditions  references of the Conditions it is written for
    """
    return tuple(
        _request(prescription, number, line, status, conditions)
        for number, line in enumerate(prescription.lines)
    )


def from_requests(requests: Sequence[Mapping[str, Any]]) -> Prescription:
    """The prescription its requests came from, in the order of their line numbers."""
    ordered = sorted(requests, key=lambda item: _inner(item, LINE)["number"])
    first = ordered[0]
    detail = _inner(first, DETAIL)
    revisit = detail.get("revisit-on")
    return Prescription(
        code=first["groupIdentifier"]["value"],
        kind=first["groupIdentifier"]["value"][-1],
        patient=first["subject"]["reference"],
        encounter=first["encounter"]["reference"],
        requester=first["requester"]["reference"],
        prescribed_at=datetime.fromisoformat(first["authoredOn"]),
        diagnoses=tuple(_diagnosis(item) for item in first.get("reasonCode", ())),
        lines=tuple(_line(item) for item in ordered),
        case=detail["case"],
        advice=detail.get("advice", ""),
        revisit_on=datetime.fromisoformat(revisit).date() if revisit else None,
        weight_kg=detail.get("weight-kg"),
        guardian=detail.get("guardian", ""),
        replaces=detail.get("replaces", ""),
    )


def line_id(code: str, number: int) -> str:
    """The id of a line's MedicationRequest, the same for ever."""
    return str(uuid.uuid5(_NAMESPACE, f"{code}/{number}"))


def _request(
    prescription: Prescription, number: int, line: Line, status: str, conditions: Sequence[str]
) -> Json:
    made: Json = {
        "resourceType": "MedicationRequest",
        "id": line_id(prescription.code, number),
        "extension": [_line_extension(number, line), _detail_extension(prescription)],
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": _medication(line),
        "subject": {"reference": prescription.patient},
        "encounter": {"reference": prescription.encounter},
        "authoredOn": prescription.prescribed_at.isoformat(),
        "requester": {"reference": prescription.requester},
        "reasonCode": [_reason(item) for item in prescription.diagnoses],
        "groupIdentifier": {"system": systems.PRESCRIPTION_CODE, "value": prescription.code},
        "dosageInstruction": [_dosage(line)],
        "dispenseRequest": {
            "validityPeriod": {
                "start": prescription.prescribed_at.date().isoformat(),
                "end": prescription.valid_until.isoformat(),
            },
            "quantity": {"value": line.quantity, "unit": line.unit},
            "expectedSupplyDuration": {
                "value": Decimal(line.days),
                "unit": "ngày",
                "system": systems.UCUM,
                "code": "d",
            },
        },
    }
    if conditions:
        made["reasonReference"] = [{"reference": reference} for reference in conditions]
    if not made["reasonCode"]:
        del made["reasonCode"]
    return made


def _medication(line: Line) -> Json:
    drug = drugs.drug_by_inn().get(line.inn)
    atc = line.atc or (drug.atc if drug else "")
    coded = (
        (systems.DRUG, line.inn, drug.display if drug else line.substance),
        (systems.ATC, atc, ""),
        (systems.INSURANCE_DRUG, line.insurance_code, ""),
    )
    codings = [
        {"system": system, "code": code} | ({"display": display} if display else {})
        for system, code, display in coded
        if code
    ]
    return ({"coding": codings} if codings else {}) | {"text": f"{line.name} {line.strength}".strip()}


def _dosage(line: Line) -> Json:
    routes = code_lists.code_list("drug-routes")
    words = [routes.display(line.route), f"mỗi lần {line.dose}", f"ngày {line.times_a_day} lần", line.moment]
    timing = drugs.timings().get(line.timing)
    dosage: Json = {
        "text": ", ".join(word for word in words if word),
        "timing": dict(timing.timing)
        if timing and timing.timing
        else {"repeat": {"frequency": line.times_a_day, "period": 1, "periodUnit": "d"}},
        "route": {
            "coding": [{"system": routes.system, "code": line.route, "display": routes.display(line.route)}]
        },
    }
    if line.moment:
        dosage["patientInstruction"] = line.moment
    return dosage


def _line_extension(number: int, line: Line) -> Json:
    texts = {
        "inn": line.inn,
        "substance": line.substance,
        "brand": line.brand,
        "strength": line.strength,
        "dose": line.dose,
        "moment": line.moment,
        "timing": line.timing,
        "form": line.form,
        "atc": line.atc,
        "insurance-code": line.insurance_code,
        "route": line.route,
        "allergy-override": line.allergy_override,
    }
    parts: list[Json] = [
        {"url": "number", "valueInteger": number},
        {"url": "times-a-day", "valueInteger": line.times_a_day},
        {"url": "days", "valueInteger": line.days},
        {"url": "is-single", "valueBoolean": line.is_single},
        {"url": "is-poisonous", "valueBoolean": line.is_poisonous},
    ]
    return {"url": LINE, "extension": parts + _texts(texts)}


def _detail_extension(prescription: Prescription) -> Json:
    texts = {
        "case": prescription.case,
        "advice": prescription.advice,
        "guardian": prescription.guardian,
        "replaces": prescription.replaces,
        "revisit-on": prescription.revisit_on.isoformat() if prescription.revisit_on else "",
    }
    parts = _texts(texts)
    if prescription.weight_kg is not None:
        parts.append({"url": "weight-kg", "valueDecimal": prescription.weight_kg})
    return {"url": DETAIL, "extension": parts}


def _texts(texts: Mapping[str, str]) -> list[Json]:
    return [{"url": name, "valueString": text} for name, text in texts.items() if text]


def _inner(resource: Mapping[str, Any], url: str) -> dict[str, Any]:
    found = next(item for item in resource["extension"] if item["url"] == url)
    return {
        part["url"]: next(value for name, value in part.items() if name.startswith("value"))
        for part in found["extension"]
    }


def _line(resource: Mapping[str, Any]) -> Line:
    own = _inner(resource, LINE)
    quantity = resource["dispenseRequest"]["quantity"]
    return Line(
        substance=own["substance"],
        quantity=Decimal(str(quantity["value"])),
        unit=quantity.get("unit", ""),
        dose=own.get("dose", ""),
        times_a_day=int(own["times-a-day"]),
        route=own.get("route", ""),
        days=int(own["days"]),
        inn=own.get("inn", ""),
        brand=own.get("brand", ""),
        strength=own.get("strength", ""),
        moment=own.get("moment", ""),
        timing=own.get("timing", ""),
        form=own.get("form", ""),
        insurance_code=own.get("insurance-code", ""),
        atc=own.get("atc", ""),
        is_single=own["is-single"],
        is_poisonous=own["is-poisonous"],
        allergy_override=own.get("allergy-override", ""),
    )


def _reason(value: Coding) -> Json:
    coding = {"system": value.system, "version": value.version, "code": value.code, "display": value.display}
    made: Json = {"coding": [{name: part for name, part in coding.items() if part}]} if value.code else {}
    return made | {"text": value.words}


def _diagnosis(reason: Mapping[str, Any]) -> Coding:
    coding: Mapping[str, str] = next(iter(reason.get("coding", ())), {})
    display = coding.get("display", "")
    text = reason.get("text", "")
    return Coding(
        coding.get("system", ""),
        coding.get("code", ""),
        display,
        coding.get("version", ""),
        "" if text == display else text,
    )
