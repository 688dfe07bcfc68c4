"""Which form is meant by an address, and what the whole catalogue holds for the session's facility?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from benhan.forms import catalogue, issued
from benhan.forms.catalogue_files import files_by_code
from benhan.forms.fields import Form
from benhan.forms.issuing import OWN_CODE, slug_of
from benhan.ward.form_catalogue.problems import UNKNOWN_FORM


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the catalogue with the version to show: the one in force, else the last there was.

    coming       a facility's version that begins later
    replaced_by  title of the form that took the place of one that ended
    """

    code: str
    folder: str
    form: Form
    is_in_force: bool
    coming: str = ""
    replaced_by: str = ""


@cache
def _places() -> Mapping[str, tuple[str, str]]:
    """Slug → code and set, from the names of the files alone: reading every form takes seconds."""
    made = {}
    for code, names in files_by_code().items():
        _, folder, file = names[0].split("/")
        made[file.removesuffix(".yaml")] = (code, folder)
    return made


@cache
def _set_by_code() -> Mapping[str, str]:
    return dict(_places().values())


def code_of(slug: str) -> str:
    """The code an address means; raises UNKNOWN_FORM. An own form need not be issued yet."""
    if slug in _places():
        return _places()[slug][0]
    if slug.startswith("cs-"):
        return "LOCAL/" + slug.upper()
    raise UNKNOWN_FORM.at(slug)


def slug_by_code(code: str) -> str:
    return next((slug for slug, (one, _) in _places().items() if one == code), "") or slug_of(code)


def entries(today: date) -> tuple[Entry, ...]:
    """The whole catalogue, the facility's own forms last."""
    own = [code for code in issued.rows() if code.startswith(OWN_CODE)]
    return tuple(_entry(code, today) for code in (*catalogue.codes(), *own))


def _entry(code: str, today: date) -> Entry:
    coming = next((one.version for one in issued.of_code(code) if one.valid_from > today), "")
    folder = _set_by_code().get(code, "own")
    try:
        return Entry(code, folder, catalogue.form(code, today), True, coming)
    except KeyError:
        last = versions(code)[-1]
        return Entry(code, folder, last, False, coming, title_of(last.replaced_by, today))


def versions(code: str) -> tuple[Form, ...]:
    """Every version of a form the facility knows, oldest first; UNKNOWN_FORM when there is none."""
    own = [catalogue.form_version(code, one.version) for one in issued.of_code(code)]
    made = (*catalogue.shipped_versions(code), *own)
    if not made:
        raise UNKNOWN_FORM.at(code)
    return made


def in_force(code: str, today: date) -> Form | None:
    try:
        return catalogue.form(code, today)
    except KeyError:
        return None


def title_of(code: str, today: date) -> str:
    found = in_force(code, today) if code else None
    return found.title if found else ""


def form_of(slug: str, today: date, version: str = "") -> Form:
    """The version named, else the one in force, else the last; raises UNKNOWN_FORM."""
    code = code_of(slug)
    try:
        return catalogue.form_version(code, version) if version else catalogue.form(code, today)
    except KeyError:
        if version:
            raise UNKNOWN_FORM.at(slug) from None
    return versions(code)[-1]
