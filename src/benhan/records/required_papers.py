"""Which papers is this record still without, by the rules of its kind (law/completeness.yaml)?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benhan.forms.catalogue import forms
from benhan.law.completeness import PaperRule, paper_rules
from benhan.records import documents
from benhan.store.repository import Stored

_DEAD = frozenset({"exp"})  # HL7 discharge-disposition: expired


def lacking(encounter: Stored, patient: Stored | None, alive: Sequence[Stored]) -> Iterator[PaperRule]:
    """The rules that apply and whose paper does not stand in the record."""
    standing = {name for one in alive for name in _names(one)}
    for rule in paper_rules():
        if rule.needs & standing or not _is_known(rule) or not _applies(rule, encounter, patient, standing):
            continue
        yield rule


def _applies(rule: PaperRule, encounter: Stored, patient: Stored | None, standing: set[str]) -> bool:
    if rule.unless == "dead" and died_here(encounter, patient):
        return False
    if rule.when == "class":
        return encounter.resource.get("class", {}).get("code") in rule.values
    if rule.when == "form":
        return bool(rule.values & standing)
    return died_here(encounter, patient) if rule.when == "dead" else True


def died_here(encounter: Stored, patient: Stored | None) -> bool:
    """Whether this stay ended with the patient's death: its disposition says so, or the death lies within it."""
    disposition: Mapping[str, Any] = encounter.resource.get("hospitalization", {}).get(
        "dischargeDisposition", {}
    )
    if any(coding.get("code") in _DEAD for coding in disposition.get("coding", ())):
        return True
    died = str(patient.resource.get("deceasedDateTime", "")) if patient else ""
    period = encounter.resource.get("period", {})
    start, end = str(period.get("start", ""))[:10], str(period.get("end", "9999"))[:10]
    return bool(died) and start <= died[:10] <= end


def _names(document: Stored) -> tuple[str, str]:
    return documents.form_code(document), documents.form_of(document).slug


def _is_known(rule: PaperRule) -> bool:
    return any(one.code in rule.needs or one.slug in rule.needs for one in forms())
