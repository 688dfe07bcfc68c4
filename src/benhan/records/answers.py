"""What is typed into a form becomes a version, and the facts in it become resources of their own, together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.fhir.systems import BASE, PRESCRIPTION_CODE
from benhan.forms.answers import Answers, from_response, to_response
from benhan.forms.catalogue import Form
from benhan.forms.copying import Copied, marked, with_origins
from benhan.forms.facts import Taken, facts
from benhan.forms.line_authors import Author, with_authors
from benhan.forms.prescription_rules import CODE, letter_of
from benhan.records.prescribing import with_code
from benhan.records.problems import SIGNED_STAYS
from benhan.records.stages import DocumentStage, document_stage, has_stage
from benhan.records.standing import hold_open, lock_alone
from benhan.store.repository import Repository, Stored

AMENDS = f"{BASE}/StructureDefinition/sua-doi-cho"
AMENDMENT_REASON = f"{BASE}/StructureDefinition/ly-do-sua-doi"
Resource = Mapping[str, Any]
_NOTHING_COPIED: Mapping[str, Copied] = {}
_NOTHING_KNOWN: Mapping[str, str] = {}
_NOTHING_ANSWERED: Answers = {}


def start(
    repository: Repository,
    *,
    form: Form,
    encounter: Stored,
    answers: Answers,
    amends: Stored | None = None,
    reason: str = "",
    copied: Mapping[str, Copied] = _NOTHING_COPIED,
    known: Mapping[str, str] = _NOTHING_KNOWN,
    before: Answers = _NOTHING_ANSWERED,
) -> Stored:
    """The first version of a form's answers, still in progress. Raises WRONG_STAGE unless the record is open.

    amends  the signed document these answers correct, with the reason; their facts wait until it is signed
    copied  which answers were taken over from an earlier sheet, by key
    known   which a fact filled in and nobody touched: they become no facts once more
    before  the answers these begin from (an amendment's): lines they share keep their authors
    """
    demand(repository.by, Permission.ADD_ENTRY)
    hold_open(repository, encounter.reference)
    id_ = str(uuid.uuid4())
    coded = with_code(repository.by.facility, form, {}, answers) if answers else answers
    signed = with_authors(form, before, coded, _author(repository))
    body = _response(repository, form, encounter, signed, id_, "in-progress")
    body = with_origins(marked(body, copied), known)
    if amends is not None:
        body["extension"] = [
            {"url": AMENDS, "valueReference": {"reference": amends.reference}},
            {"url": AMENDMENT_REASON, "valueString": reason},
        ]
    stored = repository.create(body, id=id_)
    _replace_facts(repository, form, stored)
    return stored


def save(
    repository: Repository,
    *,
    form: Form,
    response: Stored,
    encounter: Stored,
    answers: Answers,
    if_match: int | None,
    copied: Mapping[str, Copied] = _NOTHING_COPIED,
    known: Mapping[str, str] = _NOTHING_KNOWN,
) -> Stored:
    """A new version of the answers; the facts read from the old one are replaced with those of the new.

    Raises  SIGNED_STAYS once a paper was made of them; VERSION_CONFLICT
    """
    demand(repository.by, Permission.EDIT_ENTRY)
    hold_open(repository, encounter.reference)
    current = lock_alone(repository, "QuestionnaireResponse", response.id).resource
    if current["status"] != "in-progress":
        raise SIGNED_STAYS.at()
    before = from_response(form, current)
    coded = with_code(repository.by.facility, form, before, answers)
    signed = with_authors(form, before, coded, _author(repository))
    body = _response(repository, form, encounter, signed, response.id, "in-progress")
    body = with_origins(marked(body, copied), known)
    if "extension" in response.resource:
        body["extension"] = response.resource["extension"]
    stored = repository.update(body, if_match=if_match)
    _replace_facts(repository, form, stored)
    return stored


def complete(repository: Repository, response: Stored) -> Stored:
    """The answers as the paper shows them: nobody writes in them while it waits to be signed."""
    if response.resource["status"] != "in-progress":
        return response
    return repository.update({**response.resource, "status": "completed"})


def reopen(repository: Repository, response: Stored) -> Stored:
    """Let people write again while nobody has signed the paper.

    Raises SIGNED_STAYS once somebody has: then only an amendment changes anything.
    """
    demand(repository.by, Permission.EDIT_ENTRY)
    hold_open(repository, str(response.resource["encounter"]["reference"]))
    for document in documents_showing(repository, response):
        if document_stage(document.resource) is not DocumentStage.PREPARED:
            raise SIGNED_STAYS.at()
    if response.resource["status"] == "in-progress":
        return response
    return repository.update({**response.resource, "status": "in-progress"})


def give_up(repository: Repository, response: Stored) -> Stored:
    """A sheet begun by mistake: kept as entered in error, its facts gone, so that it holds nothing back.

    Raises SIGNED_STAYS once a paper was made of it; then only an amendment or a cancellation changes anything.
    """
    hold_open(repository, str(response.resource["encounter"]["reference"]))
    current = lock_alone(repository, "QuestionnaireResponse", response.id)
    if current.resource["status"] != "in-progress" or documents_showing(repository, current):
        raise SIGNED_STAYS.at()
    for fact in derived(repository, current):
        repository.delete(fact.type, fact.id)
    return repository.update({**current.resource, "status": "entered-in-error"})


def documents_showing(repository: Repository, source: Stored) -> tuple[Stored, ...]:
    """The papers made of these answers."""
    pairs = [("related", source.reference), ("_count", "100")]
    found = repository.search("DocumentReference", pairs).matches
    return tuple(one for one in found if has_stage(one.resource))


def _author(repository: Repository) -> Author:
    by = repository.by
    return Author(by.name, frozenset(str(role) for role in by.roles), timezone.now())


def _response(
    repository: Repository, form: Form, encounter: Stored, answers: Answers, id_: str, status: str
) -> dict[str, Any]:
    by = repository.by
    made = to_response(
        form,
        answers,
        id=id_,
        status=status,
        subject=f"Patient/{encounter.patient}",
        encounter=encounter.reference,
        author=f"Practitioner/{by.practitioner}" if by.practitioner else "",
        authored=timezone.now(),
    )
    code: dict[str, Any] = {}
    if letter_of(form, answers) and CODE in answers:
        code = {"identifier": {"system": PRESCRIPTION_CODE, "value": answers[CODE]}}
    return {**made, **code, "author": {**made.get("author", {}), "display": by.name}}


def amended(response: Resource) -> str:
    """Reference of the document these answers amend, "" when they amend none."""
    extensions = response.get("extension", ())
    return next(
        (str(item["valueReference"]["reference"]) for item in extensions if item["url"] == AMENDS), ""
    )


def give_way(repository: Repository, form: Form, earlier: Iterable[Stored], later: Iterable[Stored]) -> None:
    """When an amendment has been signed: what the earlier paper said gives way to what the later one says.

    Facts of amended answers vanish and those of the amendment appear; lines of an amended prescription are cancelled.
    """
    for source in earlier:
        if source.type == "MedicationRequest":
            repository.update({**source.resource, "status": "cancelled"})
            continue
        for fact in derived(repository, source):
            repository.delete(fact.type, fact.id)
    for response in later:
        if response.type == "QuestionnaireResponse":
            _draw_facts(repository, form, response)


def _replace_facts(repository: Repository, form: Form, response: Stored) -> None:
    if not amended(response.resource):
        _draw_facts(repository, form, response)


def draw_again(repository: Repository, form: Form, response: Stored) -> None:
    """The facts of answers that count again after a cancelling."""
    _draw_facts(repository, form, response)


def _draw_facts(repository: Repository, form: Form, response: Stored) -> None:
    taken = Taken(timezone.localtime(), response.resource.get("author", {}).get("reference", ""))
    wanted = {f"{fact['resourceType']}/{fact['id']}": fact for fact in facts(form, response.resource, taken)}
    present = {stored.reference: stored for stored in derived(repository, response)}
    for reference in sorted(present.keys() - wanted.keys()):
        repository.delete(*reference.split("/"))
    for reference, fact in wanted.items():
        old = present.get(reference)
        if old is None:
            repository.update(fact, may_create=True)
        elif _content(old.resource) != _content(fact):
            repository.update(fact)


def derived(repository: Repository, response: Stored) -> tuple[Stored, ...]:
    """The facts that were read from these answers."""
    found = repository.search(
        "Observation", [("derived-from", response.reference), ("_count", "500")]
    ).matches
    return (
        found
        + repository.search("Condition", [("evidence-detail", response.reference), ("_count", "500")]).matches
    )


# When and by whom it was taken says nothing new while the value stands: it keeps its first time.
_NOT_CONTENT = frozenset({"meta", "effectiveDateTime", "recordedDate", "performer", "recorder"})


def _content(resource: Resource) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in _NOT_CONTENT}
