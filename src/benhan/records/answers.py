"""What is typed into a form becomes a version, and the facts in it become resources of their own, together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from benhan.forms.answers import Answers, to_response
from benhan.forms.catalogue import Form
from benhan.forms.facts import facts
from benhan.records.problems import SIGNED_STAYS
from benhan.store.repository import Repository, Stored

Resource = Mapping[str, Any]


def start(repository: Repository, *, form: Form, encounter: Stored, answers: Answers) -> Stored:
    """The first version of a form's answers, still in progress."""
    id_ = str(uuid.uuid4())
    stored = repository.create(_response(repository, form, encounter, answers, id_, "in-progress"), id=id_)
    _replace_facts(repository, form, stored, encounter, answers)
    return stored


def save(
    repository: Repository, *, form: Form, response: Stored, encounter: Stored, answers: Answers, if_match: int | None
) -> Stored:
    """A new version of the answers; the facts read from the old one are replaced with those of the new.

    Raises  SIGNED_STAYS once a paper was made of them; VERSION_CONFLICT
    """
    if response.resource["status"] != "in-progress":
        raise SIGNED_STAYS.at()
    body = _response(repository, form, encounter, answers, response.id, "in-progress")
    stored = repository.update(body, if_match=if_match)
    _replace_facts(repository, form, stored, encounter, answers)
    return stored


def set_status(repository: Repository, response: Stored, status: str) -> Stored:
    """in-progress while people write, completed once the paper to sign is made."""
    if response.resource["status"] == status:
        return response
    return repository.update({**response.resource, "status": status})


def _response(
    repository: Repository, form: Form, encounter: Stored, answers: Answers, id_: str, status: str
) -> dict[str, Any]:
    by = repository.by
    return to_response(
        form,
        answers,
        id=id_,
        status=status,
        subject=f"Patient/{encounter.patient}",
        encounter=encounter.reference,
        author=f"Practitioner/{by.practitioner}" if by.practitioner else "",
        authored=timezone.now(),
    )


def _replace_facts(
    repository: Repository, form: Form, response: Stored, encounter: Stored, answers: Answers
) -> None:
    wanted = {f"{fact['resourceType']}/{fact['id']}": fact for fact in _facts(repository, form, response, encounter, answers)}
    present = {stored.reference: stored for stored in derived(repository, response)}
    for reference in sorted(present.keys() - wanted.keys()):
        repository.delete(*reference.split("/"))
    for reference, fact in wanted.items():
        old = present.get(reference)
        if old is None:
            repository.update(fact, may_create=True)
        elif _content(old.resource) != _content(fact):
            repository.update(fact)


def _facts(
    repository: Repository, form: Form, response: Stored, encounter: Stored, answers: Answers
) -> Iterable[dict[str, Any]]:
    return facts(form, answers, response=response.resource, encounter=encounter.resource)


def derived(repository: Repository, response: Stored) -> tuple[Stored, ...]:
    """The facts that were read from these answers."""
    found = repository.search("Observation", [("derived-from", response.reference), ("_count", "500")]).matches
    return found + repository.search("Condition", [("evidence-detail", response.reference), ("_count", "500")]).matches


def _content(resource: Resource) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "meta"}
