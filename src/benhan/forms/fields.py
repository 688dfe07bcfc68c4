"""A form and what it is made of, as frozen values: fields, choices, rows of tables, sections, signers.

Read from law/forms by forms.catalogue_files; everybody else takes these names from forms.catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from benhan.fhir import systems

TYPES = frozenset(
    [
        "text",
        "number",
        "date",
        "datetime",
        "time",
        "choice",
        "multichoice",
        "boolean",
        "icd",
        "table",
        "figure",
        "score",
    ]
)
MOMENTS = ("draft", "signing", "closing")


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Range:
    """Normal values of a row for a group of people (male, female, adult, child or "" for all).

    Exclusive ends are "below" and "above"; text stands where the print gives words instead of numbers.
    """

    group: str
    low: Decimal | None
    high: Decimal | None
    low_is_exclusive: bool = False
    high_is_exclusive: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed row of a table.

    values   numbers printed in the row, by the key of the column that shows them
    allowed  the only numbers its cells may hold (points of a score); empty = any
    """

    key: str
    label: str
    unit: str = ""
    ucum: str = ""
    loinc: str = ""
    ranges: tuple[Range, ...] = ()
    values: Mapping[str, Decimal] | None = None
    allowed: tuple[Decimal, ...] = ()
    maps_to: str = ""
    note: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A printed column that nobody fills: it shows the row's label, key, unit, number, reference or value."""

    key: str
    label: str
    shows: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A row of forms.calculate and its inputs: field keys, or "table.column" for every cell of a column.

    is_open  where it gives nothing, the person may type the value (a printed total whose items are ours)
    """

    name: str
    of: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ShowWhen:
    """Shown only when another field of the form (or column of the row) is yes, or has this code."""

    key: str
    code: str = ""


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
    choice_count: int = 0
    choices_basis: str = ""
    required: str = ""
    required_if: str = ""
    show_when: ShowWhen | None = None
    calc: Calculation | None = None
    score: str = ""
    prefill: str = ""
    fhir: Mapping[str, object] | None = None
    maps_to: str = ""
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
    retired: bool = False
    figure: str = ""
    side: str = ""
    pair: str = ""
    group: str = ""
    layout: str = ""
    columns: tuple[Field, ...] = ()
    shown: tuple[Shown, ...] = ()
    rows: tuple[Row, ...] = ()
    line_author: tuple[str, ...] = ()  # a column that names who wrote the line (forms.line_authors)
    issued: bool = False  # given by the server when the form is saved (the code of a prescription)
    note: str = ""
    help: str = ""  # the facility's words below the field
    local_label: str = ""  # the facility's label, always beside the official one
    print: Mapping[str, object] | None = None  # layout hints for the template  # noqa: A003

    def is_required_at(self, moment: str) -> bool:
        """Whether it must be there at draft, signing or closing; each moment includes those before it."""
        return bool(self.required) and MOMENTS.index(self.required) <= MOMENTS.index(moment)

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)

    @property
    def screen_label(self) -> str:
        """The label as it stands on the screen; papers show the official one alone."""
        return f"{self.label} ({self.local_label})" if self.local_label else self.label

    @property
    def is_typed(self) -> bool:
        """Whether a person may enter it."""
        return not self.line_author and not self.issued and (self.calc is None or self.calc.is_open)


@dataclass(frozen=True, slots=True)
class Section:
    """layout "right-left": its fields come in pairs, the right eye beside the left."""

    key: str
    label: str
    part: str
    fields: tuple[Field, ...]
    layout: str = ""
    extension: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs which part, in which order and capacity; optional ones do not hold the record back.

    role  the slot's own name, once in a form; who = a row of law/signers.yaml; the same order = in parallel
    """

    role: str
    label: str
    part: str
    order: int
    capacity: str
    optional: bool
    extension: bool
    basis: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a person who signs declares, in our words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The acts a form holds back until it is signed; rule says how, with its emergency exception."""

    acts: tuple[str, ...]
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class ChartRule:
    """How a figure that is a chart is drawn: an axis, a line or a mark."""

    key: str
    kind: str
    rule: str
    basis: str


@dataclass(frozen=True)
class Form:
    """A form in one version. `code` is its key: 15/BV1, 36/BV2, LOCAL/TRUYEN-MAU, giay-ra-vien.

    number       what the paper itself is called in its circular (Mẫu 02), where that is not the code
    kind         record consent procedure imaging laboratory nursing meeting admission discharge certificate
                 prescription billing
    setting      inpatient outpatient commune any
    per          once (a stay), day or entry (each act, visit or order)
    leaves_house it goes to the patient or another house: no abbreviations on it
    template     "" = set by the generic template; pages = of the official blank, 99 when not known
    for_sex      "1" men, "2" women, "" both; below_months: only for patients younger than that, 0 = any age
    replaced_by  code of the form that took the place of one that ended
    """

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
    number: str = ""
    per: str = "once"
    leaves_house: bool = False
    orientation: str = "portrait"
    statement: tuple[Point, ...] = ()
    gates: Gate | None = None
    chart: tuple[ChartRule, ...] = ()
    notes: tuple[str, ...] = ()
    front: str = ""
    front_numbering: str = ""
    replaced_by: str = ""
    for_sex: str = ""
    below_months: int = 0

    @property
    def url(self) -> str:
        """Canonical address of its Questionnaire."""
        return systems.FORM + self.code.replace("/", "-")

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}"

    @property
    def shown_code(self) -> str:
        """What a reader knows it by: the Ministry's code, else its number in the circular; never our own slug."""
        is_official = "/" in self.code and not self.code.startswith("LOCAL/")
        return self.code if is_official else self.number

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field in printed order."""
        return tuple(field for section in self.sections for field in section.fields)

    @cached_property
    def field_by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> Field:
        return self.field_by_key[key]
