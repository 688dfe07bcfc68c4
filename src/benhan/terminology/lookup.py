"""Find and look up codes: from the editions loaded in the database, else from the data we ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from time import monotonic

from benhan.fhir import systems
from benhan.law import icd10, loading
from benhan.law.icd10 import IcdCode
from benhan.terminology.index import CodeIndex
from benhan.terminology.models import Code, Release


def find(
    system: str, text: str, limit: int = 20, *, at: date | None = None, recent: Sequence[str] = ()
) -> tuple[IcdCode, ...]:
    """Codes for a picker, best first; at = the visit's end date, which decides the edition."""
    return index(system, at).find(text, limit, recent)


def code(system: str, value: str, *, at: date | None = None) -> IcdCode | None:
    """The entry of a code, written with or without dot; None when the edition has no such code."""
    return index(system, at).get(value)


def icd(value: str) -> IcdCode | None:
    """A code of ICD-10 in today's edition."""
    return code(systems.ICD_10, value)


def version(system: str, at: date | None = None) -> str:
    """The edition that holds on a day, to be stored beside each code."""
    release = _release(system, at)
    return release[0] if release else systems.ICD_10_TT06


def index(system: str, at: date | None = None) -> CodeIndex:
    """The index of the edition in force; the shipped tier 1 where none is loaded. ICD-10 only, so far."""
    if system != systems.ICD_10:
        raise KeyError(f"no code system {system}")
    release = _release(system, at)
    return _loaded_index(system, *release) if release else shipped_index()


@lru_cache(maxsize=1)
def shipped_index() -> CodeIndex:
    return CodeIndex(icd10.tier1())


@lru_cache(maxsize=3)
def _loaded_index(system: str, edition: str, _loaded_at: str) -> CodeIndex:
    """Keyed by the load's instant too, so that another process' import is seen at the next search."""
    rows = Code.objects.filter(system=system, version=edition, active=True).order_by("code")
    return CodeIndex(
        IcdCode(code=row[0], display=row[1], **row[2])
        for row in rows.values_list("code", "display", "properties").iterator(chunk_size=4000)
    )


def forget() -> None:
    """Look at the database again at the next search (after an import in this process)."""
    _seen.clear()


@dataclass(frozen=True, slots=True)
class _Edition:
    system: str
    version: str
    valid_from: date | None
    valid_to: date | None
    loaded_at: str


# The editions change a few times a year; asking for them at every keystroke would cost a query each.
_LOOK_AGAIN_S = 30.0
_seen: dict[str, tuple[float, tuple[_Edition, ...]]] = {}


def _release(system: str, at: date | None) -> tuple[str, str] | None:
    """(version, loaded_at) of the edition for a day; without a day, the newest."""
    known = _seen.get(system)
    if known is None or monotonic() - known[0] > _LOOK_AGAIN_S:
        known = (monotonic(), _editions(system))
        _seen[system] = known
    fitting = known[1] if at is None else loading.as_of(known[1], at)
    return (fitting[0].version, fitting[0].loaded_at) if fitting else None


def _editions(system: str) -> tuple[_Edition, ...]:
    """Newest first."""
    releases = Release.objects.filter(system=system).order_by("-valid_from", "-loaded_at")
    return tuple(
        _Edition(system, row.version, row.valid_from, row.valid_to, row.loaded_at.isoformat())
        for row in releases
    )
