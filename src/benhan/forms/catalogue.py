"""The catalogue of forms: law/forms/*.yaml read into frozen values, one `Form` per code and version.

Shape of a field in the files, all optional but key, label, type and basis:

type          text number date datetime time choice multichoice boolean icd table
long          a text of several lines
unit decimals low high   of a number; `vital` names a row of law/vitals.csv that supplies what is missing
choices / code_list      own choices, or a list of law/code_lists
required      first moment it must be there: draft, signing or closing; required_if names a condition
calc          {name, of}: a row of forms.calculate; the person may not type it
prefill       a row of forms.prefill
fhir          {resource, use, rank, panel}: which fact it becomes (forms.facts)
section       LOINC code of the document section it belongs to
not_after not_before     a field key, or "now"
repeats       several values (icd, text, choice)
main          an icd field that names the main diagnosis
extension     ours: not on the official print; basis: how sure we are
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import cast

from benhan.fhir import systems
from benhan.law import code_lists, loading, rules

TYPES = frozenset(
    {"text", "number", "date", "datetime", "time", "choice", "multichoice", "boolean", "icd", "table", "figure", "score"}
)
MOMENTS = ("draft", "signing", "closing")


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed row of a table."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Calculation:
    name: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, or one column of a table."""

    key: str
    label: str
    type: str
    basis: str = ""
    unit: str = ""
    ucum: str = ""
    decimals: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    choice_system: str = ""
    required: str = ""
    required_if: str = ""
    calc: Calculation | None = None
    prefill: str = ""
    fhir: Mapping[str, object] | None = None
    section: str = ""
    vital: str = ""
    not_after: str = ""
    not_before: str = ""
    pattern: str = ""
    long: bool = False
    partial: bool = False
    repeats: bool = False
    main: bool = False
    extension: bool = False
    columns: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    show_when: str = ""
    side: str = ""
    pair: str = ""
    layout: str = ""
    figure: str = ""
    note: str = ""
    maps_to: str = ""
    print: Mapping[str, object] | None = None  # layout hints for the template  # noqa: A003

    def is_required_at(self, moment: str) -> bool:
        """Whether it must be there at draft, signing or closing; each moment includes those before it."""
        return bool(self.required) and MOMENTS.index(self.required) <= MOMENTS.index(moment)

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    part: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs which part, in which order and capacity; optional ones do not hold the record back."""

    role: str
    label: str
    part: str
    order: int
    capacity: str
    optional: bool
    extension: bool
    basis: str


@dataclass(frozen=True)
class Form:
    """A form in one version. Key of the file's `code`, e.g. 15/BV1 or don-thuoc."""

    code: str
    slug: str
    version: str
    title: str
    title_en: str
    kind: str
    setting: str
    circular: str
    valid_from: date | None
    valid_to: date | None
    retention: str
    basis: str
    template: str
    paper: str
    pages: int  # of the official blank; a longer paper is set tighter first
    sections: tuple[Section, ...]
    signers: tuple[Signer, ...]
    checks: tuple[Calculation, ...] = ()

    @property
    def url(self) -> str:
        """Canonical address of its Questionnaire."""
        return systems.FORM + self.code.replace("/", "-")

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}"

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field in printed order."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def field_by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> Field:
        return self.field_by_key[key]


@cache
def forms() -> tuple[Form, ...]:
    """Every form and version, dead ones too: an old answer opens in the version it was filled in."""
    return tuple(_form(name, loading.document(name)) for name in loading.names("forms", ".yaml"))


@cache
def form(code: str, at: date) -> Form:
    """The version of a form in force on a day; KeyError when the code is unknown or not in force then."""
    for item in loading.as_of(tuple(item for item in forms() if item.code == code), at):
        return item
    raise KeyError(f"no form {code} in force on {at.isoformat()}")


@cache
def form_version(code: str, version: str) -> Form:
    """That very version, whatever today's date; KeyError when there is none."""
    for item in forms():
        if (item.code, item.version) == (code, version):
            return item
    raise KeyError(f"no form {code} version {version}")


def form_of_canonical(canonical: str) -> Form:
    """The form a QuestionnaireResponse.questionnaire names (url|version)."""
    for item in forms():
        if item.canonical == canonical:
            return item
    raise KeyError(f"no form {canonical}")


def _form(name: str, raw: Mapping[str, object]) -> Form:
    layout = cast("Mapping[str, str]", raw["print"])
    made = Form(
        code=str(raw["code"]),
        slug=str(raw["slug"]),
        version=str(raw["version"]),
        title=str(raw["title"]),
        title_en=str(raw["title_en"]),
        kind=str(raw["kind"]),
        setting=str(raw["setting"]),
        circular=str(raw["circular"]),
        valid_from=cast("date | None", raw["valid_from"]),
        valid_to=cast("date | None", raw["valid_to"]),
        retention=str(raw["retention"]),
        basis=str(raw["basis"]),
        template=layout["template"],
        paper=layout["paper"],
        pages=int(layout["pages"]),
        sections=tuple(_section(name, str(raw["code"]), item) for item in _maps(raw["sections"])),
        signers=tuple(_signer(item) for item in _maps(raw["signers"])),
        checks=tuple(_calculation(item) for item in _maps(raw.get("checks", ()))),
    )
    _refuse_nonsense(name, made)
    return made


