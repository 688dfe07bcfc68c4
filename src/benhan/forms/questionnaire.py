"""Form → FHIR R4 Questionnaire: the same form always gives the same resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from benhan.fhir import systems
from benhan.forms.catalogue import Field, Form, Row, Section, ShowWhen
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
    "figure": "attachment",
    "score": "integer",
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
        "publisher": "Bộ Y tế" if not form.code.startswith("LOCAL/") else "Cơ sở khám bệnh, chữa bệnh",
        "description": f"{form.code}; {source.number} ({form.basis})",
    }
    if form.valid_from:
        made["effectivePeriod"] = {"start": form.valid_from.isoformat()} | (
            {"end": form.valid_to.isoformat()} if form.valid_to else {}
        )
    if form.sections:
        made["item"] = [_group(form, section) for section in form.sections]
    return made


def _group(form: Form, section: Section) -> Json:
    return {
        "linkId": section.key,
        "text": section.label,
        "type": "group",
        "item": [_item(field, field.key, form.field_by_key) for field in section.fields],
    }


def _item(field: Field, link_id: str, beside: Mapping[str, Field]) -> Json:
    item: Json = {"linkId": link_id, "text": field.label}
    loinc = (field.fhir or {}).get("loinc")
    if field.section:
        item["code"] = [{"system": systems.LOINC, "code": field.section}]
    elif field.vital:
        vital = rules.vitals()[field.vital]
        item["code"] = [{"system": systems.LOINC, "code": vital.loinc, "display": vital.loinc_display}]
        if not vital.loinc_display:
            del item["code"][0]["display"]
    elif loinc:
        item["code"] = [{"system": systems.LOINC, "code": loinc}]
    extensions = _extensions(field)
    if extensions:
        item["extension"] = extensions
    item["type"] = "text" if field.type == "text" and field.long else _TYPE.get(field.type, "string")
    if field.show_when:
        item["enableWhen"] = [_enable_when(field, link_id, beside)]
    if field.required and not field.required_if:
        item["required"] = True
    if field.repeats or field.type == "multichoice" or (field.type == "table" and not field.rows):
        item["repeats"] = True
    if not field.is_typed:
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
    beside = {column.key: column for column in field.columns}
    if not field.rows:
        return [_item(column, f"{link_id}.{column.key}", beside) for column in field.columns]
    return [_row(row, f"{link_id}.{row.key}", beside) for row in field.rows]


def _row(row: Row, link_id: str, columns: Mapping[str, Field]) -> Json:
    item: Json = {"linkId": link_id, "text": row.label}
    if row.loinc:
        item["code"] = [{"system": systems.LOINC, "code": row.loinc}]
    cells = [_item(column, f"{link_id}.{column.key}", columns) for column in columns.values()]
    return item | {"type": "group", "item": cells}


def _enable_when(field: Field, link_id: str, beside: Mapping[str, Field]) -> Json:
    """The condition, on a question of the same form or, inside a table, of the same row."""
    when = cast("ShowWhen", field.show_when)
    question = f"{link_id.rpartition('.')[0]}.{when.key}".lstrip(".")
    condition: Json = {"question": question, "operator": "="}
    if when.code:
        return condition | {"answerCoding": {"system": beside[when.key].choice_system, "code": when.code}}
    if beside[when.key].type == "boolean":
        return condition | {"answerBoolean": True}
    return condition | {"operator": "exists", "answerBoolean": True}


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
