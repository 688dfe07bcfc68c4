"""The evidence book: which evidence shows which requirement, and each piece with its author, time, hash and expiry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from benhan.assurance.expecting import said
from benhan.assurance.judging import VERDICTS_VI, Judgement
from benhan.assurance.models import Evidence, ProbeRun
from benhan.dossier.papers.annexes.tallies import by_family
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import day
from benhan.law.probes import probe_rules
from benhan.law.vietnam_time import full_moment, local

KINDS_VI = {"document": "Văn bản", "configuration": "Ảnh chụp cấu hình", "interview": "Phỏng vấn"}
NO_FILE = "Không có tệp kèm theo"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as it stands in the book."""

    number: str
    kind: str
    told: str
    author: str
    at: str
    expires: str
    sha256: str


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    pieces = _pieces(facts)
    return enveloped(
        kind,
        facts,
        name="Sổ bằng chứng",
        subject=f"Đáp ứng yêu cầu {regime_of(facts).security} của {facts.system.name}",
        blocks=(
            Heading("I. Tổng hợp"),
            Paragraph(
                f"Lập lúc {full_moment(facts.now)} theo {facts.catalogue.code}, cấp độ {facts.dossier.level}, từ "
                f"{len(pieces)} bằng chứng đang lưu. Yêu cầu chỉ được coi là đã chứng minh khi mỗi loại bằng chứng nó đòi đều "
                "còn hiệu lực."
            ),
            by_family(facts.catalogue, facts.requirements),
            NewPage(is_landscape=True),
            *_by_requirement(facts, pieces),
            *_register(pieces),
        ),
        basis=(regime_of(facts).text_basis,),
    )


def _runs(one: Judgement) -> list[ProbeRun]:
    return [proof.run for proof in one.proofs if proof.run is not None]


def _pieces(facts: FileFacts) -> Mapping[object, Piece]:
    """Runs first, then papers; numbered in the order the catalogue first needs them."""
    runs: dict[object, Piece] = {}
    shown: dict[object, Piece] = {}
    for one in facts.requirements:
        for run in _runs(one):
            runs.setdefault(run.pk, _of_run(f"KT-{len(runs) + 1:03d}", run, facts.now))
        for each in one.evidence:
            shown.setdefault(each.pk, _of_evidence(f"VB-{len(shown) + 1:03d}", each, facts.now))
    return {**runs, **shown}


def _of_run(number: str, run: ProbeRun, now: datetime) -> Piece:
    rule = probe_rules()[run.probe]
    seen = "; ".join(
        f"{label}: {said(run.facts[key])}"
        for key, label in rule.facts.items()
        if key in run.facts and run.facts[key] not in ("", None)
    )
    told = seen if run.state == "observed" else f"không kiểm tra được, {run.because}"
    where = f" ({run.asset.name})" if run.asset else ""
    by = "Phần mềm kiểm tra trên máy khác" if run.source == "agent" else "Phần mềm kiểm tra"
    asked = "theo lịch" if run.asked_by == "lịch" else f"theo yêu cầu của {run.asked_by}"
    return Piece(
        number, "Kiểm tra tự động", f"{rule.title}{where}: {told or 'không có số liệu'}", f"{by}, {asked}",
        full_moment(run.at), _until(local(run.expires_at).date(), now), run.sha256 or "Không có",
    )  # fmt: skip


def _of_evidence(number: str, one: Evidence, now: datetime) -> Piece:
    told = f"{one.title}. {one.statement}" if one.statement else one.title
    author = one.author if one.author == one.name else f"{one.author}; {one.name} đưa vào sổ"
    return Piece(
        number, KINDS_VI.get(one.kind, one.kind), told, author, day(one.made_on),
        _until(one.expires_on, now) if one.expires_on else "Không hạn", one.sha256 or NO_FILE,
    )  # fmt: skip


def _until(on: date, now: datetime) -> str:
    return day(on) + (" (đã hết hạn)" if on < local(now).date() else "")


def _by_requirement(facts: FileFacts, pieces: Mapping[object, Piece]) -> tuple[Block, ...]:
    rows: list[tuple[str, ...]] = []
    for family in facts.catalogue.families:
        mine = [one for one in facts.requirements if one.requirement.family == family.key]
        if mine:
            rows.append((family.title,))
            rows += [_row(facts, one, pieces) for one in mine]
    columns = ("Điều khoản", "Yêu cầu", "Kết quả", "Lý do", "Bằng chứng")
    return (
        Heading("II. Yêu cầu và bằng chứng"),
        Grid(columns, tuple(rows), (16, 44, 20, 90, 22), empty="Chưa mở đánh giá"),
    )


def _row(facts: FileFacts, one: Judgement, pieces: Mapping[object, Piece]) -> tuple[str, ...]:
    numbers = [pieces[run.pk].number for run in _runs(one)] + [
        pieces[each.pk].number for each in one.evidence
    ]
    return (
        facts.catalogue.citation(one.requirement, facts.dossier.level),
        one.requirement.title,
        VERDICTS_VI[one.verdict],
        one.because or "Không ghi lý do",
        ", ".join(dict.fromkeys(numbers)) or "Chưa có",
    )


def _register(pieces: Mapping[object, Piece]) -> tuple[Block, ...]:
    rows = tuple(
        (one.number, one.kind, one.told, one.author, one.at, one.expires, one.sha256)
        for one in pieces.values()
    )
    columns = (
        "Số",
        "Loại",
        "Nội dung, kết quả quan sát",
        "Người lập",
        "Thời điểm",
        "Hết hạn",
        "Mã băm (SHA-256)",
    )
    return (
        Heading("III. Danh sách bằng chứng"),
        Grid(columns, rows, (13, 18, 66, 28, 20, 19, 32), empty="Chưa có bằng chứng nào"),
    )
