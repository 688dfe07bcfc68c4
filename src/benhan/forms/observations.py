"""Measurements inside the answers → Observations: vital signs, scores, coded findings, results of a laboratory.

A LOINC code that nobody has checked yet says so where it stands (extension CODE_BASIS on the coding).
What is written in cards (a newborn, an operation) is about someone or something else and stays in the form.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any, cast

from benhan.fhir import systems
from benhan.forms import numbers_vi
from benhan.forms.answers import ROW, Answers, Coding, Value
from benhan.forms.catalogue import Field, Form, Range, Row
from benhan.forms.dates_vi import day_of
from benhan.law import rules
from benhan.law.vietnam_time import VIETNAM

Json = dict[str, Any]

_NAMESPACE = uuid.UUID("a3c5b2f0-6d0f-5b1e-8d52-1f6a1a0f7c11")
_BOTH = re.compile(r"(\d{2,3})\s*/\s*(\d{2,3})")  # 120/80
_SURVEYS = frozenset(
    ["GCS", "GCS_E", "GCS_V", "GCS_M", "APGAR1", "APGAR5", "APGAR10", "BRADEN", "MORSE", "PAINNRS"]
)
_CATEGORIES: Mapping[str, str] = {
    "vital-signs": "Vital Signs",
    "laboratory": "Laboratory",
    "survey": "Survey",
    "exam": "Exam",
    "imaging": "Imaging",
    "procedure": "Procedure",
}
_FLAGS: Mapping[str, str] = {"L": "Low", "H": "High", "A": "Abnormal"}


@dataclass(frozen=True, slots=True)
class Taken:
    """When and by whom the facts were found; references as in the QuestionnaireResponse."""

    at: datetime
    performer: str = ""


def fact_id(response_id: str, key: str) -> str:
    """The id of the fact that a field (or panel) of an answer becomes."""
    return str(uuid.uuid5(_NAMESPACE, f"{response_id}/{key}"))


def observations(form: Form, answers: Answers, response: Mapping[str, Any], taken: Taken) -> Iterator[Json]:
    """One Observation per measured field, panel, or row of a result table."""
    panels: dict[tuple[str, str], list[tuple[Field, Decimal]]] = {}
    for field in form.fields:
        mapping = field.fhir or {}
        if mapping.get("resource") != "Observation" or field.key not in answers:
            continue
        value = answers[field.key]
        if field.type == "table" and "at" in mapping:
            yield from _measured(field, answers, response, taken)
        elif field.type == "table":
            yield from _results(form, field, value, response, taken)
        elif "panel" in mapping and isinstance(value, Decimal):
            name = (str(mapping["panel"]), str(mapping.get("set", "")))
            panels.setdefault(name, []).append((field, value))
        elif made := _valued(field, value):
            yield _observation(response, taken, field.key, _category(form, field), _code_of(field)) | made
    for (panel, group), members in panels.items():
        components = [
            {"code": _code_of(field), "valueQuantity": _quantity(field.unit, field.ucum, value)}
            for field, value in members
        ]
        key = f"{group}-{panel}" if group else panel
        made = _observation(response, taken, key, "vital-signs", _vital_code(rules.vitals()[panel]))
        yield made | {"component": components}


def _measured(table: Field, answers: Answers, response: Mapping[str, Any], taken: Taken) -> Iterator[Json]:
    """The vital signs of a chart, each at the time of its row; a row without day or time gives none.

    Ids follow from the time, so that a row put in between changes nothing else.
    """
    for row in cast("tuple[Mapping[str, Value], ...]", answers[table.key]):
        at = _moment(table, row, answers)
        if at is None:
            continue
        then, key = replace(taken, at=at), f"{table.key}.{at.isoformat()}"
        pressures: dict[str, Decimal] = {}
        for column in table.columns:
            cell = row.get(column.key)
            if column.vital in ("SBP", "DBP") and isinstance(cell, Decimal):
                pressures[column.vital] = cell
            elif column.vital and isinstance(cell, Decimal):
                made = _observation(response, then, f"{key}.{column.vital}", "vital-signs", _code_of(column))
                yield made | {"valueQuantity": _quantity(column.unit, column.ucum, cell)}
            elif column.key == "bp" and isinstance(cell, str) and (both := _BOTH.fullmatch(cell.strip())):
                pressures = {"SBP": Decimal(both[1]), "DBP": Decimal(both[2])}
        if pressures:
            yield _observation(
                response, then, f"{key}.BP", "vital-signs", _vital_code(rules.vitals()["BP"])
            ) | {"component": [_component(name, value) for name, value in pressures.items()]}


def _component(name: str, value: Decimal) -> Json:
    vital = rules.vitals()[name]
    return {"code": _vital_code(vital), "valueQuantity": _quantity(vital.unit, vital.ucum, value)}


def _moment(table: Field, row: Mapping[str, Value], answers: Answers) -> datetime | None:
    """`at` names the column of the time, `day` the column or the field of its day."""
    mapping = table.fhir or {}
    at, name = row.get(str(mapping["at"])), str(mapping.get("day", ""))
    if isinstance(at, datetime):
        return at
    day = day_of(row.get(name, answers.get(name)))
    return datetime.combine(day, at, VIETNAM) if day and isinstance(at, time) else None


def _results(
    form: Form, table: Field, value: Value, response: Mapping[str, Any], taken: Taken
) -> Iterator[Json]:
    """The rows of a result sheet whose test has a code; a result that is no number stays text."""
    column = str((table.fhir or {})["value"])
    rows = {row.key: row for row in table.rows}
    for cells in cast("tuple[Mapping[str, Value], ...]", value):
        row, result = rows[str(cells[ROW])], cells.get(column)
        if not row.loinc or not isinstance(result, str | Decimal):
            continue
        code = {"coding": [_unchecked(row.loinc)], "text": row.label}
        key = f"{table.key}.{row.key}"
        made = _observation(response, taken, key, _category(form, table), code) | _result(row, result)
        flag = cells.get("flag")
        if isinstance(flag, Coding) and flag.code in _FLAGS:
            coding = {"system": systems.INTERPRETATION, "code": flag.code, "display": _FLAGS[flag.code]}
            made["interpretation"] = [{"coding": [coding]}]
        ranges = [shown for one in row.ranges if (shown := _range(row, one))]
        yield made | ({"referenceRange": ranges} if ranges else {})


def _result(row: Row, result: str | Decimal) -> Json:
    number = result if isinstance(result, Decimal) else numbers_vi.read_number(result)
    return (
        {"valueString": result}
        if number is None
        else {"valueQuantity": _quantity(row.unit, row.ucum, number)}
    )


def _range(row: Row, one: Range) -> Json | None:
    """Closed ends only: R4 has no "below"; the print's words are kept as text."""
    made: Json = {}
    if one.low is not None and not one.low_is_exclusive:
        made["low"] = _quantity(row.unit, row.ucum, one.low)
    if one.high is not None and not one.high_is_exclusive:
        made["high"] = _quantity(row.unit, row.ucum, one.high)
    if one.text:
        made["text"] = one.text
    if made and one.group:
        made["appliesTo"] = [{"text": one.group}]
    return made or None


