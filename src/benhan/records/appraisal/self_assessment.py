"""The self-assessment: criterion, evidence, result (EMR-POL-01); rows are data, evidence is looked up now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading
from benhan.law.rules import sources
from benhan.records.appraisal.probes import DECLARED, MISSING, PROBES, Evidence
from benhan.store.repository import Repository

FILE = "appraisal.yaml"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row as it stands in the file: exactly one of probe, declare and missing says something."""

    id: str
    source: str
    clause: str
    criterion: str
    force: str
    basis: str
    probe: str = ""
    declare: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Assessed:
    criterion: Criterion
    evidence: Evidence

    @property
    def where(self) -> str:
        """The text and clause, with how sure we are of it."""
        source = sources()[self.criterion.source]
        return f"{source.number}, {self.criterion.clause} ({_SURE[self.criterion.basis]})"


_SURE = {
    "READ-T": "đọc toàn văn",
    "READ-S": "đọc mẫu in",
    "READ-D": "đọc bản tổng hợp",
    "RECALLED": "theo trí nhớ, chưa đối chiếu",
}


@cache
def criteria() -> tuple[Criterion, ...]:
    """Raises LawDataError for a row that names no known source or probe."""
    raw = cast("tuple[Mapping[str, str], ...]", loading.document(FILE)["rows"])
    made = tuple(Criterion(**row) for row in raw)
    for number, one in enumerate(made, start=1):
        says = [bool(one.probe), bool(one.declare), bool(one.missing)]
        if one.source not in sources() or says.count(True) != 1 or (one.probe and one.probe not in PROBES):
            raise loading.LawDataError(FILE, number, one.id)
    return made


def assess(repository: Repository) -> tuple[Assessed, ...]:
    """Every criterion with what can be said of it now."""
    found: dict[str, Evidence] = {}
    for one in criteria():
        if one.probe and one.probe not in found:
            found[one.probe] = PROBES[one.probe](repository)
    return tuple(
        Assessed(
            one,
            found[one.probe]
            if one.probe
            else Evidence(DECLARED, one.declare)
            if one.declare
            else Evidence(MISSING, one.missing),
        )
        for one in criteria()
    )
