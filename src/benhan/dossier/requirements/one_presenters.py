"""One requirement: what is asked, why it stands as it does, what each probe saw, what was shown and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import address_of, address_of_system
from benhan.assurance.evidence import KINDS_VI
from benhan.assurance.expecting import said
from benhan.assurance.judging import STATUSES_VI, Judgement, Proof, Verdict
from benhan.assurance.models import Assessment, Asset, Comment, Evidence, ProbeRun
from benhan.dossier.board.words import EVIDENCE_VI, PROOF_BADGES, basis_words, verdict_badge
from benhan.law.catalogues import Catalogue, Requirement
from benhan.law.probes import ProbeRule, probe_rules
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import money
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, KeyValue, KeyValues, Notice, Row, Table


@dataclass(frozen=True, slots=True)
class View:
    """What the page is about."""

    assessment: Assessment
    catalogue: Catalogue
    judgement: Judgement
    now: datetime

    @property
    def asked(self) -> Requirement:
        return self.judgement.requirement

    @property
    def url(self) -> str:
        return address_of(self.assessment, self.asked)

    @property
    def badge(self) -> Badge:
        return verdict_badge(self.judgement.verdict)

    @property
    def parameter(self) -> str:
        return self.asked.parameter_at(self.assessment.level)


@dataclass(frozen=True, slots=True)
class Wish:
    """An expectation and whether it holds: state is met, broken or unknown."""

    state: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class ProbeView:
    """One probe at one place: what it asks, what it saw, what is wanted of that, when, until when."""

    title: str
    question: str
    badge: Badge
    wishes: tuple[Wish, ...]
    facts: KeyValues | None
    text: str
    lines: tuple[str, ...]
    sha256: str
    action: Action | None
    hidden: tuple[tuple[str, str], ...]
    post_url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody's word on the requirement."""

    who: str
    at: str
    text: str
    is_appraisers: bool
    badge: Badge
    action: Action | None


_NOTICES = {
    Verdict.PROVED: ("Đã chứng minh", "la", "check"),
    Verdict.DECLARED: ("Mới khai báo, chưa có đủ bằng chứng", "hoe", "edit"),
    Verdict.MISSING: ("Còn thiếu", "son", "cross"),
    Verdict.NOT_APPLICABLE: ("Không áp dụng", "", "dot-open"),
}


def notice(view: View) -> Notice:
    title, tone, icon = _NOTICES[view.judgement.verdict]
    return Notice(title, view.judgement.because, tone, icon)  # type: ignore[arg-type]


def facts(view: View) -> KeyValues:
    asked, level = view.asked, view.assessment.level
    family = next(one for one in view.catalogue.families if one.key == asked.family)
    rows = [
        KeyValue("Điều khoản", f"{view.catalogue.code}, {asked.clause_at(level)}",
                 "chữ cái là thứ tự của phần mềm, không trích dẫn" if view.catalogue.letters == "ours" else ""),
        KeyValue("Nhóm", family.title, family.law),
        KeyValue("Bằng chứng cần có", ", ".join(EVIDENCE_VI[one] for one in EVIDENCE_VI if one in asked.evidence)),
        KeyValue("Ai thực hiện", "phần mềm" if asked.is_software else "cơ sở"),
        KeyValue("Lời văn", basis_words(asked.basis)),
    ]  # fmt: skip
    return KeyValues(tuple(rows))


def neighbours(
    assessment: Assessment, before: Requirement | None, after: Requirement | None
) -> tuple[Action, ...]:
    found = []
    if before:
        found.append(Action("Yêu cầu trước", address_of(assessment, before), icon="left", key="k"))
    if after:
        found.append(Action("Yêu cầu sau", address_of(assessment, after), icon="right", key="j"))
    return tuple(found)


def answer(view: View) -> KeyValues | None:
    """The answer that counts, None while there is none."""
    one = view.judgement.answer
    if one is None:
        return None
    rows = [
        KeyValue("Mức trả lời", STATUSES_VI[one.status]),
        KeyValue("Hiện trạng", one.current_state or "không ghi"),
        KeyValue("Phương án", one.measure or "không ghi"),
    ]
    if one.status == "not_applicable":
        rows = [rows[0], KeyValue("Lý do", one.reason)]
    if one.status in ("partial", "unmet"):
        rows += [
            KeyValue("Việc còn phải làm", one.task or "không ghi"),
            KeyValue("Hạn", dates_vi.day(one.due) if one.due else "chưa có hạn"),
            KeyValue("Chi phí", money(one.cost) if one.cost is not None else "chưa có giá"),
        ]
    if one.shared_solution:
        rows.append(KeyValue("Giải pháp dùng chung", one.shared_solution))
    rows.append(KeyValue("Người phụ trách", one.responsible_name or "chưa giao ai"))
    rows.append(KeyValue("Trả lời bởi", one.name, dates_vi.full_moment(one.at)))
    return KeyValues(tuple(rows))


def probes(view: View, assets: Sequence[Asset], can_ask: set[tuple[str, str]]) -> tuple[ProbeView, ...]:
    """Each bound probe at each place it is about."""
    places = {str(one.pk): one.name for one in assets}
    return tuple(_probe(view, proof, places.get(proof.asset, ""), can_ask) for proof in view.judgement.proofs)