def _valued(field: Field, value: Value) -> Json | None:
    """The value[x] of an answer; None for what an Observation has no shape for."""
    match value:
        case bool():
            return {"valueBoolean": value}
        case Decimal() if field.type == "score" and value == value.to_integral_value():
            return {"valueInteger": int(value)}
        case Decimal():
            return {"valueQuantity": _quantity(field.unit, field.ucum, value)}
        case Coding():
            coding = {"system": value.system, "code": value.code, "display": value.display}
            shown = {name: part for name, part in coding.items() if part}
            return {"valueCodeableConcept": {"coding": [shown], "text": value.words}}
        case tuple() if all(isinstance(one, Coding) for one in value):
            return {"valueString": "; ".join(cast("Coding", one).words for one in value)}
    return None


def _observation(response: Mapping[str, Any], taken: Taken, key: str, category: str, code: Json) -> Json:
    coding = {"system": systems.OBSERVATION_CATEGORY, "code": category, "display": _CATEGORIES[category]}
    made: Json = {
        "resourceType": "Observation",
        "id": fact_id(response["id"], key),
        "status": "final",
        "category": [{"coding": [coding]}],
        "code": code,
        "subject": response["subject"],
        "effectiveDateTime": taken.at.isoformat(),
        "derivedFrom": [{"reference": f"QuestionnaireResponse/{response['id']}"}],
    }
    if "encounter" in response:
        made["encounter"] = response["encounter"]
    if taken.performer:
        made["performer"] = [{"reference": taken.performer}]
    return made


def _category(form: Form, field: Field) -> str:
    if field.vital and field.vital not in _SURVEYS:
        return "vital-signs"
    if field.type == "score" or field.vital:
        return "survey"
    return form.kind if form.kind in ("laboratory", "imaging", "procedure") else "exam"


def _code_of(field: Field) -> Json:
    loinc = (field.fhir or {}).get("loinc")
    if loinc:
        return {"coding": [_unchecked(str(loinc))], "text": field.label}
    return _vital_code(rules.vitals()[field.vital])


def _vital_code(vital: rules.Vital) -> Json:
    coding = {"system": systems.LOINC, "code": vital.loinc}
    if vital.loinc_display:
        coding["display"] = vital.loinc_display
    return {"coding": [coding], "text": vital.display}


def _unchecked(loinc: str) -> Json:
    """A code written from memory (RECALLED): used, and said to be so."""
    return {
        "extension": [{"url": systems.CODE_BASIS, "valueCode": "RECALLED"}],
        "system": systems.LOINC,
        "code": loinc,
    }


def _quantity(unit: str, ucum: str, value: Decimal) -> Json:
    made: Json = {"value": value}
    if unit:
        made["unit"] = unit
    return made | ({"system": systems.UCUM, "code": ucum} if ucum else {})
