"""Text tables of resources: the first column is the id, the others are element paths.

A path such as `code.coding[0].code` makes the objects and lists on its way. A cell is text; under a path that
ends in `!` it is JSON; an empty cell leaves the element out. What a type requires and a
case does not speak of is filled in from `REQUIRED`.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from benhan.fhir import jsontext

Resource = dict[str, Any]

REQUIRED: dict[str, Resource] = {
    "Observation": {"status": "final", "code": {"text": "bất kỳ"}},
    "Condition": {"subject": {"reference": "Patient/p"}},
    "Encounter": {"status": "finished", "class": {"code": "AMB"}},
    "QuestionnaireResponse": {"status": "completed"},
    "ValueSet": {"status": "active"},
    "RiskAssessment": {"status": "final", "subject": {"reference": "Patient/p"}},
}
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def resources_from(kind: str, table: str) -> list[Resource]:
    """One resource per row; the line under the heading is ruled with dashes."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    heading = [cell.strip() for cell in lines[0].split("|")]
    assert set(lines[1].strip()) <= set("-+"), "the second line rules the heading off"
    assert heading[0] == "id"
    made = []
    for line in lines[2:]:
        # A bar with spaces around it, or at the line's end, parts cells; one inside a canonical does not.
        cells = [cell.strip() for cell in re.split(r"\s\|(?:\s|$)", line)]
        assert len(cells) == len(heading), f"{len(cells)} cells under {len(heading)} headings: {line}"
        resource: Resource = {"resourceType": kind, **copy.deepcopy(REQUIRED.get(kind, {}))}
        for path, cell in zip(heading, cells, strict=True):
            if cell:
                _put(resource, path, cell)
        made.append(resource)
    return made


def _put(resource: Resource, path: str, cell: str) -> None:
    value: Any = jsontext.parse(f'{{"v":{cell}}}')["v"] if path.endswith("!") else cell
    steps = [(name, place) for name, place in _STEP.findall(path.rstrip("!"))]
    owner: Any = resource
    for number, (name, place) in enumerate(steps):
        is_last = number == len(steps) - 1
        if place:
            items = owner.setdefault(name, [])
            while len(items) <= int(place):
                items.append({})
            if is_last:
                items[int(place)] = value
            owner = items[int(place)]
        elif is_last:
            owner[name] = value
        else:
            owner = owner.setdefault(name, {})
