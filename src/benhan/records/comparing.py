"""What changed between two versions of a form's answers, field by field, in the words of the paper."""

from __future__ import annotations

from dataclasses import dataclass

from benhan.forms.answers import Answers, from_response
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Field, Form, form_of_canonical
from benhan.forms.print_values import print_values
from benhan.records.answers import AMENDMENT_REASON, Resource, amended
from benhan.records.stages import has_stage
from benhan.store.repository import Repository, Stored

NOTHING = "không ghi"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same; "không ghi" stands for no answer."""

    section: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AnswersVersion:
    """One kept version of a form's answers: whose, when, and what differs from the one before it.

    amends  reference of the signed document these answers correct; reason says why
    """

    response: Stored
    form: Form
    author: str
    differences: tuple[Difference, ...]
    amends: str
    reason: str


def differences(old: Form, before: Answers, new: Form, after: Answers) -> tuple[Difference, ...]:
    """Fields that differ, in the order of the newer form; fields only the older form has come last."""
    texts = _texts(old, before), _texts(new, after)
    fields = [(section.label, field) for section in new.sections for field in section.fields]
    known = {field.key for _, field in fields}
    fields += [(s.label, field) for s in old.sections for field in s.fields if field.key not in known]
    made = []
    for section, field in fields:
        first, second = texts[0].get(field.key, NOTHING), texts[1].get(field.key, NOTHING)
        if first != second:
            made.append(Difference(section, field.label, first, second))
    return tuple(made)


def _texts(form: Form, answers: Answers) -> dict[str, str]:
    printed = print_values(form, calculated(form, answers), official_only=False)
    return {key: _text(form.field(key), value) for key, value in printed.items()}


def _text(field: Field, value: dict[str, object]) -> str:
    rows = value.get("rows")
    if isinstance(rows, list):
        lines = ["; ".join(str(row[c.key]) for c in field.columns if row.get(c.key)) for row in rows]
        return "\n".join(line for line in lines if line) or NOTHING
    text = str(value.get("full", value.get("text", "")))
    return f"{text} {field.unit}".strip() if text else NOTHING


def versions(repository: Repository, response_id: str) -> tuple[AnswersVersion, ...]:
    """Every version of these answers, newest first; what an amendment starts from is what it amends."""
    kept = [one for one in repository.history("QuestionnaireResponse", response_id) if not one.is_deleted]
    kept.reverse()
    names = _names(repository, kept)
    made: list[AnswersVersion] = []
    before: tuple[Form, Answers] | None = _amended_answers(repository, kept[0]) if kept else None
    for one in kept:
        form = form_of_canonical(str(one.resource["questionnaire"]))
        now = from_response(form, one.resource)
        changed = differences(*before, form, now) if before else ()
        author = names.get(str(one.resource.get("author", {}).get("reference", "")), "không rõ người")
        made.append(
            AnswersVersion(one, form, author, changed, amended(one.resource), reason_of(one.resource))
        )
        before = (form, now)
    return tuple(reversed(made))


def reason_of(response: Resource) -> str:
    """Why these answers amend others, "" when they amend none."""
    found = (one["valueString"] for one in response.get("extension", ()) if one["url"] == AMENDMENT_REASON)
    return str(next(found, ""))


def _amended_answers(repository: Repository, first: Stored) -> tuple[Form, Answers] | None:
    named = amended(first.resource)
    if not named:
        return None
    document = repository.read_many([named]).get(named)
    if document is None:
        return None
    sources = [item["reference"] for item in document.resource["context"].get("related", ())]
    found = [one for one in repository.read_many(sources).values() if one.type == "QuestionnaireResponse"]
    if not found:
        return None
    form = form_of_canonical(str(found[0].resource["questionnaire"]))
    return form, from_response(form, found[0].resource)


def _names(repository: Repository, kept: list[Stored]) -> dict[str, str]:
    wanted = {str(one.resource.get("author", {}).get("reference", "")) for one in kept} - {""}
    found = repository.read_many(sorted(wanted))
    return {name: str(one.resource.get("name", ({},))[0].get("text", "")) for name, one in found.items()}


def chain(repository: Repository, document: Stored) -> tuple[Stored, ...]:
    """The document with those it replaced and those that replaced it, oldest first."""
    found = {document.reference: document}
    queue = [document]
    while queue:
        one = queue.pop()
        names = [relation["target"]["reference"] for relation in one.resource.get("relatesTo", ())]
        near = list(repository.read_many(names).values())
        near += repository.search(
            "DocumentReference", [("relatesto", one.reference), ("_count", "20")]
        ).matches
        for other in near:
            if other.reference not in found and has_stage(other.resource):
                found[other.reference] = other
                queue.append(other)
    return tuple(sorted(found.values(), key=lambda one: str(one.resource["date"])))
