"""The complete file of a system as files: every paper in both forms, drawings, OSCAL, an index and SHA-256 sums.

Reads only. A regime that has no file yet is set as a draft from the same facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.models import System
from benhan.dossier.models import Dossier
from benhan.dossier.oscal.writing import WRITERS, documents
from benhan.dossier.papers import docx, pdf
from benhan.dossier.papers.drawings import DRAWINGS, drawing
from benhan.dossier.papers.facts import FileFacts, gather
from benhan.dossier.papers.gaps import gaps_of
from benhan.dossier.papers.registry import PaperKind, build, papers_at, papers_of
from benhan.law.vietnam_time import full_moment

INDEX, SUMS = "MUC-LUC.txt", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of the file: its path below the system's folder, its bytes, its line in the index."""

    path: str
    content: bytes
    line: str


def files_of(
    system: System,
    regime: str,
    now: datetime,
    told: Callable[[str], None] = lambda _: None,
    *,
    with_all: bool = False,
) -> Iterator[MadeFile]:
    """Every file of one system under one regime, index and sums last.

    told      hears of each file as it is made
    with_all  also the forms that the way at this level doesn't ask
    """
    dossier = file_under(system, regime, now)
    facts = gather(dossier, now)
    made: list[MadeFile] = []
    for one in _each(facts, _kinds(dossier, with_all=with_all)):
        told(one.path)
        made.append(one)
        yield one
    yield MadeFile(f"{regime}/{INDEX}", _index(facts, made).encode(), "")
    sums = "".join(
        f"{hashlib.sha256(one.content).hexdigest()}  {one.path.removeprefix(f'{regime}/')}\n" for one in made
    )
    yield MadeFile(f"{regime}/{SUMS}", sums.encode(), "")


def count_of(system: System, regime: str, now: datetime, *, with_all: bool = False) -> int:
    """How many files there will be before index and sums, for who waits."""
    return 2 * len(_kinds(file_under(system, regime, now), with_all=with_all)) + len(DRAWINGS) + len(WRITERS)


def _kinds(dossier: Dossier, *, with_all: bool) -> tuple[PaperKind, ...]:
    return papers_of(dossier.regime) if with_all else papers_at(dossier.regime, dossier.level)


def file_under(system: System, regime: str, now: datetime) -> Dossier:
    """The newest file under the regime, else an unsaved draft of one."""
    kept = Dossier.objects.filter(facility=system.facility, system=system, regime=regime)
    return kept.select_related("system").order_by("-opened_at").first() or Dossier(
        facility=system.facility,
        system=system,
        number="",
        regime=regime,
        level=system.level or 2,
        state="draft",
        state_since=now,
        opened_at=now,
        opened_by="",
    )


def _each(facts: FileFacts, kinds: tuple[PaperKind, ...]) -> Iterator[MadeFile]:
    regime = facts.dossier.regime
    for place, kind in enumerate(kinds, start=1):
        yield from _paper(place, kind, facts, regime)
    for name in DRAWINGS:
        path = f"{regime}/so-do/{name}.svg"
        yield MadeFile(path, drawing(name, facts.system).encode(), f"Sơ đồ: {DRAWINGS[name]}")
    yield from _oscal(facts, regime)


def _paper(place: int, kind: PaperKind, facts: FileFacts, regime: str) -> Iterator[MadeFile]:
    paper = build(kind.key, facts)
    gaps = gaps_of(paper)
    said = f"; còn {gaps} chỗ chưa khai" if gaps else ""
    stem = f"{regime}/{place:02d}-{kind.key}"
    yield MadeFile(f"{stem}.docx", docx.write(paper), f"{kind.title} (bản sửa được{said})")
    yield MadeFile(f"{stem}.pdf", pdf.write(paper), f"{kind.title} (bản in{said})")


def _oscal(facts: FileFacts, regime: str) -> Iterator[MadeFile]:
    for name, content in documents(facts).items():
        yield MadeFile(f"{regime}/oscal/{name}", content, "Dữ liệu trao đổi OSCAL")


def _index(facts: FileFacts, made: list[MadeFile]) -> str:
    head = (
        f"HỒ SƠ ĐỀ XUẤT CẤP ĐỘ {facts.dossier.level}: {facts.system.name}",
        f"Cơ sở: {facts.facility.name}. Lập lúc {full_moment(facts.now)} từ dữ liệu đang có trong hệ thống.",
        "Bản dự thảo, chưa ký. Tệp .docx để sửa, tệp .pdf để in và ký; SHA256SUMS để kiểm tra tệp không bị đổi.",
        "",
    )
    return "\n".join([*head, *(f"{one.path.split('/', 1)[1]}: {one.line}" for one in made), ""])
