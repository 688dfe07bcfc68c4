"""A form of the catalogue as sections of fields to fill in, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from itertools import groupby
from typing import Literal

from benhan.fhir import systems
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Field as Question
from benhan.forms.catalogue import Form, Section
from benhan.forms.conditions import is_shown
from benhan.terminology import lookup
from benhan.ui.parts import (
    Choice,
    Field,
    FieldSection,
    FigurePad,
    Fillable,
    FillTable,
    PairLine,
    PairTable,
    Previous,
    ShownWhen,
)
from benhan.ui.parts.fields import Kind, Width
from benhan.ward.visit.figures import has_figure

FEW = 5  # more choices than this are picked by typing, or from a list
_NEEDED = {"draft": "Cần có", "signing": "Cần có khi trình ký", "closing": "Cần có khi trình ký"}
_TICKED = frozenset({"1", "on", "true"})
Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the inputs and what is said beside them, by input name.

    texts     what is typed
    prefilled and origins   what was filled in for the person and where it came from; said while it is unchanged
    errors    beside the field
    previous  the last value of the same question
    copied    by key: where it was taken over from, in words
    phrases   address of the sentence templates of this form, "" for none
    shown     by key: whether a question that hangs on an answer is asked
    """

    texts: Texts
    prefilled: Texts = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, Previous] = field(default_factory=dict)
    copied: Mapping[str, str] = field(default_factory=dict)
    phrases: str = ""
    shown: Mapping[str, bool] = field(default_factory=dict)

    def text(self, name: str, place: int = 0) -> str:
        values = self.texts.get(name, ())
        return values[place] if place < len(values) else ""

    def origin(self, name: str) -> str:
        if name in self.copied:
            return self.copied[name]
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
    made = tuple(_parts(section, filling))
    fields = tuple(one for part in made for one in inputs_of(part))
    empty = {one.name for one in fields if not _is_filled(one) and not one.name.endswith(".text")}
    filled_in = all(question.prefill or question.calc for question in section.fields)
    is_missing = any(one.needed and not _is_filled(one) for one in fields)
    has_error = any(one.error for one in fields) or any(getattr(part, "error", "") for part in made)
    number, _, title = section.label.partition(". ")
    return FieldSection(
        key=section.key,
        title=title or section.label,
        fields=made,
        number=number if title else "",
        note="điền sẵn từ tiếp đón" if filled_in else "",
        empty_count=len(empty),
        is_open=has_error or is_missing or not filled_in,
    )


def inputs_of(part: Fillable) -> tuple[Field, ...]:
    """Every single input inside a part that is asked."""
    match part:
        case ShownWhen():
            return () if part.is_hidden else inputs_of(part.inner)
        case FillTable():
            return tuple(cell for row in part.rows for cell in row.cells if isinstance(cell, Field))
        case PairTable():
            sides = (side for line in part.lines for side in (line.right, line.left))
            return tuple(side for side in sides if isinstance(side, Field))
        case FigurePad():
            return ()
    return (part,)


def _is_filled(one: Field) -> bool:
    return bool(one.value) or any(choice.is_chosen for choice in one.choices)


def _parts(section: Section, filling: Filling) -> Iterator[Fillable]:
    """Questions in printed order; those of two sides that follow each other stand side by side.

    What the print still has but nobody asks for any more has no input: an answer typed there would be dropped.
    """
    asked = [question for question in section.fields if not question.retired]
    for pair, group in groupby(asked, lambda question: bool(question.pair and question.side)):
        questions = tuple(group)
        if pair:
            yield _pairs(questions, filling)
            continue
        for question in questions:
            for made in fields_of(question, filling):
                yield _conditional(question, made, filling)


def _conditional(question: Question, made: Fillable, filling: Filling) -> Fillable:
    when = question.show_when
    if when is None or isinstance(made, ShownWhen):
        return made
    condition = f"{when.key} = {when.code}" if when.code else when.key
    return ShownWhen(condition, not filling.shown.get(question.key, True), made)


