"""Form → FHIR R4 Questionnaire: the same form always gives the same resource."""

from __future__ import annotations

from typing import Any

from benhan.fhir import systems
from benhan.forms.catalogue import Field, Form, Section
from benhan.law import rules

Json = dict[str, Any]

UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
LOW = "http://hl7.org/fhir/StructureDefinition/minValue"
HIGH = "http://hl7.org/fhir/StructureDefinition/maxValue"
DECIMALS = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"

_TYPE = {
    "number": "decimal",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "choice": "choice",
    "multichoice": "choice",
    "boolean": "boolean",
    "icd": "open-choice",
    "table": "group",
}


def questionnaire(form: Form) -> Json:
    """The Questionnaire with url, version, items whose linkId is the field's key."""
    source = rules.sources()[form.circular]
    made: Json = {
        "resourceType": "Questionnaire",
        "id": f"{form.slug}-{form.version}",
        "url": form.url,
        "version": form.version,
        "name": "Form_" + form.code.replace("/", "_").replace("-", "_"),
        "title": form.title,
        "status": "active" if form.valid_to is None else "retired",
        "subjectType": ["Patient"],
        "publisher": "Bộ Y tế",
        "description": f"{form.code}; {source.number} ({form.basis})",
    }
    if form.valid_from:
        made["effectivePeriod"] = {"start": form.valid_from.isoformat()} | (
            {"end": form.valid_to.isoformat()} if form.valid_to else {}
        )
    made["item"] = [_group(section) for section in form.sections]
    return made


def _group(section: Section) -> Json:
    return {
        "linkId": section.key,
        "text": section.label,
        "type": "group",
        "item": [_item(field, field.key) for field in section.fields],
    }


def _item(field: Field, link_id: str) -> Json:
    item: Json = {"linkId": link_id, "text": field.label}
    if field.section:
        item["code"] = [{"system": systems.LOINC, "code": field.section}]
    elif field.vital:
        vital = rules.vitals()[field.vital]
        item["code"] = [{"system": systems.LOINC, "code": vital.loinc, "display": vital.loinc_display}]
    extensions = _extensions(field)
    if extensions:
        item["extension"] = extensions
    item["type"] = "text" if field.type == "text" and field.long else _TYPE.get(field.type, "string")
    if field.required and not field.required_if:
        item["required"] = True
    if field.repeats or field.type == "multichoice" or (field.type == "table" and not field.rows):
        item["repeats"] = True
    if field.calc:
        item["readOnly"] = True
    if field.choices:
        item["answerOption"] = [
            {"valueCoding": {"system": field.choice_system, "code": choice.code, "display": choice.label}}
            for choice in field.choices
        ]
    elif field.type == "icd":
        item["answerValueSet"] = systems.CODE_LIST + "icd10"
        item["item"] = [{"linkId": f"{link_id}.text", "text": "Ghi thêm", "type": "string"}]
    if field.type == "table":
        item["item"] = _table(field, link_id)
    return item


def _table(field: Field, link_id: str) -> list[Json]:
    if not field.rows:
        return [_item(column, f"{link_id}.{column.key}") for column in field.columns]
    return [
        {
            "linkId": f"{link_id}.{row.key}",
            "text": row.label,
            "type": "group",
            "item": [_item(column, f"{link_id}.{row.key}.{column.key}") for column in field.columns],
        }
        for row in field.rows
    ]


def _extensions(field: Field) -> list[Json]:
    made: list[Json] = []
    if field.unit:
        coding = {"system": systems.UCUM, "code": field.ucum} if field.ucum else {}
        made.append({"url": UNIT, "valueCoding": coding | {"display": field.unit}})
    if field.low is not None:
        made.append({"url": LOW, "valueDecimal": field.low})
    if field.high is not None:
        made.append({"url": HIGH, "valueDecimal": field.high})
    if field.type == "number" and field.decimals is not None:
        made.append({"url": DECIMALS, "valueInteger": field.decimals})
    return made
