"""Who the patient is, as typed at the desk: texts in, errors or a Patient (and a Coverage) out, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import PartialDate
from benhan.forms.dates_vi import read_date, read_partial_date
from benhan.forms.typed_input import clean
from benhan.law.code_lists import code_list
from benhan.ui import dates_vi
from benhan.ward.reception.duplicates import Person, digits
from benhan.ward.reception.identity_numbers import CardText, is_card_number, is_national_id

NO_NUMBER = f"{systems.STRUCTURE_DEFINITION}/ly-do-khong-co-so-dinh-danh"  # on Patient, valueString
NO_NUMBER_REASONS = {
    "so-sinh": "Trẻ mới sinh, chưa có số",
    "chua-ro": "Chưa rõ là ai (cấp cứu)",
    "nuoc-ngoai": "Người nước ngoài",
    "khong-mang": "Không mang giấy tờ, không nhớ số",
}
UNKNOWN = "chua-ro"
SEXES = {"female": "Nữ", "male": "Nam", "unknown": "Chưa rõ"}
INSURER = "Bảo hiểm xã hội Việt Nam"
Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts of the form by field name, exactly as typed (trimmed, NFC)."""

    national_id: str = ""
    no_number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    ethnic_group: str = "01"
    occupation: str = ""
    phone: str = ""
    house: str = ""
    hamlet: str = ""
    commune: str = ""
    province: str = "24"
    contact_relation: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    card: str = ""
    card_from: str = ""
    card_to: str = ""

    @classmethod
    def of(cls, post: Mapping[str, str]) -> Typed:
        names = [item.name for item in fields(cls)]
        return cls(**{name: clean(post.get(name, "")) for name in names})

    def texts(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Demographics:
    """What was understood; birth_date is a FHIR date or ""."""

    typed: Typed
    birth_date: str = ""
    card: str = ""
    card_from: str = ""
    card_to: str = ""
    errors: Errors = field(default_factory=dict)

    @property
    def person(self) -> Person:
        return Person(
            name=self.typed.name,
            birth_date=self.birth_date,
            sex=self.typed.sex,
            national_id=self.typed.national_id,
            cards=frozenset({self.card} - {""}),
            phones=frozenset({digits(self.typed.phone)} - {""}),
        )


def understand(typed: Typed, *, today: date) -> Demographics:
    """Read every text; what can't be read stays as typed with a sentence beside it."""
    errors: Errors = {}
    birth = _birth(typed.birth, today, errors)
    _identity(typed, errors)
    for name, text in (("phone", typed.phone), ("contact_phone", typed.contact_phone)):
        if text and not 8 <= len(digits(text)) <= 15:
            errors[name] = "Số điện thoại có 8 đến 15 chữ số."
    for name, list_name in (
        ("ethnic_group", "ethnic-groups"), ("occupation", "occupations"), ("province", "provinces"),
    ):  # fmt: skip
        code = getattr(typed, name)
        if code and code_list(list_name).entry(code) is None:
            errors[name] = "Không có mã này trong danh mục. Gõ tên để chọn, hoặc để trống."
    card = "".join(typed.card.split()).upper()
    if card and not is_card_number(card):
        errors["card"] = "Số thẻ có 15 ký tự (2 chữ, 13 số), hoặc 10 số in trên thẻ, hoặc 12 số định danh."
    start, end = _card_day("card_from", typed, today, errors), _card_day("card_to", typed, today, errors)
    if start and end and end < start:
        errors["card_to"] = "Ngày hết hạn ở trước ngày bắt đầu."
    return Demographics(typed, birth, card, start, end, errors)


def _identity(typed: Typed, errors: Errors) -> None:
    if typed.national_id and not is_national_id(typed.national_id):
        errors["national_id"] = (
            f"Số định danh cá nhân có đúng 12 chữ số; đang có {len(typed.national_id)} ký tự."
        )
    if not typed.national_id and typed.no_number not in NO_NUMBER_REASONS:
        errors["national_id"] = "Nhập 12 số định danh, hoặc chọn vì sao không có số."
    if not typed.name and typed.no_number != UNKNOWN:
        errors["name"] = "Nhập họ và tên. Nếu chưa rõ là ai, chọn “Chưa rõ là ai” ở mục không có số."
    if typed.sex not in SEXES:
        errors["sex"] = "Chọn giới tính; chưa biết thì chọn “Chưa rõ”."


def _birth(text: str, today: date, errors: Errors) -> str:
    if not text:
        return ""
    found = read_partial_date(text, today)
    if found is None:
        errors["birth"] = "Không đọc được ngày sinh. Gõ như 02/03/1984, 03/1984 hoặc 1984."
        return ""
    earliest = date(found.year, found.month or 1, 1) if isinstance(found, PartialDate) else found
    if earliest > today:
        errors["birth"] = "Ngày sinh ở tương lai."
        return ""
    return str(found)


def _card_day(name: str, typed: Typed, today: date, errors: Errors) -> str:
    text = getattr(typed, name)
    if not text:
        return ""
    found = read_date(text, today)
    if found is None:
        errors[name] = "Không đọc được ngày. Gõ như 31/12/2026."
        return ""
    return found.isoformat()


def with_card_text(typed: Typed, card: CardText) -> Typed:
    """The form filled from the QR; what the card doesn't say stays as typed."""
    parts = [part.strip() for part in card.address.split(",") if part.strip()]
    province = _province_code(parts[-1]) if parts else ""
    return replace(
        typed,
        national_id=card.number,
        no_number="",
        name=card.name or typed.name,
        birth=dates_vi.day(card.birth_date) if card.birth_date else typed.birth,
        sex=card.sex or typed.sex,
        province=province or typed.province,
        # Cards made before July 2025 also name a district, which addresses no longer have.
        commune=parts[1 if len(parts) == 4 else max(0, len(parts) - 2)] if len(parts) > 1 else typed.commune,
        hamlet=parts[0] if len(parts) > 2 else typed.hamlet,
    )


def _province_code(words: str) -> str:
    bare = _bare(words)
    return next((entry.code for entry in code_list("provinces").entries if _bare(entry.display) == bare), "")


def _bare(words: str) -> str:
    return words.removeprefix("Tỉnh ").removeprefix("Thành phố ").removeprefix("TP. ").casefold()


# To FHIR


def patient_resource(known: Demographics, *, base: Mapping[str, Any], number: str) -> dict[str, Any]:
    """`base` (the current Patient, or {}) with everything the form holds replaced by what was typed."""
    typed = known.typed
    made = {key: value for key, value in base.items() if key not in _OURS}
    made |= {"resourceType": "Patient", "active": True, "gender": typed.sex}
    made["identifier"] = _identifiers(typed, base, number)
    if extensions := _extensions(typed, base):
        made["extension"] = extensions
    if typed.name:
        words = typed.name.split()
        made["name"] = [
            {"use": "official", "text": typed.name, "family": words[0], "given": words[1:] or [words[0]]}
        ]
    if known.birth_date:
        made["birthDate"] = known.birth_date
    if typed.phone:
        made["telecom"] = [{"system": "phone", "value": typed.phone, "use": "mobile"}]
    if address := _address(typed):
        made["address"] = [address]
    if contact := _contact(typed):
        made["contact"] = [contact]
    return made


_OURS = {"identifier", "extension", "name", "birthDate", "telecom", "address", "contact"}
_OUR_EXTENSIONS = {systems.ETHNIC_GROUP, systems.OCCUPATION, NO_NUMBER}


def _identifiers(typed: Typed, base: Mapping[str, Any], number: str) -> list[dict[str, Any]]:
    kept = [item for item in base.get("identifier", ()) if item.get("system") != systems.NATIONAL_ID]
    if not any(item.get("system") == systems.PATIENT_NUMBER for item in kept):
        kept.append({"system": systems.PATIENT_NUMBER, "value": number})
    if typed.national_id:
        kept.insert(0, {"system": systems.NATIONAL_ID, "value": typed.national_id})
    return kept


def _extensions(typed: Typed, base: Mapping[str, Any]) -> list[dict[str, Any]]:
    kept = [item for item in base.get("extension", ()) if item.get("url") not in _OUR_EXTENSIONS]
    for url, name, code in (
        (systems.ETHNIC_GROUP, "ethnic-groups", typed.ethnic_group),
        (systems.OCCUPATION, "occupations", typed.occupation),
    ):
        if code:
            codes = code_list(name)
            coding = {"system": codes.system, "code": code, "display": codes.display(code)}
            kept.append({"url": url, "valueCoding": coding})
    if not typed.national_id and typed.no_number:
        kept.append({"url": NO_NUMBER, "valueString": NO_NUMBER_REASONS[typed.no_number]})
    return kept


def _address(typed: Typed) -> dict[str, Any]:
    if not any((typed.house, typed.hamlet, typed.commune)):
        return {}
    province = code_list("provinces").display(typed.province) if typed.province else ""
    parts = (typed.house, typed.hamlet, typed.commune, province)
    made: dict[str, Any] = {"use": "home", "text": ", ".join(part for part in parts if part), "country": "VN"}
    extensions = [
        {"url": url, "valueString": text}
        for url, text in ((systems.HOUSE, typed.house), (systems.HAMLET, typed.hamlet))
        if text
    ]
    return made | {
        key: value
        for key, value in (("extension", extensions), ("city", typed.commune), ("state", province))
        if value
    }


def _contact(typed: Typed) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if typed.contact_relation:
        made["relationship"] = [{"text": typed.contact_relation}]
    if typed.contact_name:
        made["name"] = {"text": typed.contact_name}
    if typed.contact_phone:
        made["telecom"] = [{"system": "phone", "value": typed.contact_phone}]
    return made if typed.contact_name or typed.contact_phone else {}


def coverage_resource(known: Demographics, patient: str) -> dict[str, Any]:
    """The insurance card as a Coverage of this patient."""
    period = {key: value for key, value in (("start", known.card_from), ("end", known.card_to)) if value}
    made: dict[str, Any] = {
        "resourceType": "Coverage",
        "status": "active",
        "identifier": [{"system": systems.INSURANCE_CARD, "value": known.card}],
        "subscriberId": known.card,
        "beneficiary": {"reference": f"Patient/{patient}"},
        "payor": [{"display": INSURER}],
    }
    return made | ({"period": period} if period else {})


# And back, to edit


def typed_of(patient: Mapping[str, Any], coverage: Mapping[str, Any] | None) -> Typed:
    """The form's texts for a stored patient."""
    identifiers = {item.get("system"): item.get("value", "") for item in patient.get("identifier", ())}
    extensions = {item.get("url"): item for item in patient.get("extension", ())}
    name: Mapping[str, Any] = next(iter(patient.get("name", ())), {})
    address: Mapping[str, Any] = next(iter(patient.get("address", ())), {})
    inside = {item.get("url"): item.get("valueString", "") for item in address.get("extension", ())}
    contact: Mapping[str, Any] = next(iter(patient.get("contact", ())), {})
    phones = [item for item in patient.get("telecom", ()) if item.get("system") == "phone"]
    reason = extensions.get(NO_NUMBER, {}).get("valueString", "")
    period = (coverage or {}).get("period", {})
    lines = address.get("line", ())
    return Typed(
        national_id=identifiers.get(systems.NATIONAL_ID, ""),
        no_number=next((key for key, words in NO_NUMBER_REASONS.items() if words == reason), ""),
        name=name.get("text") or " ".join([name.get("family", ""), *name.get("given", ())]).strip(),
        birth=dates_vi.day(patient["birthDate"]) if patient.get("birthDate") else "",
        sex=patient.get("gender", ""),
        ethnic_group=extensions.get(systems.ETHNIC_GROUP, {}).get("valueCoding", {}).get("code", ""),
        occupation=extensions.get(systems.OCCUPATION, {}).get("valueCoding", {}).get("code", ""),
        phone=phones[0].get("value", "") if phones else "",
        house=inside.get(systems.HOUSE, ""),
        hamlet=inside.get(systems.HAMLET, "") or ", ".join(lines),
        commune=address.get("city", ""),
        province=_province_code(address.get("state", "")),
        contact_relation=str(next((one.get("text", "") for one in contact.get("relationship", ())), "")),
        contact_name=contact.get("name", {}).get("text", ""),
        contact_phone=str(next((one.get("value", "") for one in contact.get("telecom", ())), "")),
        card=(coverage or {}).get("subscriberId", ""),
        card_from=dates_vi.day(period["start"]) if period.get("start") else "",
        card_to=dates_vi.day(period["end"]) if period.get("end") else "",
    )


__all__ = [
    "NO_NUMBER_REASONS", "SEXES", "Demographics", "Typed", "coverage_resource", "patient_resource",
    "typed_of", "understand", "with_card_text",
]  # fmt: skip
