"""Words for the probes: what was seen, how old it is, what it means for which requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from benhan.assurance.addresses import address_of, address_of_system
from benhan.assurance.models import ProbeRun, System
from benhan.dossier.probes.standing import STATES, Says, Standing, facts_in_words
from benhan.law.catalogues import catalogues
from benhan.ui import dates_vi
from benhan.ui.desk import DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)

_BADGES = {
    "failed": Badge("Chưa đạt", "son", "cross"),
    "unable": Badge("Không kiểm tra được", "hoe", "help"),
    "expired": Badge("Hết hạn", "hoe", "clock"),
    "absent": Badge("Chưa kiểm tra", "", "dot-open"),
    "passed": Badge("Đạt", "la", "check"),
    "seen": Badge("Đã xem", "cham", "dot"),
}
_CHIPS = (
    ("", "Tất cả"), ("failed", "Chưa đạt"), ("unable", "Không kiểm tra được"), ("expired", "Hết hạn"),
    ("absent", "Chưa kiểm tra"), ("passed", "Đạt"),
)  # fmt: skip
_SCOPES = {
    "installation": ("phan-mem-nay", "Phần mềm bệnh án này"),
    "facility": ("co-so", "Công việc của cơ sở"),
    "system": ("mo-ta", "Mô tả hệ thống và mạng"),
}
_MOST_FACTS = 3


def probes_url(system: System) -> str:
    return f"{address_of_system(system)}kiem-tra/"


def probe_url(system: System, one: Standing) -> str:
    tail = f"?tai-san={one.asset.pk}" if one.asset else ""
    return f"{probes_url(system)}{one.rule.name}/{tail}"


def index_page(
    system: System, found: Sequence[Standing], wanted: str, *, may_ask: bool, now: datetime
) -> DeskPage:
    """Every probe, grouped by what it looks at."""
    counts = Counter(one.state for one in found)
    shown = [one for one in found if not wanted or one.state == wanted]
    groups = _groups(shown)
    tables = [_table(system, key, title, rows, now) for (key, title), rows in groups.items()]
    actions = [Action("Báo cáo máy chủ", f"{probes_url(system)}bao-cao/", icon="upload")]
    if may_ask:
        actions.insert(
            0,
            Action(
                "Kiểm tra tất cả", f"{probes_url(system)}chay/", method="post", kind="primary", icon="search"
            ),
        )
    if not tables:
        tables = [_table(system, "khong-co", "Phép kiểm tra", [], now)]
    tables[0] = _with_chips(tables[0], system, counts, len(found), wanted)
    worst = " · ".join(
        f"{number(counts[state])} {_BADGES[state].text.lower()}" for state in STATES if counts[state]
    )
    return DeskPage(
        f"Kiểm tra: {system.name}",
        lead=f"{number(len(found))} phép kiểm tra: {worst}." if found else "",
        actions=tuple(actions),
        tables=tuple(tables),
    )


def one_page(system: System, one: Standing, runs: Sequence[ProbeRun], *, may_ask: bool) -> DeskPage:
    """One probe: all it saw, what each requirement makes of it, its history."""
    where = f" – {one.asset.name}" if one.asset else ""
    actions: tuple[Action, ...] = ()
    if may_ask and one.can_ask:
        actions = (
            Action("Kiểm tra ngay", probe_url(system, one), method="post", kind="primary", icon="search"),
        )
    return DeskPage(
        f"{one.rule.title}{where}",
        lead=one.rule.question,
        badge=_BADGES[one.state],
        actions=actions,
        notices=_why_not(one),
        texts=(KeyValues(tuple(KeyValue(*pair) for pair in one.facts()), "Những gì đã thấy"),)
        if one.facts()
        else (),
        tables=(_requirements(one),),
        facts=_about(one),
        timeline=_history(one, runs),
    )


def _groups(found: Iterable[Standing]) -> dict[tuple[str, str], list[Standing]]:
    made: dict[tuple[str, str], list[Standing]] = {}
    for one in found:
        if one.asset is not None:
            what = "Máy chủ" if one.rule.scope == "host" else "Địa chỉ dịch vụ"
            key = (f"t-{one.asset.pk}", f"{what}: {one.asset.name}")
        else:
            key = _SCOPES[one.rule.scope]
        made.setdefault(key, []).append(one)
    for rows in made.values():
        rows.sort(key=lambda one: (STATES.index(one.state), one.rule.title))
    return made


def _table(system: System, key: str, title: str, found: Sequence[Standing], now: datetime) -> Table:
    columns = (
        Column("Phép kiểm tra"), Column("Kết quả", is_tight=True), Column("Đã thấy", is_minor=True),
        Column("Lần gần nhất", is_tight=True), Column("Lần tới", is_minor=True, is_tight=True),
    )  # fmt: skip
    rows = tuple(_row(system, one, now) for one in found)
    return Table(
        key,
        title,
        columns,
        rows,
        Empty("Không có phép kiểm tra nào như vậy", "Chọn “Tất cả” để xem đủ.", icon="check"),
    )


def _row(system: System, one: Standing, now: datetime) -> Row:
    run = one.run
    return Row(
        (
            Cell(one.rule.title, _met_count(one.says), is_strong=True),
            Cell(badge=_BADGES[one.state]),
            Cell(_in_short(one)),
            Cell(
                dates_vi.near_moment(run.at, now=now) if run else "chưa lần nào",
                f"{_seconds(run)} giây" if run else "",
            ),
            Cell(_next(one, now), _until(run, now)),
        ),
        probe_url(system, one),
    )


def _met_count(says: Sequence[Says]) -> str:
    if not says:
        return "không gắn với yêu cầu nào của cấp độ này"
    passed = sum(one.state == "passed" for one in says)
    return f"đạt {number(passed)} trong {number(len(says))} yêu cầu"


def _in_short(one: Standing) -> str:
    """What decides: why it could not look, what falls short, else the first facts."""
    if one.run is None:
        return "máy chủ này gửi báo cáo" if not one.can_ask else "—"
    if one.run.because:
        return one.run.because
    short = {met.text: None for says in one.says for met in says.met if met.is_met is False}
    words = list(short) or [f"{label}: {value}" for label, value in one.facts()[:_MOST_FACTS]]
    return "; ".join(words[:_MOST_FACTS])


def _next(one: Standing, now: datetime) -> str:
    if not one.can_ask:
        return "theo báo cáo"
    if one.due_at is None or one.due_at <= now:
        return "lần chạy tới"
    return dates_vi.near_moment(one.due_at, now=now)


def _until(run: ProbeRun | None, now: datetime) -> str:
    return f"hạn {dates_vi.near_moment(run.expires_at, now=now)}" if run else ""


def _seconds(run: ProbeRun) -> str:
    return f"{run.took_ms / 1000:.1f}".replace(".", ",")


def _with_chips(table: Table, system: System, counts: Counter[str], total: int, wanted: str) -> Table:
    url = probes_url(system)
    chips = tuple(
        FilterChip(
            label, f"{url}?xem={key}" if key else url, key == wanted, number(counts[key] if key else total)
        )
        for key, label in _CHIPS
        if not key or counts[key] or key == wanted
    )
    return Table(table.id, table.caption, table.columns, table.rows, table.empty, filters=chips)


def _requirements(one: Standing) -> Table:
    rows = tuple(
        Row(
            (
                Cell(_citation(says), says.requirement.title, is_strong=True),
                Cell(badge=_BADGES["absent" if one.run is None else says.state]),
                Cell("chưa kiểm tra" if one.run is None else "; ".join(met.text for met in says.met)),
            ),
            address_of(says.assessment, says.requirement),
        )
        for says in one.says
    )
    empty = Empty(
        "Không gắn với yêu cầu nào", "Cấp độ đang đánh giá không đòi điều này; kết quả chỉ để biết."
    )
    columns = (Column("Yêu cầu"), Column("Kết quả", is_tight=True), Column("Vì sao"))
    return Table("yeu-cau", "Kết quả này nói gì với từng yêu cầu", columns, rows, empty)


def _citation(says: Says) -> str:
    catalogue = catalogues()[says.assessment.catalogue]
    return f"{catalogue.code} {catalogue.citation(says.requirement, says.assessment.level)}"


def _about(one: Standing) -> KeyValues:
    run, now = one.run, one.now
    rows = [
        KeyValue("Lần gần nhất", dates_vi.near_moment(run.at, now=now) if run else "chưa lần nào"),
        KeyValue("Hết hạn", dates_vi.near_moment(run.expires_at, now=now) if run else "—"),
        KeyValue("Lần tới", _next(one, now)),
        KeyValue(
            "Nhịp kiểm tra",
            f"{_hours(one.rule.every_h)} một lần; kết quả có giá trị {_hours(one.rule.valid_h)}",
        ),
    ]
    if run is not None:
        source = "Báo cáo có ký của máy chủ" if run.source == "agent" else "Phần mềm này"
        rows += [
            KeyValue("Nơi kiểm tra", source, f"khóa {run.agent}" if run.agent else ""),
            KeyValue("Người yêu cầu", run.asked_by),
            KeyValue("Thời gian chạy", f"{_seconds(run)} giây"),
            KeyValue("Mã băm bằng chứng", run.sha256[:16]),
        ]
    return KeyValues(tuple(rows), "Về lần kiểm tra này")


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} phút"
    return f"{hours / 24:g} ngày".replace(".", ",") if hours >= 48 else f"{hours:g} giờ".replace(".", ",")


def _why_not(one: Standing) -> tuple[Notice, ...]:
    if one.run is not None and one.run.because:
        text = f"{one.run.because[:1].upper()}{one.run.because[1:]}. Lần không kiểm tra được không bao giờ tính là đạt."
        return (Notice("Không kiểm tra được", text, "hoe", "help"),)
    if not one.can_ask:
        return (
            Notice(
                "Máy chủ này không chạy phần mềm bệnh án",
                "Chạy lệnh “benhan agent” trên máy đó rồi gửi báo cáo có ký ở trang “Báo cáo máy chủ”.",
            ),
        )
    return ()


def _history(one: Standing, runs: Sequence[ProbeRun]) -> Timeline:
    entries = tuple(
        TimelineEntry(
            dates_vi.near_moment(run.at, now=one.now),
            "Không kiểm tra được" if run.because else "Đã kiểm tra",
            by=run.asked_by,
            text=run.because
            or "; ".join(f"{label}: {value}" for label, value in facts_in_words(one.rule, run)[:_MOST_FACTS]),
            full_at=f"{dates_vi.local(run.at):%H:%M:%S %d/%m/%Y}",
            tone="hoe" if run.because else "",
        )
        for run in runs
    )
    return Timeline("Các lần kiểm tra", entries, "Chưa kiểm tra lần nào.")
