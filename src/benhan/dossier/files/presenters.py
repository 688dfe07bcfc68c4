"""One file in words: where it is, until when, who acts, what is missing, its papers and its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from benhan.access.permissions import Permission
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.judging import Judgement
from benhan.assurance.models import PlanItem
from benhan.dossier.files.addresses import address_of_paper
from benhan.dossier.files.clock import Clock
from benhan.dossier.files.gates import Gate, is_signed
from benhan.dossier.files.official import approval_state, deployment, expected_end
from benhan.dossier.files.opening import APPROVERS
from benhan.dossier.files.reminding import is_true, transitions
from benhan.dossier.files.telling import BESIDE, awaited, awaited_words
from benhan.dossier.files.workflow import Offered
from benhan.dossier.models import Dossier, DossierEvent, DossierPaper
from benhan.dossier.papers.registry_rows import PaperKind, papers_at
from benhan.law.workflow import (
    HIGHEST_HERE,
    Transition,
    line,
    paths,
    regimes,
    situations,
    states,
    steps,
)
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Step,
    Steps,
    Table,
    Timeline,
    TimelineEntry,
)

SOON = 3
_BACK = ("returned_incomplete", "appraised_unfit", "reassess_due")
_OPENED = {"mo-ho-so": "Lập hồ sơ"}


def crumbs(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    base = address_of_system(dossier.system)
    return (
        ("An toàn", ROOT),
        (dossier.system.name, base),
        ("Hồ sơ cấp độ", f"{base}ho-so/"),
        (dossier.number, ""),
    )


def state_badge(dossier: Dossier) -> Badge:
    state = states()[dossier.state]
    if dossier.state in _BACK:
        return Badge(state.name, "hoe", "undo")
    if state.official == "approved":
        return Badge(state.name, "la", "check")
    return Badge(state.name, "cham", "dot-half")


def lead(dossier: Dossier) -> str:
    return f"Cấp độ {dossier.level} · {regimes()[dossier.regime]} · {dossier.system.name} · phiên bản {dossier.version}"


def drawing(dossier: Dossier, reached: dict[str, datetime]) -> Steps:
    """The line of states: done with its day, now with its clock, next; a place this way leaves out is not drawn."""
    drawn, places = [], []
    for name, keys in line():
        mine = [states()[key] for key in keys]
        if any(dossier.regime in one.regimes and dossier.level in one.levels for one in mine):
            places.append((name, keys))
    here = next(number for number, (_, keys) in enumerate(places) if dossier.state in keys)
    for number, (name, keys) in enumerate(places):
        if number == here:
            drawn.append(Step(name, "now", states()[dossier.state].name))
        elif number < here:
            days = [reached[key] for key in keys if key in reached]
            drawn.append(Step(name, "done", dates_vi.day(max(days)) if days else ""))
        else:
            drawn.append(Step(name, "next"))
    return Steps("Chặng đường của hồ sơ", tuple(drawn))


def notices(dossier: Dossier, clock: Clock | None, offered: Sequence[Offered]) -> tuple[Notice, ...]:
    found = []
    if clock is not None:
        found.append(_clock_notice(dossier, clock))
    if dossier.level > HIGHEST_HERE:
        text = f"{paths()[dossier.level].words}. Phần mềm chỉ giữ nội dung; không làm được các bước thẩm định, phê duyệt."
        found.append(Notice("Cấp độ 4, 5 do Bộ Công an thẩm định", text, "hoe", "warning"))
    if dossier.details.get("next"):
        found.append(Notice("Đã có phiên bản sau", "Hồ sơ này được giữ như khi phê duyệt.", "cham", "lock"))
    if not dossier.details.get("next"):
        found += _turn(dossier, [one for one in offered if one.step.key not in BESIDE])
    return tuple(found)


def _turn(dossier: Dossier, offered: Sequence[Offered]) -> list[Notice]:
    """Whose turn it is, and what this person can do about it."""
    mine = [one for one in offered if one.is_mine]
    if not mine:
        waiting = awaited_words(dossier)
        body = dossier.appraiser if Permission.APPRAISE_LEVEL in awaited(dossier) else ""
        return [Notice(f"Đang chờ {waiting}", body, "cham", "clock")] if offered else []
    ready = [one for one in mine if one.is_open]
    told = [
        Notice(f"Chưa làm được bước “{one.step.name}”", f"{_sentence(one.closed_because)}.", "hoe", "warning",
               actions=(Action("Xem điều kiện", f"#dieu-kien-{one.step.key}", icon="list"),))
        for one in mine if not one.is_open
    ]  # fmt: skip
    if ready:
        ways = tuple(Action(one.step.name, f"#{one.step.key}") for one in ready)
        text = "Chọn bước tiếp theo; mỗi bước nói rõ sẽ ghi gì."
        told.insert(0, Notice("Đến lượt anh/chị", text, "cham", "check", actions=ways))
    return told


def _clock_notice(dossier: Dossier, clock: Clock) -> Notice:
    title = f"Hạn {dates_vi.day(clock.due_on)}: {clock.words}"
    said = []
    if clock.limit is not None:
        days = clock.limit.days_at(dossier.level)
        unit = "ngày làm việc" if clock.limit.unit == "working" else "ngày"
        limit = f"{days} {unit} để {clock.limit.about}" if days else clock.limit.about
        said.append(f"{limit[0].upper()}{limit[1:]} ({clock.limit.article}).")
        if clock.limit.basis == "RECALLED":
            said.append("Thời hạn này ghi theo trí nhớ, cần đối chiếu văn bản.")
    if clock.holidays:
        said.append(f"Không tính: {', '.join(clock.holidays)}.")
    if not clock.is_sure:
        said.append(f"Lịch nghỉ năm {clock.due_on.year} chưa được công bố, hạn có thể đổi.")
    tone = "son" if clock.is_late else "hoe" if clock.left <= SOON else "cham"
    return Notice(title, " ".join(said), tone, "clock")  # type: ignore[arg-type]


def gate_tables(dossier: Dossier, offered: Sequence[Offered]) -> tuple[Table, ...]:
    """For each step with conditions: what is missing first, with the way to where it is mended.

    A single condition that is met is no list: it is left out.
    """
    worth = (one for one in offered if len(one.gates) > 1 or any(gate.missing for gate in one.gates))
    return tuple(_gate_table(dossier, one) for one in worth)


def _gate_table(dossier: Dossier, one: Offered) -> Table:
    ordered = sorted(one.gates, key=lambda gate: gate.missing is None)
    lacking = sum(gate.missing is not None for gate in one.gates)
    said = (
        f"Còn thiếu {lacking} trong {len(ordered)} điều kiện"
        if lacking
        else f"Đủ cả {len(ordered)} điều kiện"
    )
    law = f", điều khoản của {regimes()[dossier.regime]}" if any(gate.article for gate in ordered) else ""
    rows = tuple(Row(_gate_cells(gate)) for gate in ordered)
    empty = Empty("Không có điều kiện nào", "Bước này không cần điều kiện gì thêm.", icon="check")
    columns = (Column("Điều kiện"), Column("Tình trạng"))
    caption = f"Điều kiện để làm bước: {one.step.name}"
    return Table(f"dieu-kien-{one.step.key}", caption, columns, rows, empty, sentence=f"{said}{law}.")


def _gate_cells(gate: Gate) -> tuple[Cell, Cell]:
    name = Cell(gate.label, note=gate.article, is_strong=gate.missing is not None)
    if gate.missing is None:
        return name, Cell(badge=Badge("Đủ", "la", "check"))
    label = "Mở giấy" if gate.key.startswith("paper-") else "Bổ sung"
    action = Action(label, gate.missing.url, kind="quiet", icon="edit") if gate.missing.url else None
    return name, Cell(
        badge=Badge("Còn thiếu", "son", "cross"), note=_sentence(gate.missing.text), action=action
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def paper_table(dossier: Dossier, papers: Sequence[DossierPaper]) -> Table:
    """The papers of the level in the registry's order; what the steps of the way wait for is said."""
    newest: dict[str, DossierPaper] = {}
    for one in papers:
        if one.key not in newest or newest[one.key].version < one.version:
            newest[one.key] = one
    asked = {needed.key for step in steps().values() for needed in step.papers_at(dossier.level)}
    kinds = papers_at(dossier.regime, dossier.level)
    rows = tuple(
        Row(_paper_cells(one, newest.get(one.key), one.key in asked), address_of_paper(dossier, one.key))
        for one in kinds
    )
    signed = sum(is_signed(one) for one in newest.values())
    sentence = f"{len(kinds)} giấy, đã lập {len(newest)}, đủ chữ ký {signed}"
    empty = Empty("Chưa có giấy nào", "Giấy của hồ sơ hiện ở đây khi đã lập.", icon="paper")
    columns = (Column("Giấy"), Column("Bản", is_tight=True), Column("Chữ ký"))
    return Table("giay", "Giấy của hồ sơ", columns, rows, empty, sentence=sentence)