def _probe(view: View, proof: Proof, where: str, can_ask: set[tuple[str, str]]) -> ProbeView:
    rule, run = probe_rules()[proof.probe], proof.run
    wishes = tuple(Wish(*_WISHES[one.is_met], one.text) for one in proof.met)
    return ProbeView(
        title=f"{rule.title} · {where}" if where else rule.title,
        question=rule.question,
        badge=PROOF_BADGES[proof.state],
        wishes=wishes,
        facts=_facts(rule, run) if run and run.state == "observed" else None,
        text="" if wishes and proof.state != "expired" else proof.text,
        lines=_lines(run, rule, view.now),
        sha256=run.sha256 if run else "",
        action=Action("Kiểm tra ngay", method="submit", icon="search")
        if (proof.probe, proof.asset) in can_ask else None,
        hidden=(("phep", rule.name), ("tai-san", proof.asset)),
        post_url=f"{view.url}kiem-tra/",
    )  # fmt: skip


_WISHES = {True: ("met", "check"), False: ("broken", "cross"), None: ("unknown", "help")}


def _facts(rule: ProbeRule, run: ProbeRun) -> KeyValues:
    return KeyValues(tuple(KeyValue(label, said(run.facts.get(key))) for key, label in rule.facts.items()))


def _lines(run: ProbeRun | None, rule: ProbeRule, now: datetime) -> tuple[str, ...]:
    if run is None:
        return (f"Theo lịch: {_every(rule.every_h)}",)
    who = {"agent": "máy được kiểm tra gửi kết quả có ký"}.get(run.source) or (
        "theo lịch" if run.asked_by == "lịch" else run.asked_by
    )
    ends = "hết hạn" if run.expires_at <= now else "còn hạn"
    return (
        f"Kiểm tra lúc {dates_vi.near_moment(run.at, now=now)}, {who}",
        f"Kết quả {ends} đến {dates_vi.full_moment(run.expires_at)} · lịch: {_every(rule.every_h)}",
    )


def _every(hours: float) -> str:
    if hours >= 24:
        return f"{hours / 24:g} ngày một lần".replace(".", ",")
    if hours < 1:
        return f"{hours * 60:.0f} phút một lần"
    return f"{hours:g} giờ một lần".replace(".", ",")


def evidence_table(view: View, rows: Sequence[Evidence]) -> Table:
    """What was shown, valid first; what was withdrawn stays to be seen."""
    today = timezone.localtime(view.now).date()
    at = f"{address_of_system(view.assessment.system)}bang-chung/"
    shown = sorted(rows, key=lambda one: one.withdrawn_at is not None)
    columns = (Column("Bằng chứng"), Column("Lập"), Column("Trạng thái", is_tight=True), Column("Tệp"))
    made = tuple(
        Row((
            Cell(one.title, " · ".join(part for part in (KINDS_VI[one.kind], one.statement[:160]) if part), is_strong=True),
            Cell(dates_vi.day(one.made_on), one.author),
            Cell(badge=evidence_badge(one, today), note=one.withdrawn_reason),
            Cell(action=Action("Mở tệp", f"{at}{one.pk}/tep/", icon="download"), note=f"SHA-256 {one.sha256[:16]}…",
                 title=one.sha256) if one.sha256 else Cell("không kèm tệp"),
        ), f"{at}{one.pk}/")
        for one in shown
    )  # fmt: skip
    empty = Empty(
        "Chưa có bằng chứng nào", "Thêm văn bản, ảnh chụp cấu hình hoặc biên bản phỏng vấn.", icon="paper"
    )
    return Table("bang-chung", "Bằng chứng", columns, made, empty)


def evidence_badge(one: Evidence, today: object) -> Badge:
    if one.withdrawn_at:
        return Badge("Đã rút", "", "undo")
    if one.expires_on is None:
        return Badge("Còn giá trị", "la", "check")
    if one.expires_on < today:  # type: ignore[operator]
        return Badge(f"Hết hạn {dates_vi.day(one.expires_on)}", "son", "clock")
    return Badge(f"Đến {dates_vi.day(one.expires_on)}", "la", "check")


def remarks(view: View, rows: Sequence[Comment], actor: Actor) -> tuple[Remark, ...]:
    is_appraiser, is_keeper = may(actor, Permission.APPRAISE_LEVEL), may(actor, Permission.KEEP_ASSURANCE)
    return tuple(
        Remark(
            who=f"{one.name} · thẩm định" if one.is_appraisers else one.name,
            at=dates_vi.near_moment(one.at, now=view.now),
            text=one.text,
            is_appraisers=one.is_appraisers,
            badge=Badge(f"Đã xong · {one.settled_by}", "la", "check") if one.settled_at
            else Badge("Chưa xong", "hoe", "dot-open"),
            action=Action("Đánh dấu đã xong", f"{view.url}y-kien/{one.pk}/", method="post", icon="check")
            if not one.settled_at and (is_appraiser or (is_keeper and not one.is_appraisers)) else None,
        )
        for one in rows
    )  # fmt: skip
