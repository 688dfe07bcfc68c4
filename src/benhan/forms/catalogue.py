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
fhir          {resource, use, rank, panel, set, loinc, value}: which fact it becomes (forms.facts)
maps_to       the same in words, for every clinical field
section       LOINC code of the document section it belongs to
not_after not_before     a field key, or "now"
repeats       several values (icd, text, choice, figure)
retired       on the print, but no longer asked for: a form version that ends takes it away for good
main          an icd field that names the main diagnosis
figure        the base figure drawn upon; side, pair: right and left of an eye form; group: printed together
layout        of a table: "cards" when each row is a sheet of its own (a newborn, an operation)
columns rows shown       of a table: what is filled, its fixed rows, and the columns that only show the row
extension     ours: not on the official print; basis: how sure we are; note: doubts and hints
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from benhan.fhir import systems
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
]


def codes() -> tuple[str, ...]:
    """Every code of the catalogue, in order of its sets and files; reads no form."""
    return tuple(_files())


@cache
def forms() -> tuple[Form, ...]:
    """Every form and version, dead ones too: an old answer opens in the version it was filled in.

    Reads the whole catalogue (seconds): a page about one form asks for that one.
    """
    return tuple(made for code in codes() for made in _versions(code))


@cache
def form(code: str, at: date) -> Form:
    """The version of a form in force on a day; KeyError when the code is unknown or not in force then."""
    for item in loading.as_of(_versions(code), at):
        return item
    raise KeyError(f"no form {code} in force on {at.isoformat()}")


@cache
def form_version(code: str, version: str) -> Form:
    """That very version, whatever today's date; KeyError when there is none."""
    for item in _versions(code):
        if item.version == version:
            return item
    raise KeyError(f"no form {code} version {version}")


def form_of_canonical(canonical: str) -> Form:
    """The form a QuestionnaireResponse.questionnaire names (url|version)."""
    address, _, version = canonical.partition("|")
    slashless = address.removeprefix(systems.FORM)
    for code in codes():
        if address == systems.FORM + slashless and code.replace("/", "-") == slashless:
            return form_version(code, version)
    raise KeyError(f"no form {canonical}")


@cache
def _files() -> Mapping[str, tuple[str, ...]]:
    return files_by_code()


@cache
def _versions(code: str) -> tuple[Form, ...]:
    """All versions of a form; none when the code is unknown."""
    return tuple(read_file(name) for name in _files().get(code, ()))