def _paper_cells(kind: PaperKind, paper: DossierPaper | None, is_asked: bool) -> tuple[Cell, ...]:
    form = f"mẫu {kind.form}" if kind.form else ""
    note = ", ".join(filter(None, (form, "cần cho bước gửi, thẩm định hoặc phê duyệt" if is_asked else "")))
    name = Cell(kind.title, note=note, is_strong=is_asked)
    if paper is None:
        return name, Cell("chưa lập"), Cell(badge=Badge("Chưa lập", "", "dot-open"))
    signed = ", ".join(str(one.get("name", "")) for one in paper.signatures)
    badge = Badge("Đã ký", "la", "dot") if is_signed(paper) else Badge("Chưa đủ chữ ký", "hoe", "dot-open")
    approved = "bản được phê duyệt" if paper.is_approved else dates_vi.full_moment(paper.made_at)
    return name, Cell(str(paper.version), note=approved), Cell(badge=badge, note=signed)


def transition_table(dossier: Dossier, today: date) -> Table | None:
    """What the change of law asks of this file, by when."""
    found = transitions(dossier)
    if not found:
        return None
    rows = tuple(
        Row(
            (
                Cell(dates_vi.day(one.on), is_strong=True),
                Cell(one.must, note=one.article),
                _left(dossier, one, today),
            )
        )
        for one in found
    )
    empty = Empty("Không có mốc nào", "Hồ sơ này không thuộc diện chuyển tiếp.", icon="check")
    columns = (Column("Trước hết ngày", is_tight=True), Column("Phải xong"), Column("Tình trạng"))
    return Table("chuyen-tiep", "Mốc chuyển tiếp", columns, rows, empty)


