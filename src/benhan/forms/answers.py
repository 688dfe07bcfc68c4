"""Answers as typed values, and their shape on the wire: a QuestionnaireResponse and back without loss.

An `Answers` mapping holds only what was answered: key → value.
  text str · number Decimal · date date (or PartialDate) · datetime aware datetime · time time · boolean bool
  choice, icd Coding · score whole Decimal · figure Drawing · multichoice and repeating fields tuple
  table tuple of rows, each a mapping of column → value
  (a fixed row of a table carries its key under "row")
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias, cast

from benhan.forms import drawing
from benhan.forms.catalogue import Field, Form
from benhan.forms.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its words. text = the clinician's own wording when it differs from the list's display."""

    system: str
    code: str
    display: str = ""
    version: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """What people read."""
        return self.text or self.display or self.code


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or month and year, is known; it stays partial."""

    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999 or (self.month is not None and not 1 <= self.month <= 12):
            raise ValueError("no such month")

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"


Value: TypeAlias = (
    str
    | Decimal
    | bool
    | date
    | datetime
    | time
    | PartialDate
    | Coding
    | Drawing
    | tuple["Value", ...]
    | Mapping[str, "Value"]
)
Answers: TypeAlias = Mapping[str, Value]
Json: TypeAlias = dict[str, Any]

ROW = "row"


def to_response(
    form: Form,
    answers: Answers,
    *,
    id: str,  # noqa: A002  (FHIR's own word)
    status: str,
    subject: str,
    encounter: str = "",
    author: str = "",
    authored: datetime,
    subject_display: str = "",
) -> Json:
    """The QuestionnaireResponse of the answers: groups by section, empty ones left out.

    subject, encounter, author are references ("Patient/…"); status is an R4 QuestionnaireResponseStatus.
    Keys that the form does not know are a programming error: KeyError.
    """
    for key in answers:
        form.field(key)
    response: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "questionnaire": form.canonical,
        "status": status,
        "subject": {"reference": subject} | ({"display": subject_display} if subject_display else {}),
    }
    if encounter:
        response["encounter"] = {"reference": encounter}
    response["authored"] = authored.isoformat()
    if author:
        response["author"] = {"reference": author}
    groups = []
    for section in form.sections:
        items = [item for field in section.fields for item in _items(field, answers.get(field.key))]
        if items:
            groups.append({"linkId": section.key, "text": section.label, "item": items})
    if groups:
        response["item"] = groups
    return response


def from_response(form: Form, response: Mapping[str, Any]) -> dict[str, Value]:
    """The answers in a QuestionnaireResponse made for this form; unknown linkIds are a KeyError."""
    answers: dict[str, Value] = {}
    for group in response.get("item", ()):
        repeated: dict[str, list[Json]] = {}
        for item in group.get("item", ()):
            repeated.setdefault(item["linkId"], []).append(item)
        for key, items in repeated.items():
            field = form.field(key)
            if field.type == "table":
                answers[key] = _rows_from(field, items)
            else:
                answers[key] = _value_from(field, items[0]["answer"])
    return answers


def _items(field: Field, value: Value | None) -> Iterator[Json]:
    if value is None or value in ("", ()):
        return
    if field.type == "table":
        yield from _table_items(field, cast("tuple[Mapping[str, Value], ...]", value))
        return
    answers = [_answer(field, one) for one in _values(value)]
    yield {"linkId": field.key, "text": field.label, "answer": answers}


def _values(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _table_items(field: Field, rows: tuple[Mapping[str, Value], ...]) -> Iterator[Json]:
    """A free table repeats its group; a fixed one is a group holding one group per row."""
    made = []
    for row in rows:
        prefix = f"{field.key}.{row[ROW]}" if field.rows else field.key
        cells = [
            {
                "linkId": f"{prefix}.{column.key}",
                "text": column.label,
                "answer": [_answer(column, one) for one in _values(row[column.key])],
            }
            for column in field.columns
            if row.get(column.key) not in (None, "", ())
        ]
        if cells:
            label = next((fixed.label for fixed in field.rows if fixed.key == row.get(ROW)), field.label)
            made.append({"linkId": prefix, "text": label, "item": cells})
    if field.rows and made:
        yield {"linkId": field.key, "text": field.label, "item": made}
    elif not field.rows:
        yield from made


def _rows_from(field: Field, items: list[Json]) -> tuple[Mapping[str, Value], ...]:
    groups = [group for item in items for group in item["item"]] if field.rows else items
    rows = []
    for group in groups:
        row: dict[str, Value] = {ROW: group["linkId"].rpartition(".")[2]} if field.rows else {}
        for cell in group["item"]:
            key = cell["linkId"].rpartition(".")[2]
            column = next(column for column in field.columns if column.key == key)
            row[key] = _value_from(column, cell["answer"])
        rows.append(row)
    return tuple(rows)


def _answer(field: Field, value: Value) -> Json:
    match value:
        case bool():
            return {"valueBoolean": value}
        case Decimal():
            if field.type == "score" and value == value.to_integral_value():
                return {"valueInteger": int(value)}
            return {"valueDecimal": value}
        case datetime():
            return {"valueDateTime": value.isoformat()}
        case date() | PartialDate():
            return {"valueDate": str(value)}
        case time():
            return {"valueTime": value.isoformat()}
        case Drawing():
            return {"valueAttachment": _attachment(field, value)}
        case Coding():
            answer: Json = {"valueCoding": _coding(value)}
            if value.text:
                answer["item"] = [{"linkId": f"{field.key}.text", "answer": [{"valueString": value.text}]}]
            return answer
        case str():
            return {"valueString": value}
    raise TypeError(f"{field.key}: no answer type for {type(value).__name__}")


def _attachment(field: Field, value: Drawing) -> Json:
    data = base64.b64encode(value.svg.encode()).decode()
    return {"contentType": drawing.MEDIA_TYPE, "data": data, "title": field.label}


def _coding(value: Coding) -> Json:
    parts = {
        "system": value.system,
        "version": value.version,
        "code": value.code,
        "display": value.display,
    }
    return {name: part for name, part in parts.items() if part}


def _value_from(field: Field, answers: list[Json]) -> Value:
    values = tuple(_one_from(answer) for answer in answers)
    return values if field.repeats or field.type == "multichoice" else values[0]


def _one_from(answer: Mapping[str, Any]) -> Value:
    name = next(key for key in answer if key.startswith("value"))
    raw = answer[name]
    match name:
        case "valueBoolean":
            return bool(raw)
        case "valueDecimal" | "valueInteger":
            return raw if isinstance(raw, Decimal) else Decimal(str(raw))
        case "valueDateTime":
            return datetime.fromisoformat(raw)
        case "valueDate":
            return date_from(raw)
        case "valueTime":
            return time.fromisoformat(raw)
        case "valueAttachment":
            return drawing.from_svg(base64.b64decode(raw["data"]).decode())
        case "valueCoding":
            text = "".join(part["valueString"] for item in answer.get("item", ()) for part in item["answer"])
            return Coding(
                raw.get("system", ""),
                raw.get("code", ""),
                raw.get("display", ""),
                raw.get("version", ""),
                text,
            )
    return str(raw)


def date_from(text: str) -> date | PartialDate:
    """A FHIR date, whole or partial."""
    if len(text) == 10:
        return date.fromisoformat(text)
    year, _, month = text.partition("-")
    return PartialDate(int(year), int(month) if month else None)
