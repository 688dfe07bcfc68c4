"""What the FHIR face may not write: records, papers, signatures, forms and what was read from them are made here alone.

A stage tag, a slot or the digest of some bytes is a statement of ours; whoever may write a chart could otherwise seal a
record with one PUT, or name another paper's bytes as signed (docs/adr/0002). What other systems make stays theirs to
write, and doesn't count as a paper or record of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from benhan.fhir.systems import (
    ARCHIVE_NUMBER,
    BASE,
    GATED_ACT,
    LOOKUP_CODE,
    PRESCRIPTION_CODE,
    QUESTIONNAIRE,
    RECORD_NUMBER,
    SNOMED_CT,
)
from benhan.law.stays import gated_snomed
from benhan.records import consents, tasks
from benhan.records.problems import MADE_BY_RECORDS
from benhan.records.slots import SIGNATURE_SLOT
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE
from benhan.records.stay_problems import GATED_FROM_OUTSIDE
from benhan.store.repository import Repository

_STAGES = frozenset({RECORD_STAGE, DOCUMENT_STAGE})
_NUMBERS = frozenset({RECORD_NUMBER, ARCHIVE_NUMBER, LOOKUP_CODE})
_SOURCES = {"Observation": ("derivedFrom",), "Condition": ("evidence",)}
_WATCHED = frozenset({
    "Composition", "DocumentReference", "Provenance", "QuestionnaireResponse", "MedicationRequest", "Procedure",
    "Consent", "Task", *_SOURCES,
})  # fmt: skip
Resource = Mapping[str, Any]


def refuse_from_outside(
    repository: Repository, resource_type: str, *, id_: str = "", resource: Resource | None = None
) -> None:
    """Raises MADE_BY_RECORDS when what is sent, or what stands under the id, is part of a record of ours."""
    if resource_type not in _WATCHED:
        return
    if resource_type == "Procedure" and resource is not None and begins_a_gated_act(resource):
        raise GATED_FROM_OUTSIDE.at(resource_type)
    if resource is not None and is_ours(resource):
        raise MADE_BY_RECORDS.at(resource_type)
    before = _standing(repository, [f"{resource_type}/{id_}"] if id_ else [])
    if any(is_ours(each) for each in before):
        raise MADE_BY_RECORDS.at(resource_type)
    sources = [name for each in (resource or {}, *before) for name in _responses_named(resource_type, each)]
    if any(is_ours(each) for each in _standing(repository, sources)):
        raise MADE_BY_RECORDS.at(resource_type)


def _standing(repository: Repository, references: list[str]) -> list[Resource]:
    """What stands under the references and the person may see, whether or not their token may read it.

    What they may not see is answered by the write itself, as if it weren't there.
    """
    if not references:
        return []
    with Repository(by=replace(repository.by, scopes=None)) as looking:
        return [stored.resource for stored in looking.read_many(references).values()]


def is_ours(resource: Resource) -> bool:
    """Whether a resource carries one of the marks by which records know their own."""
    kind = resource["resourceType"]
    meta = resource.get("meta")
    tags = _objects(meta.get("tag")) if isinstance(meta, Mapping) else ()
    if any(tag.get("system") in _STAGES for tag in tags):
        return True
    if kind == "QuestionnaireResponse":
        return str(resource.get("questionnaire", "")).startswith(QUESTIONNAIRE)
    if kind == "MedicationRequest":
        return any(
            one.get("system") == PRESCRIPTION_CODE for one in _objects(resource.get("groupIdentifier"))
        )
    if kind == "Provenance":
        return is_signature(resource)
    if kind == "Procedure":
        return any(one.get("system") == GATED_ACT for one in _category(resource))
    if kind == "Consent":
        return consents.is_ours(resource)
    if kind == "Task":
        return tasks.is_ours(resource)
    if kind not in ("Composition", "DocumentReference"):
        return False
    named = [*_objects(resource.get("identifier")), *_objects(resource.get("masterIdentifier"))]
    attached = [
        found
        for one in _objects(resource.get("content"))
        for found in _objects(one.get("attachment"))
        if str(found.get("url", "")).startswith("urn:sha256:")
    ]
    extended = any(str(one.get("url", "")).startswith(BASE) for one in _objects(resource.get("extension")))
    return bool(attached) or extended or any(one.get("system") in _NUMBERS for one in named)


def begins_a_gated_act(procedure: Resource) -> bool:
    """Whether a Procedure says that an act which waits for the patient's agreement is under way or done."""
    if procedure.get("status") not in ("in-progress", "on-hold", "stopped", "completed"):
        return False
    return any(
        one.get("system") == GATED_ACT
        or (one.get("system") == SNOMED_CT and one.get("code") in gated_snomed())
        for one in _category(procedure)
    )


def _category(procedure: Resource) -> Iterable[Mapping[str, Any]]:
    category = procedure.get("category")
    return _objects(category.get("coding")) if isinstance(category, Mapping) else ()


def is_signature(provenance: Resource) -> bool:
    """Whether a Provenance says that somebody signed a place of a paper."""
    return any(
        extension.get("url") == SIGNATURE_SLOT
        for signature in _objects(provenance.get("signature"))
        for extension in _objects(signature.get("extension"))
    )


def _responses_named(resource_type: str, resource: Resource) -> list[str]:
    """The answers a fact says it was read from."""
    named = [one for element in _SOURCES.get(resource_type, ()) for one in _objects(resource.get(element))]
    named += [detail for one in named for detail in _objects(one.get("detail"))]
    references = [str(one.get("reference", "")) for one in named]
    return [text for text in references if text.startswith("QuestionnaireResponse/")]


def _objects(value: object) -> Iterable[Mapping[str, Any]]:
    """The objects in an element that may be one, many or (not checked yet) anything."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]