def _left(dossier: Dossier, one: Transition, today: date) -> Cell:
    if is_true(dossier, one):
        return Cell(badge=Badge("Đã xong", "la", "check"))
    left = (one.on - today).days
    if left < 0:
        return Cell(badge=Badge(f"Quá {-left} ngày", "son", "clock"))
    return Cell(badge=Badge(f"Còn {left} ngày", "hoe" if left <= 30 else "cham", "clock"))


def facts(dossier: Dossier, judged: Sequence[Judgement], plan: Sequence[PlanItem]) -> KeyValues:
    situation = situations().get(str(dossier.details.get("situation", "")))
    council = dossier.details.get("council") or {}
    end = expected_end(dossier)
    rows = [
        KeyValue("Tình trạng phê duyệt", approval_state(dossier)),
        KeyValue("Triển khai phương án", deployment(dossier, judged, plan)),
        KeyValue("Dự kiến xong", dates_vi.day(end) if end else "chưa có việc nào còn hạn"),
        KeyValue("Diện", situation.label if situation else "chưa ghi"),
        KeyValue("Đường đi", paths()[dossier.level].words),
        KeyValue("Người lập", dossier.drafter_name or dossier.opened_by),
        KeyValue("Đơn vị thẩm định", dossier.appraiser or "chưa ghi", note=_council(council)),
        KeyValue("Quy chế", _numbered(dossier.regulation_number, dossier.regulation_on)),
        KeyValue("Quyết định phê duyệt", _numbered(dossier.decision_number, dossier.decided_on)),
    ]
    if dossier.level < HIGHEST_HERE:
        approves = APPROVERS.get(str(dossier.details.get("approves", "security_unit")), "chưa ghi")
        rows.insert(7, KeyValue("Thẩm quyền phê duyệt", approves))
    return KeyValues(tuple(rows), title="Hồ sơ")


def _council(council: dict[str, str]) -> str:
    return f"hội đồng theo quyết định {council['number']}" if council.get("number") else ""


def _numbered(number: str, on: date | None) -> str:
    return f"{number} ngày {dates_vi.day(on)}" if number and on else "chưa có"


def timeline(events: Sequence[DossierEvent], now: datetime) -> Timeline:
    entries = tuple(
        TimelineEntry(
            dates_vi.near_moment(one.at, now=now),
            _OPENED.get(one.step) or steps()[one.step].name if one.step in (*_OPENED, *steps()) else one.step,
            one.name,
            _told(one),
            dates_vi.full_moment(one.at),
        )
        for one in events
    )
    return Timeline("Diễn biến của hồ sơ", entries)


def _told(event: DossierEvent) -> str:
    move = f"→ {states()[event.to_state].name}" if event.to_state in states() else ""
    until = (
        f", hạn {dates_vi.day(event.due_on)}" if event.due_on and event.from_state != event.to_state else ""
    )
    return f"{move}{until}" + (f". {event.note}" if event.note else "")
