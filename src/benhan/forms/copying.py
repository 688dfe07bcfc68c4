"""Answers taken over from an earlier sheet or from a fact, and visible as such until somebody touches them.

The mark is an extension on the answer's item, so that whoever reads the answers, on a screen, in the paper's text or
through the API, sees what was written anew and what was carried on. What was measured or dated is never taken over:
yesterday's pulse is no finding of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benhan.fhir.systems import STRUCTURE_DEFINITION
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Field, Form

COPIED_FROM = f"{STRUCTURE_DEFINITION}/chep-tu-phieu"  # on an item, valueReference of the earlier answers
KNOWN_FROM = (
    f"{STRUCTURE_DEFINITION}/lay-tu-du-lieu"  # on an item, valueString: which fact filled it in, in words
)
_FRESH_TYPES = frozenset({"date", "datetime", "time", "figure", "score"})
_FACTS = frozenset({"facts.vital", "facts.diagnosis"})
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copied:
    """Where an answer came from: the id of the earlier answers, and words: "phiếu ngày 02/03/2026 của BS. An"."""

    response: str
    words: str

    @property
    def sentence(self) -> str:
        return f"chép từ {self.words}"


def may_be_copied(field: Field) -> bool:
    """Narrative and choices, and tables of them; nothing known anyway, calculated, measured or dated."""
    if field.prefill or field.calc or field.vital or field.type in _FRESH_TYPES:
        return False
    return all(column.type not in _FRESH_TYPES for column in field.columns)


def to_copy(form: Form, earlier: Answers, present: Answers) -> Answers:
    """What an earlier sheet offers to a present one: only where nothing stands yet."""
    return {
        field.key: earlier[field.key]
        for field in form.fields
        if field.key in earlier and field.key not in present and may_be_copied(field)
    }


def filled_from_facts(
    form: Form, answers: Answers, prefilled: Answers, origins: Mapping[str, str]
) -> dict[str, str]:
    """Which answers still are what a measured sign or a diagnosis filled in, and its words.

    They say nothing new: taken as facts once more, one measurement would become as many as there are sheets.
    The two blood pressures are one measurement: touching one makes both anew.
    """
    made = {
        field.key: origins[field.key]
        for field in form.fields
        if field.prefill in _FACTS
        and field.key in origins
        and answers.get(field.key) == prefilled.get(field.key)
    }
    if ("bp_systolic" in made) != ("bp_diastolic" in made):
        return {key: words for key, words in made.items() if key not in ("bp_systolic", "bp_diastolic")}
    return made


def with_origins(response: Json, known: Mapping[str, str]) -> dict[str, Any]:
    """The QuestionnaireResponse with, on each such item, the fact that filled it in."""
    if not known:
        return dict(response)
    groups = []
    for group in response.get("item", ()):
        items = [
            {**item, "extension": [{"url": KNOWN_FROM, "valueString": known[item["linkId"]]}]}
            if item["linkId"] in known
            else item
            for item in group.get("item", ())
        ]
        groups.append({**group, "item": items})
    return {**response, "item": groups}


def origins_of(response: Json) -> dict[str, str]:
    """Key → words of the fact that filled the answer in."""
    return {
        str(item["linkId"]): str(extension["valueString"])
        for group in response.get("item", ())
        for item in group.get("item", ())
        for extension in item.get("extension", ())
        if extension["url"] == KNOWN_FROM
    }


def marked(response: Json, copied: Mapping[str, Copied]) -> dict[str, Any]:
    """The QuestionnaireResponse with the marks on its items; keys it does not answer are left out."""
    if not copied:
        return dict(response)
    groups = [
        {**group, "item": [_marked(item, copied) for item in group.get("item", ())]}
        for group in response.get("item", ())
    ]
    return {**response, "item": groups}


def _marked(item: Json, copied: Mapping[str, Copied]) -> dict[str, Any]:
    mark = copied.get(str(item["linkId"]))
    if mark is None:
        return dict(item)
    reference = {"reference": f"QuestionnaireResponse/{mark.response}", "display": mark.words}
    return {**item, "extension": [{"url": COPIED_FROM, "valueReference": reference}]}


def marks_of(response: Json) -> dict[str, Copied]:
    """The marks in a QuestionnaireResponse, by key."""
    made = {}
    for group in response.get("item", ()):
        for item in group.get("item", ()):
            for extension in item.get("extension", ()):
                if extension["url"] == COPIED_FROM:
                    source = extension["valueReference"]
                    id_ = str(source["reference"]).rpartition("/")[2]
                    made[str(item["linkId"])] = Copied(id_, str(source.get("display", "")))
    return made