def _section(name: str, code: str, raw: Mapping[str, object]) -> Section:
    fields = tuple(_field(name, code, item) for item in _maps(raw["fields"]))
    return Section(str(raw["key"]), str(raw["label"]), str(raw["part"]), fields)


def _field(name: str, code: str, raw: Mapping[str, object]) -> Field:
    key = str(raw["key"])
    vital = rules.vitals().get(str(raw.get("vital", "")))
    choices, system = _choices(code, key, raw)
    known = {
        "key",
        "label",
        "type",
        "vital",
        "choices",
        "code_list",
        "columns",
        "rows",
        "calc",
        "low",
        "high",
    }
    plain = {option: value for option, value in raw.items() if option not in known | {"unit", "decimals"}}
    unknown = sorted(set(plain) - set(Field.__dataclass_fields__))
    if unknown:
        raise loading.LawDataError(name, None, f"trường {key}: không hiểu {', '.join(unknown)}")
    return Field(
        key=key,
        label=str(raw["label"]),
        type=str(raw["type"]),
        vital=str(raw.get("vital", "")),
        unit=str(raw.get("unit", vital.unit if vital else "")),
        ucum=vital.ucum if vital else "",
        decimals=cast("int | None", raw.get("decimals", vital.decimals if vital else None)),
        low=_decimal(raw.get("low"), vital.low if vital else None),
        high=_decimal(raw.get("high"), vital.high if vital else None),
        choices=choices,
        choice_system=system,
        calc=_calculation(cast("Mapping[str, object]", raw["calc"])) if "calc" in raw else None,
        columns=tuple(_field(name, f"{code}:{key}", item) for item in _maps(raw.get("columns", ()))),
        rows=tuple(Row(str(item["key"]), str(item["label"])) for item in _maps(raw.get("rows", ()))),
        **plain,  # type: ignore[arg-type]
    )


def _choices(code: str, key: str, raw: Mapping[str, object]) -> tuple[tuple[Choice, ...], str]:
    if "code_list" in raw:
        listed = code_lists.code_list(str(raw["code_list"]))
        return tuple(Choice(entry.code, entry.display) for entry in listed.entries), listed.system
    own = tuple(Choice(str(item["code"]), str(item["label"])) for item in _maps(raw.get("choices", ())))
    return own, f"{systems.CHOICE}{code.replace('/', '-')}:{key}" if own else ""


def _signer(raw: Mapping[str, object]) -> Signer:
    return Signer(
        role=str(raw["role"]),
        label=str(raw["label"]),
        part=str(raw["part"]),
        order=int(str(raw["order"])),
        capacity=str(raw["capacity"]),
        optional=bool(raw.get("optional", False)),
        extension=bool(raw.get("extension", False)),
        basis=str(raw["basis"]),
    )


def _calculation(raw: Mapping[str, object]) -> Calculation:
    return Calculation(str(raw["name"]), tuple(str(key) for key in cast("tuple[object, ...]", raw["of"])))


def _maps(value: object) -> tuple[Mapping[str, object], ...]:
    return cast("tuple[Mapping[str, object], ...]", value)


def _decimal(value: object, default: Decimal | None) -> Decimal | None:
    return default if value is None else Decimal(str(value))


def _refuse_nonsense(name: str, made: Form) -> None:
    keys = [item.key for item in made.fields]
    link_ids = keys + [section.key for section in made.sections]  # a Questionnaire names both alike
    for key in link_ids:
        if link_ids.count(key) > 1:
            raise loading.LawDataError(name, None, f"trường {key} có hai lần")
    for item in made.fields:
        if item.type not in TYPES:
            raise loading.LawDataError(name, None, f"trường {item.key}: kiểu {item.type} không có")
        if item.required and item.required not in MOMENTS:
            raise loading.LawDataError(name, None, f"trường {item.key}: required {item.required} không có")
        needs = (item.not_before, item.not_after, *(item.calc.of if item.calc else ()))
        for other in needs:
            if other and other != "now" and other not in keys:
                raise loading.LawDataError(name, None, f"trường {item.key}: không có trường {other}")
    if made.retention not in rules.retention_classes():
        raise loading.LawDataError(name, None, f"không có nhóm lưu trữ {made.retention}")
    if made.circular not in rules.sources():
        raise loading.LawDataError(name, None, f"không có văn bản {made.circular}")
