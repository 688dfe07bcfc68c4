"""Does a prescribed drug touch a known allergy? Always a warning with its reason, never a silent block.

Classes and cross reactions are our own wording (law/drugs/allergy-classes.csv, basis OWN).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from benhan.fhir import systems
from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.problems import found
from benhan.law import drugs


class Prescribed(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def inn(self) -> str: ...
    @property
    def substance(self) -> str: ...
    @property
    def atc(self) -> str: ...
    @property
    def allergy_override(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Known:
    words: str
    classes: frozenset[str]
    inns: frozenset[str]


def allergy_findings(
    lines: Sequence[Prescribed], allergies: Sequence[Mapping[str, object]]
) -> Iterator[Finding]:
    """One warning per drug and allergy; a line whose override reason is written down is passed over."""
    known = [_known(cast("Mapping[str, Any]", item)) for item in allergies if _is_live(item)]
    for number, line in enumerate(lines):
        if line.allergy_override:
            continue
        classes = _classes_of(line)
        for allergy in known:
            yield from _between(f"drugs.{number}", line, classes, allergy)


def _between(key: str, line: Prescribed, classes: frozenset[str], allergy: _Known) -> Iterator[Finding]:
    listed = drugs.allergy_classes()
    direct = classes & allergy.classes
    if direct or (line.inn and line.inn in allergy.inns):
        group = listed[min(direct)].display if direct else line.name
        yield found(
            problems.RX_ALLERGY,
            key,
            "warning",
            allergen=allergy.words,
            drug=line.name,
            group=group,
            allergy_class=min(direct, default="same substance"),
        )
        return
    cross = {
        code
        for code in classes
        if any(code in listed[other].cross_reacts_with for other in allergy.classes if other in listed)
        or any(other in listed[code].cross_reacts_with for other in allergy.classes)
    }
    if cross:
        yield found(
            problems.RX_CROSS_ALLERGY,
            key,
            "warning",
            allergen=allergy.words,
            drug=line.name,
            group=listed[min(cross)].display,
            allergy_class=min(cross),
        )


def _classes_of(line: Prescribed) -> frozenset[str]:
    drug = drugs.drug_by_inn().get(line.inn)
    if drug:
        return frozenset(drug.allergy_classes)
    return frozenset(
        item.code
        for item in drugs.allergy_classes().values()
        if line.atc and any(line.atc.startswith(prefix) for prefix in item.atc_prefixes)
    )


def _known(resource: Mapping[str, Any]) -> _Known:
    code = resource.get("code", {})
    codings = code.get("coding", ())
    inns = frozenset(item["code"] for item in codings if item.get("system") == systems.DRUG)
    classes = {item["code"] for item in codings if item.get("system") == systems.ALLERGY_CLASS}
    for inn in inns:
        drug = drugs.drug_by_inn().get(inn)
        classes |= set(drug.allergy_classes) if drug else set()
    words = code.get("text") or next((item["display"] for item in codings if "display" in item), "")
    return _Known(words, frozenset(classes), inns)


def _is_live(resource: Mapping[str, object]) -> bool:
    """Refuted and entered-in-error allergies do not warn; resolved ones do not either."""
    states = {
        coding.get("code")
        for element in ("clinicalStatus", "verificationStatus")
        for coding in cast("Mapping[str, Any]", resource.get(element, {})).get("coding", ())
    }
    return not states & {"refuted", "entered-in-error", "resolved", "inactive"}
