"""The catalogue of forms: law/forms/<set>/*.yaml read into frozen values, one `Form` per code and version.

Sets: bv1 (records), bv2 (sheets), papers (papers of other circulars), local (outside the Ministry's lists).
Shape of a field in the files, all optional but key, label, type and basis:

type          text number date datetime time choice multichoice boolean icd table figure score
long          a text of several lines
unit decimals low high   of a number; `vital` names a row of law/vitals.csv that supplies what is missing
choices / code_list      own choices, or a list of law/code_lists; choice_count: boxes whose words nobody
              could read, numbered; choices_basis where the words are less sure than the field
required      first moment it must be there: draft, signing or closing; required_if names a condition
show_when     "key" (yes) or "key = code": asked for, kept and printed only then
calc          {name, of, open}: a row of forms.calculate; the person may not type it unless open
score         a row of law/scores.yaml
prefill       a row of forms.prefill
fhir          {resource, use, rank, panel, set, loinc, value, at, day}: which fact it becomes (forms.facts);
              of a table: value = the column of the result, at and day = those of the time of a row
maps_to       the same in words, for every clinical field
section       LOINC code of the document section it belongs to
not_after not_before     a field key, or "now"
repeats       several values (icd, text, choice, figure)
retired       on the print, but no longer asked for: a form version that ends takes it away for good
main          an icd field that names the main diagnosis
figure        the base figure drawn upon; side, pair: right and left of an eye form; group: printed together
layout        of a table: "cards" when each row is a sheet of its own (a newborn, an operation)
columns rows shown       of a table: what is filled, its fixed rows, and the columns that only show the row
line_author   of a column: who of law/signers.yaml is named there by the server for the line they wrote
issued        given by the server at the first saving, fixed from then on
extension     ours: not on the official print; basis: how sure we are; note: doubts and hints
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache

from benhan.fhir import systems
from benhan.forms import changes, issued, issuing
from benhan.forms.catalogue_files import files_by_code, read_file
from benhan.forms.fields import (
    MOMENTS,
    TYPES,
    Calculation,
    ChartRule,
    Choice,
    Field,
    Form,
    Gate,
    Point,
    Range,
    Row,
    Section,
    Shown,
    ShowWhen,
    Signer,
)
from benhan.law import loading

__all__ = [
    "MOMENTS",
    "TYPES",
    "Calculation",
    "ChartRule",
    "Choice",
    "Field",
    "Form",
    "Gate",
    "Point",
    "Range",
    "Row",
    "Section",
    "ShowWhen",
    "Shown",
    "Signer",
    "codes",
    "form",
    "form_of_canonical",
    "form_version",
    "forms",
    "in_force",
    "shipped_version",
    "shipped_versions",
]


def codes() -> tuple[str, ...]:
    """Every code of the catalogue, in order of its sets and files; reads no form."""
    return tuple(_files())


@cache
def forms() -> tuple[Form, ...]:
    """Every shipped form and version, dead ones too; what the facility may open now says `in_force`.

    Reads the whole catalogue (seconds): a page about one form asks for that one.
    """
    return tuple(made for code in codes() for made in _versions(code))


def form(code: str, at: date) -> Form:
    """The version of a form in force on a day; KeyError when the code is unknown or not in force then.

    Inside a facility's transaction its own issued version comes before the Ministry's (forms.issued).
    """
    base = _shipped(code, at)
    own = issued.in_force(code, at, base.version if base else "")
    if own is not None:
        return _own(own)
    if base is None:
        raise KeyError(f"no form {code} in force on {at.isoformat()}")
    return base


def in_force(at: date) -> tuple[Form, ...]:
    """Every form one may open on a day, the facility's versions and own forms among them."""
    made = []
    for code in (*codes(), *(code for code in issued.rows() if code not in _files())):
        with suppress(KeyError):
            made.append(form(code, at))
    return tuple(made)


def form_version(code: str, version: str) -> Form:
    """That very version, whatever today's date; KeyError when there is none. Ours need no question."""
    for item in _versions(code):
        if item.version == version:
            return item
    for own in issued.of_code(code):
        if own.version == version:
            return _own(own)
    raise KeyError(f"no form {code} version {version}")


def form_of_canonical(canonical: str) -> Form:
    """The form a QuestionnaireResponse.questionnaire names (url|version)."""
    address, _, version = canonical.partition("|")
    slashless = address.removeprefix(systems.FORM)
    if address == systems.FORM + slashless:
        code = _code_by_address().get(slashless) or next(
            (code for code in issued.rows() if code.replace("/", "-") == slashless), ""
        )
        if code:
            return form_version(code, version)
    raise KeyError(f"no form {canonical}")


def shipped_versions(code: str) -> tuple[Form, ...]:
    """Every version we ship of one form, in the order of their files; () for a code we don't have."""
    return _versions(code)


def shipped_version(code: str, at: date) -> Form | None:
    """The Ministry's (or our) form in force on a day, without what a facility made of it."""
    return _shipped(code, at)


@cache
def _shipped(code: str, at: date) -> Form | None:
    return next(iter(loading.as_of(_versions(code), at)), None)


@lru_cache(maxsize=1024)
def _own(row: issued.Issued) -> Form:
    """An issued version, made of its base form and what was changed; the row is all it depends on."""
    base = form_version(row.code, row.base_version) if row.base_version else None
    stamp = issuing.Stamp(row.facility, row.code, row.version, row.valid_from, row.valid_to)
    return issuing.made_form(base, changes.from_text(row.content), stamp)


@cache
def _code_by_address() -> Mapping[str, str]:
    return {code.replace("/", "-"): code for code in codes()}


@cache
def _files() -> Mapping[str, tuple[str, ...]]:
    return files_by_code()


@cache
def _versions(code: str) -> tuple[Form, ...]:
    """All versions of a form; none when the code is unknown."""
    return tuple(read_file(name) for name in _files().get(code, ()))
