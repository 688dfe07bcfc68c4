"""A form of the catalogue as sections of fields to fill in, in the order of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from benhan.fhir import systems
from benhan.forms.catalogue import Field as Question
from benhan.forms.catalogue import Form, Section
from benhan.terminology import lookup
from benhan.ui.parts import Choice, Field, FieldSection, Previous
from benhan.ui.parts.fields import Kind, Width

FEW = 5  # more choices than this are picked by typing
_NEEDED = {"draft": "Cần có", "signing": "Cần có khi trình ký", "closing": "Cần có khi trình ký"}
Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the inputs and what is said beside them, by input name.

    texts     what is typed
    prefilled and origins   what was filled in for the person and where it came from; said while it is unchanged
    errors    beside the field
    previous  the last value of the same question
    """

    texts: Texts
    prefilled: Texts = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, Previous] = field(default_factory=dict)

    def text(self, name: str, place: int = 0) -> str:
        values = self.texts.get(name, ())
        return values[place] if place < len(values) else ""

    def origin(self, name: str) -> str:
        same = list(self.texts.get(name, ())) == list(self.prefilled.get(name, ()))
        return self.origins.get(name, "") if same and self.text(name) else ""


@dataclass(frozen=True, slots=True)
class NumberedField(Field):
    """One of several inputs with the same name; the first keeps the plain id, so that an error leads to it."""

    place: int = 0

    @property
    def id(self) -> str:
        return f"o-{self.name}" if not self.place else f"o-{self.name}-{self.place}"


def sections_of(form: Form, filling: Filling) -> tuple[FieldSection, ...]:
    """Every section; a finished one that was filled in for the person stands folded, but never with an error."""
    return tuple(_section(form, section, filling) for section in form.sections)


def _section(form: Form, section: Section, filling: Filling) -> FieldSection:
    fields = tuple(made for question in section.fields for made in fields_of(question, filling))
    empty = {one.name for one in fields if not _is_filled(one) and not one.name.endswith(".text")}
    filled_in = all(question.prefill or question.calc for question in section.fields)
    is_missing = any(one.needed and not _is_filled(one) for one in fields)
    has_error = any(one.error for one in fields)
    number, _, title = section.label.partition(". ")
    return FieldSection(
        key=section.key,
        title=title or section.label,
        fields=fields,
        number=number if title else "",
        note="điền sẵn từ tiếp đón" if filled_in else "",
        empty_count=len(empty),
        is_open=has_error or is_missing or not filled_in,
    )


def _is_filled(one: Field) -> bool:
    return bool(one.value) or any(choice.is_chosen for choice in one.choices)


def fields_of(question: Question, filling: Filling) -> tuple[Field, ...]:
    """The inputs of one question: one, or several for tables, diagnoses and what repeats."""
    if question.type == "table":
        return tuple(
            _plain(column, f"{question.key}.{row.key}.{column.key}", row.label, filling, "quarter", unit="tờ")
            for row in question.rows
            for column in question.columns
        )
    if question.type == "icd":
        return _diagnoses(question, filling)
    return (_plain(question, question.key, question.label, filling, _width(question)),)


def _diagnoses(question: Question, filling: Filling) -> tuple[Field, ...]:
    present = max(
        len(filling.texts.get(question.key, ())), len(filling.texts.get(f"{question.key}.text", ()))
    )
    count = max(present + 1, 2) if question.repeats else 1
    made: list[Field] = []
    for place in range(count):
        code = filling.text(question.key, place)
        entry = lookup.icd(code) if code else None
        made.append(
            NumberedField(
                question.key,
                question.label if not place else f"{question.label} ({place + 1})",
                "picker",
                entry.code if entry else code,
                entry.display if entry else "",
                hint="" if place else "Gõ mã hoặc vài chữ không dấu của tên bệnh",
                error=filling.errors.get(question.key, "") if not place else "",
                needed=_needed(question, code) if not place else "",
                data_url=f"/kham/ma-benh.json?chinh={int(question.main)}",
                width="half",
                place=place,
            )
        )
        made.append(
            NumberedField(
                f"{question.key}.text",
                "Ghi thêm bằng lời",
                value=filling.text(f"{question.key}.text", place),
                error=filling.errors.get(f"{question.key}.text", "") if not place else "",
                width="half",
                place=place,
            )
        )
    return tuple(made)


def _plain(
    question: Question, name: str, label: str, filling: Filling, width: Width, unit: str = ""
) -> Field:
    value = filling.text(name)
    kind = _kind(question)
    display, data_url = "", ""
    choices: tuple[Choice, ...] = ()
    if kind == "picker":
        chosen = question.choice(value)
        display = chosen.label if chosen else ""
        data_url = f"/kham/danh-muc/{question.choice_system.removeprefix(systems.CODE_LIST)}.json"
    elif question.choices:
        choices = tuple(Choice(one.code, one.label, one.code == value) for one in question.choices)
    return Field(
        name=name,
        label=label,
        kind=kind,
        value="" if choices else value,
        display=display,
        unit=unit or question.unit,
        hint="ngày/tháng/năm, tháng/năm hoặc chỉ năm" if question.partial else "",
        error=filling.errors.get(name, ""),
        previous=filling.previous.get(name),
        origin=filling.origin(name),
        needed=_needed(question, value),
        choices=choices,
        data_url=data_url,
        width=width,
        rows=min(6, int(str((question.print or {}).get("lines", 2)))),
    )


def _needed(question: Question, value: str) -> str:
    return _NEEDED[question.required] if question.required and not value else ""


def _kind(question: Question) -> Kind:
    if question.calc:
        return "readonly"
    if question.type == "text":
        return "textarea" if question.long else "text"
    if question.type == "number":
        return "integer" if question.decimals == 0 else "number"
    if question.type == "choice":
        return "chips" if len(question.choices) <= FEW else "picker"
    if question.type == "date":
        return "text" if question.partial else "date"
    plain: Mapping[str, Literal["datetime", "time", "boolean", "multichoice"]] = {
        "datetime": "datetime",
        "time": "time",
        "boolean": "boolean",
        "multichoice": "multichoice",
    }
    return plain[question.type]


def _width(question: Question) -> Width:
    if question.long:
        return "full"
    if question.vital:
        return "quarter"
    if question.calc or question.type in ("date", "datetime", "number"):
        return "third"
    return "half"