def _pairs(questions: Sequence[Question], filling: Filling) -> PairTable:
    by_pair: dict[str, dict[str, Question]] = {}
    for question in questions:
        by_pair.setdefault(question.pair, {})[question.side] = question

    def one(question: Question | None) -> Field | FigurePad | None:
        if question is None:
            return None
        if question.type == "figure":
            return figures(question, question.key, filling)[0]
        if question.type == "icd":
            return diagnoses(question, question.key, filling)[0]
        return plain_field(question, question.key, question.label, filling, "full")

    lines = tuple(
        PairLine(side_free_label(next(iter(sides.values()))), one(sides.get("right")), one(sides.get("left")))
        for sides in by_pair.values()
    )
    return PairTable(questions[0].key, lines)


def side_free_label(question: Question) -> str:
    """The question without the side its column already names."""
    label = question.screen_label
    for side in ("Mắt phải: ", "Mắt trái: ", "Phải: ", "Trái: "):
        if label.startswith(side):
            return label[len(side) :]
    for words in ("mắt phải", "mắt trái", "MP", "MT", "bên phải", "bên trái"):
        for shape in (f" ({words})", f", {words}", f" - {words}", f": {words}", f" {words}"):
            if label.lower().endswith(shape.lower()):
                return label[: -len(shape)]
    return label


def fields_of(question: Question, filling: Filling) -> tuple[Fillable, ...]:
    """The inputs of one question: one, or several for diagnoses and what repeats, or a table."""
    from benhan.ward.visit.table_fields import table_of  # it builds its cells with what stands here

    if question.type == "table":
        return table_of(question, filling)
    if question.type == "figure":
        return figures(question, question.key, filling)
    if question.type == "icd":
        return diagnoses(question, question.key, filling)
    if question.repeats:
        return _repeated(question, filling)
    return (plain_field(question, question.key, question.screen_label, filling, _width(question)),)


def figures(question: Question, name: str, filling: Filling) -> tuple[FigurePad, ...]:
    """A pad, and an empty one more where several drawings may stand."""
    drawn = list(filling.texts.get(name, ())) or [""]
    if question.repeats and drawn[-1]:
        drawn.append("")
    base = f"/kham/hinh/{question.figure}.svg" if has_figure(question.figure) else ""
    return tuple(
        FigurePad(
            name,
            question.screen_label if not place else f"{question.screen_label} ({place + 1})",
            text,
            base,
            error=filling.errors.get(name, "") if not place else "",
            place=place,
        )
        for place, text in enumerate(drawn)
    )


def _repeated(question: Question, filling: Filling) -> tuple[Field, ...]:
    one = plain_field(question, question.key, question.screen_label, filling, _width(question))
    values = [*filling.texts.get(question.key, ()), ""]
    shapes = {each.name: getattr(one, each.name) for each in dataclass_fields(one)}
    return tuple(
        NumberedField(**{
            **shapes,
            "value": value,
            "label": one.label if not place else f"{one.label} ({place + 1})",
            "error": one.error if not place else "",
            "needed": one.needed if not place else "",
            "place": place,
        })
        for place, value in enumerate(values)
    )  # fmt: skip


def diagnoses(question: Question, name: str, filling: Filling) -> tuple[Field, ...]:
    """Code and own words, one pair more than there are where several may stand."""
    present = max(len(filling.texts.get(name, ())), len(filling.texts.get(f"{name}.text", ())))
    count = max(present + 1, 2) if question.repeats else 1
    made: list[Field] = []
    for place in range(count):
        code = filling.text(name, place)
        entry = lookup.icd(code) if code else None
        made.append(
            NumberedField(
                name,
                question.screen_label if not place else f"{question.screen_label} ({place + 1})",
                "picker",
                entry.code if entry else code,
                entry.display if entry else "",
                hint="" if place else "Gõ mã hoặc vài chữ không dấu của tên bệnh",
                error=filling.errors.get(name, "") if not place else "",
                origin=filling.origin(name) if not place else "",
                needed=_needed(question, code) if not place else "",
                data_url=f"/kham/ma-benh.json?chinh={int(question.main)}",
                width="half",
                place=place,
            )
        )
        made.append(
            NumberedField(
                f"{name}.text",
                "Ghi thêm bằng lời",
                value=filling.text(f"{name}.text", place),
                error=filling.errors.get(f"{name}.text", "") if not place else "",
                width="half",
                place=place,
            )
        )
    return tuple(made)


