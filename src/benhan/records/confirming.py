"""Rules of a confirmation without a key of one's own: who may give it, at what age, how strong, and how it is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from benhan.fhir.systems import BASE
from benhan.forms.catalogue import Form, Signer
from benhan.law.representatives import rules_at, strong_forms
from benhan.law.signers import who_may_sign
from benhan.records.confirmation_problems import CLASS_ONE_DEMANDED, REPRESENTATIVE_NEEDED
from benhan.signing.confirmations import Confirmation
from benhan.store.repository import Repository, Stored

METHOD_CLASS = f"{BASE}/StructureDefinition/loai-phuong-phap-ky"
CAPACITY = f"{BASE}/StructureDefinition/tu-cach-ky"
REFUSED = f"{BASE}/StructureDefinition/tu-choi-ky"
CAPACITY_NAMES: Mapping[str, str] = {
    "staff": "nhân viên",
    "organisation": "cơ sở",
    "patient": "người bệnh",
    "representative": "người đại diện",
    "witness": "người chứng kiến",
}


def side_of(signer: Signer) -> str:
    """patient, witness, staff or facility; a kind nobody wrote down is staff."""
    found = who_may_sign().get(signer.who)
    return found.kind if found is not None else "staff"


def is_of_patients_side(signer: Signer) -> bool:
    return side_of(signer) in ("patient", "witness")


def refuse_weak(
    repository: Repository, form: Form, document: Stored, signer: Signer, confirmation: Confirmation
) -> None:
    """Raises CLASS_ONE_DEMANDED where the matrix takes digital signatures only, REPRESENTATIVE_NEEDED for a child."""
    strong = strong_forms()
    if strong.enforce and form.code in strong.forms:
        raise CLASS_ONE_DEMANDED.at(form=form.code)
    if side_of(signer) != "patient" or confirmation.relation:
        return
    if needs_representative(repository.read("Patient", document.patient).resource):
        raise REPRESENTATIVE_NEEDED.at("ai")


def needs_representative(patient: Mapping[str, Any]) -> bool:
    """Whether somebody else confirms for a person of this age."""
    rules = rules_at(age_of(patient, timezone.localdate()))
    return any(one.need == "representative" and one.enforce for one in rules)


def age_of(patient: Mapping[str, Any], today: date) -> int | None:
    """Whole years; a partial date of birth counts from its last possible day; None when it is unknown."""
    text = str(patient.get("birthDate", ""))
    if len(text) < 4:
        return None
    year, month, day = (
        int(part) for part in (f"{text}-12-31"[:10] if len(text) == 4 else f"{text}-28"[:10]).split("-")
    )
    return today.year - year - ((today.month, today.day) < (month, day))


def capacity(signer: Signer, confirmation: Confirmation) -> str:
    if side_of(signer) == "witness":
        return "witness"
    return "representative" if confirmation.relation else "patient"


def shown_name(confirmation: Confirmation, *, is_refusal: bool) -> str:
    return f"{confirmation.person} (từ chối ký)" if is_refusal else confirmation.person


def extensions(method_class: int, as_whom: str, *, is_refusal: bool) -> list[dict[str, Any]]:
    """What a Provenance's signature says of its method (EMR-SIGN-01)."""
    made: list[dict[str, Any]] = [{"url": CAPACITY, "valueCode": as_whom}]
    if is_refusal:
        return [*made, {"url": REFUSED, "valueBoolean": True}]
    return [{"url": METHOD_CLASS, "valueInteger": method_class}, *made]


def marked_refused(document: Stored, role: str) -> Stored:
    """The document as it will say that this place was refused; the caller stores it."""
    added = {"url": REFUSED, "valueString": role}
    return replace(
        document,
        resource={**document.resource, "extension": [*document.resource.get("extension", ()), added]},
    )


def refused_roles(document: Stored) -> frozenset[str]:
    """Places of a document where the person would not sign: it is complete, but agrees to nothing."""
    return frozenset(
        str(one["valueString"]) for one in document.resource.get("extension", ()) if one["url"] == REFUSED
    )


def extension_of(provenance: Stored, url: str) -> str:
    """The value of one of these extensions of a signature, as text; "" when it has none."""
    signature: Mapping[str, Any] = provenance.resource["signature"][0]
    for one in signature.get("extension", ()):
        if one["url"] == url:
            return str(next(value for name, value in one.items() if name.startswith("value")))
    return ""
