"""Answers taken over from an earlier sheet, and visible as such until somebody touches them.

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
_FRESH_TYPES = frozenset({"date", "datetime", "time", "figure", "score"})
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