def plain_field(
    question: Question, name: str, label: str, filling: Filling, width: Width, unit: str = ""
) -> Field:
    """One input for a question or a cell."""
    value = filling.text(name)
    kind = _kind(question)
    display, data_url = "", ""
    choices: tuple[Choice, ...] = ()
    if kind == "picker":
        chosen = question.choice(value)
        display = chosen.label if chosen else ""
        data_url = f"/kham/danh-muc/{question.choice_system.removeprefix(systems.CODE_LIST)}.json"
    elif question.type == "boolean":
        choices = (
            Choice("1", "Có", value in _TICKED),
            Choice("0", "Không", bool(value) and value not in _TICKED),
        )
    elif question.choices:
        ticked = set(filling.texts.get(name, ()))
        choices = tuple(Choice(one.code, one.label, one.code in ticked) for one in question.choices)
        if kind == "select":
            choices = (Choice("", "Chưa chọn", not ticked), *choices)
    is_text = question.type == "text" and question.is_typed
    return Field(
        name=name,
        label=label,
        kind=kind,
        value="" if choices and kind != "readonly" else value,
        display=display,
        unit=unit or question.unit,
        hint=_hint(question),
        error=filling.errors.get(name, ""),
        previous=filling.previous.get(name),
        origin=filling.origin(name),
        needed=_needed(question, value),
        choices=choices if kind != "readonly" else (),
        data_url=data_url,
        width=width,
        rows=min(6, int(str((question.print or {}).get("lines", 2)))),
        phrases=f"{filling.phrases}&o={question.key}" if filling.phrases and is_text else "",
        is_live=not question.is_typed,
    )


def _hint(question: Question) -> str:
    if question.help:
        return question.help
    if question.calc is not None and question.is_typed:
        return "tự tính khi đủ các mục, không thì ghi số đã cộng"
    return "ngày/tháng/năm, tháng/năm hoặc chỉ năm" if question.partial else ""


def _needed(question: Question, value: str) -> str:
    return _NEEDED[question.required] if question.required and not value else ""


def _kind(question: Question) -> Kind:
    if not question.is_typed:
        return "readonly"
    if question.type == "text":
        return "textarea" if question.long else "text"
    if question.type == "number":
        return "integer" if question.decimals == 0 else "number"
    if question.type == "choice" and question.choices:
        if len(question.choices) <= FEW:
            return "chips"
        return "picker" if question.choice_system.startswith(systems.CODE_LIST) else "select"
    if question.type == "date":
        return "text" if question.partial else "date"
    plain: Mapping[str, Literal["datetime", "time", "chips", "multichoice", "integer", "text"]] = {
        "datetime": "datetime",
        "time": "time",
        "boolean": "chips",
        "multichoice": "multichoice",
        "score": "integer",
        "choice": "text",
    }
    return plain[question.type]


def _width(question: Question) -> Width:
    if question.long or question.type == "multichoice":
        return "full"
    if question.vital:
        return "quarter"
    if question.calc or question.type in ("date", "datetime", "number", "score", "time"):
        return "third"
    return "half"


def shown_by_key(form: Form, answers: Answers) -> dict[str, bool]:
    """Which questions that hang on an answer are asked."""
    return {one.key: is_shown(one, answers) for one in form.fields if one.show_when}


def with_focus(sections: Sequence[FieldSection]) -> tuple[FieldSection, ...]:
    """The first empty question that is needed takes the cursor, else the first empty one that stands open."""
    target = _first(sections, is_needed=True) or _first(sections, is_needed=False)
    if target is None:
        return tuple(sections)
    return tuple(
        replace(
            section,
            fields=tuple(
                replace(one, has_focus=True) if one is target and isinstance(one, Field) else one
                for one in section.fields
            ),
        )
        for section in sections
    )


def _first(sections: Sequence[FieldSection], *, is_needed: bool) -> Field | None:
    for section in sections:
        for one in section.fields if section.is_open else ():
            if not isinstance(one, Field) or one.is_group or one.kind == "readonly" or _is_filled(one):
                continue
            if one.needed or not is_needed:
                return one
    return None
