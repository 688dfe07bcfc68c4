"""Do the elements of an object agree? R4's invariants that can be said exactly in a line of Python.

Each entry names R4's key, its words, and a predicate on the JSON object that is true when the rule is broken;
keys with an underscore count as present, because an extension can stand for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from benhan.fhir.problems import Finding
from benhan.fhir.search.dates import date_range
from benhan.fhir.validate.bundles import BUNDLE_RULES, Rule
from benhan.fhir.validate.contained import contained_faults
from benhan.fhir.validate.problems import INVARIANT, finding
from benhan.fhir.validate.targets import Surroundings

Json = Mapping[str, Any]

_CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"


def check_invariants(
    findings: list[Finding], value: Json, class_path: str, path: str, around: Surroundings
) -> None:
    """Add a finding for each rule of the class that the object breaks."""
    for rule in RULES.get(class_path, ()):
        if rule.is_broken(value):
            findings.append(finding(INVARIANT, path, key=rule.key, rule=rule.words))
    if "contained" in value and "resourceType" in value:
        for key, words, expression in contained_faults(value, path, is_contained=around.is_contained):
            findings.append(finding(INVARIANT, expression, key=key, rule=words))


def has(value: Json, name: str) -> bool:
    return name in value or "_" + name in value


def has_choice(value: Json, stem: str) -> bool:
    """Whether any `stem[x]` stands there; stems used here are no prefix of another element's name."""
    return any(key.startswith((stem, "_" + stem)) for key in value)


def _codings(value: object) -> list[tuple[object, object]]:
    codings = value.get("coding") if isinstance(value, dict) else None
    if not isinstance(codings, list):
        return []
    return [(each.get("system"), each.get("code")) for each in codings if isinstance(each, dict)]


def _is_component_repeated(value: Json) -> bool:
    if not has_choice(value, "value"):
        return False
    # A coding counts only as a whole (system, version, display …), as FHIRPath's intersect has it.
    own = value.get("code")
    own_codings = own.get("coding") if isinstance(own, dict) else None
    components = value.get("component")
    if not isinstance(own_codings, list) or not isinstance(components, list):
        return False
    return any(
        coding in own_codings
        for each in components
        if isinstance(each, dict) and isinstance(each.get("code"), dict)
        for coding in each["code"].get("coding") or ()
    )


def _ends_before_it_starts(value: Json) -> bool:
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return False
    first, last = date_range(start), date_range(end)
    return bool(first and last and first.low >= last.high)


def _is_range_reversed(value: Json) -> bool:
    ends = [value.get("low"), value.get("high")]
    numbers = [end.get("value") for end in ends if isinstance(end, dict)]
    units = {end.get("code") or end.get("unit") for end in ends if isinstance(end, dict)}
    if len(numbers) != 2 or len(units) != 1:
        return False
    low, high = numbers
    return isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low > high


def _is_entered_in_error(value: Json, system: str) -> bool:
    return (system, "entered-in-error") in _codings(value.get("verificationStatus"))


def _is_abated_but_active(value: Json) -> bool:
    ended = {(_CONDITION_CLINICAL, code) for code in ("resolved", "remission", "inactive")}
    return has_choice(value, "abatement") and not ended.intersection(_codings(value.get("clinicalStatus")))


def _needs_one_of(*names: str) -> Callable[[Json], bool]:
    return lambda value: not any(has(value, name) for name in names)


_UNIT = Rule(
    "qty-3", "a code for the unit needs its system", lambda v: has(v, "code") and not has(v, "system")
)

RULES: Mapping[str, tuple[Rule, ...]] = {
    **BUNDLE_RULES,
    "Extension": (
        Rule(
            "ext-1",
            "an extension has either extensions or a value, not both and not neither",
            lambda v: ("extension" in v) == has_choice(v, "value"),
        ),
    ),
    "Quantity": (_UNIT,),
    "Age": (_UNIT,),
    "Count": (_UNIT,),
    "Distance": (_UNIT,),
    "Duration": (_UNIT,),
    "Period": (Rule("per-1", "a period's end is not before its start", _ends_before_it_starts),),
    "Range": (Rule("rng-2", "a range's low is not above its high", _is_range_reversed),),
    "Attachment": (
        Rule("att-1", "data needs a contentType", lambda v: has(v, "data") and not has(v, "contentType")),
    ),
    "ContactPoint": (
        Rule("cpt-2", "a value needs a system", lambda v: has(v, "value") and not has(v, "system")),
    ),
    "Patient.contact": (
        Rule(
            "pat-1",
            "a contact has a name, telecom, address or organization",
            _needs_one_of("name", "telecom", "address", "organization"),
        ),
    ),
    "Organization": (
        Rule("org-1", "an organization has a name or an identifier", _needs_one_of("name", "identifier")),
    ),
    "Observation": (
        Rule(
            "obs-6",
            "dataAbsentReason stands only where there is no value",
            lambda v: has(v, "dataAbsentReason") and has_choice(v, "value"),
        ),
        Rule("obs-7", "a value is not given both here and as a component", _is_component_repeated),
    ),
    "Observation.referenceRange": (
        Rule("obs-3", "a reference range has low, high or text", _needs_one_of("low", "high", "text")),
    ),
    "Condition": (
        Rule("con-4", "an abated condition is inactive, resolved or in remission", _is_abated_but_active),
        Rule(
            "con-5",
            "clinicalStatus is absent when entered in error",
            lambda v: _is_entered_in_error(v, _CONDITION_VERIFICATION) and has(v, "clinicalStatus"),
        ),
    ),
    "AllergyIntolerance": (
        Rule(
            "ait-1",
            "clinicalStatus is present unless entered in error",
            lambda v: not has(v, "clinicalStatus") and not _is_entered_in_error(v, _ALLERGY_VERIFICATION),
        ),
        Rule(
            "ait-2",
            "clinicalStatus is absent when entered in error",
            lambda v: has(v, "clinicalStatus") and _is_entered_in_error(v, _ALLERGY_VERIFICATION),
        ),
    ),
    "QuestionnaireResponse.item": (
        Rule(
            "qrs-1",
            "an item has answers or items of its own, not both",
            lambda v: has(v, "answer") and has(v, "item"),
        ),
    ),
    "Composition.section": (
        Rule("cmp-1", "a section has text, entries or sections", _needs_one_of("text", "entry", "section")),
        Rule(
            "cmp-2", "emptyReason needs an empty section", lambda v: has(v, "emptyReason") and has(v, "entry")
        ),
    ),
    "Parameters.parameter": (
        Rule(
            "inv-1",
            "a parameter has exactly one of value, resource and part",
            lambda v: [has_choice(v, "value"), has(v, "resource"), has(v, "part")].count(True) != 1,
        ),
    ),
}
