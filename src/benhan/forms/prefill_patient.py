"""What a Patient resource says → the value of a field: one reader per name, `PATIENT` at the end.

Where the form's list has no such code the field stays empty: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import Coding, Value, date_from
from benhan.forms.catalogue import Field

Json = Mapping[str, Any]


def _name(_item: Field, patient: Json) -> Value | None:
    for name in patient.get("name", ()):
        text = name.get("text") or " ".join([name.get("family", ""), *name.get("given", ())]).strip()
        if text:
            return str(text)
    return None


def _sex(item: Field, patient: Json) -> Value | None:
    return choice_of(item, {"male": "1", "female": "2"}.get(patient.get("gender", ""), ""))


def _birth_date(_item: Field, patient: Json) -> Value | None:
    return date_from(patient["birthDate"]) if patient.get("birthDate") else None


def _extension(resource: Json, url: str) -> Any:
    for extension in resource.get("extension", ()):
        if extension.get("url") == url:
            return next((value for name, value in extension.items() if name.startswith("value")), None)
    return None


def _coded(url: str) -> Callable[[Field, Json], Value | None]:
    def read(item: Field, patient: Json) -> Value | None:
        return choice_of(item, (_extension(patient, url) or {}).get("code", ""))

    return read


def _foreign(item: Field, patient: Json) -> Value | None:
    """Nationality, for foreigners only: the form's box is for ngoại kiều."""
    for extension in patient.get("extension", ()):
        if extension.get("url") == systems.NATIONALITY:
            code = (_extension(extension, "code") or {}).get("coding", [{}])[0].get("code", "")
            return None if code == "VN" else choice_of(item, code)
    return None


def _nationality(item: Field, patient: Json) -> Value | None:
    """The nationality on record; none recorded stays empty, it is not taken for Vietnamese."""
    for extension in patient.get("extension", ()):
        if extension.get("url") == systems.NATIONALITY:
            code = (_extension(extension, "code") or {}).get("coding", [{}])[0].get("code", "")
            return choice_of(item, code) if item.choices else None
    return None


def _died_at(item: Field, patient: Json) -> Value | None:
    text = patient.get("deceasedDateTime", "")
    if item.type == "datetime":
        return datetime.fromisoformat(text) if len(text) > 10 else None
    return date_from(text[:10]) if text else None


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


def address_words(resource: Json) -> str:
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
    return identifier(patient, systems.NATIONAL_ID) or identifier(patient, systems.PASSPORT)


def identifier(resource: Json, system: str) -> str | None:
    return next(
        (item["value"] for item in resource.get("identifier", ()) if item.get("system") == system), None
    )


def choice_of(item: Field, code: str) -> Value | None:
    choice = item.choice(code) if code else None
    return Coding(item.choice_system, choice.code, choice.label) if choice else None


PATIENT: Mapping[str, Callable[[Field, Json], Value | None]] = {
    "name": _name,
    "birth_date": _birth_date,
    "sex": _sex,
    "code": lambda _item, patient: identifier(patient, systems.PATIENT_NUMBER),
    "identity_number": _identity,
    "occupation": _coded(systems.OCCUPATION),
    "ethnic_group": _coded(systems.ETHNIC_GROUP),
    "nationality": _nationality,
    "foreign_nationality": _foreign,
    "died_at": _died_at,
    "address_house": _house,
    "address_hamlet": _hamlet,
    "address_commune": lambda _item, patient: _place(patient).get("city"),
    "address_province": _province,
    "address": lambda _item, patient: address_words(patient),
    "workplace": lambda _item, patient: _extension(patient, systems.WORKPLACE),
    "contact": _contact,
    "contact_phone": _contact_phone,
    "phone": _phone,
}
