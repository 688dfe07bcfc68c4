"""The register and one incident in words; the clocks as bars of the time that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from benhan.assurance.addresses import ROOT
from benhan.assurance.models import Incident
from benhan.dossier.incidents.clocks import SOON, Running, address_of_incident, owed, running
from benhan.law.incidents import incident_clocks, incident_kinds
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    KeyValue,
    KeyValues,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)
from benhan.ui.parts.states import Tone

URL = f"{ROOT}su-co/"
_ACTS = {"record": "Ghi sự cố", "classify": "Phân loại lại", "close": "Đóng sự cố"}


@dataclass(frozen=True, slots=True)
class ClockBar:
    """One clock: gone is the per cent of its time that has passed."""

    label: str
    badge: Badge
    gone: int
    words: str
    to: str
    article: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of an incident, the shortest first."""

    clocks: tuple[ClockBar, ...]
    template: ClassVar[str] = "dossier/incidents/clocks.html"


PAPERS = {
    "thong-bao-ban-dau": "Thông báo ban đầu",
    "bao-cao-day-du": "Báo cáo đầy đủ",
    "bao-cao-ket-thuc": "Báo cáo kết thúc",
}


def papers(incident: Incident) -> tuple[Action, ...]:
    """What is to be signed and sent, as documents that can still be edited; the closing report once it is closed."""
    at = f"{address_of_incident(incident)}giay/"
    return tuple(
        Action(f"Tải {label[0].lower()}{label[1:]}", f"{at}{key}.docx", kind="quiet", icon="download")
        for key, label in PAPERS.items()
        if incident.closed_at or key != "bao-cao-ket-thuc"
    )


def clocks(incident: Incident, now: datetime) -> Clocks | None:
    bars = tuple(
        ClockBar(
            one.rule.label,
            _badge(one, now),
            one.share_gone(now),
            _left(one, now),
            one.rule.to,
            one.rule.article,
        )
        for one in running(incident)
    )
    return Clocks(bars) if bars else None


def _badge(one: Running, now: datetime) -> Badge:
    if one.sent_at is not None:
        return Badge("Đã gửi muộn", "hoe", "check") if one.is_late(now) else Badge("Đã gửi", "la", "check")
    if one.rule.hours == 0:
        return Badge("Phải báo ngay", "son", "warning")
    if one.is_late(now):
        return Badge("Quá hạn", "son", "clock")
    if one.ends_at - now <= SOON:
        return Badge("Sắp hết hạn", "son", "clock")
    return Badge("Đang chạy", "hoe", "clock")


def _left(one: Running, now: datetime) -> str:
    if one.sent_at is not None:
        return f"Gửi {dates_vi.near_moment(one.sent_at, now=now)}" + (
            f" tới {one.sent_to}" if one.sent_to else ""
        )
    if one.rule.hours == 0:
        return f"Báo ngay khi phát hiện, từ {dates_vi.near_moment(one.ends_at, now=now)}"
    words = left_words(one.ends_at, now)
    return f"{words[0].upper()}{words[1:]} · hạn {dates_vi.full_moment(one.ends_at)} ({one.rule.hours} giờ từ lúc phát hiện)"


def left_words(ends_at: datetime, now: datetime) -> str:
    """còn 52 giờ 40 phút, quá 3 giờ: a clock of hours is told in hours, not rounded to days."""
    hours, minutes = divmod(int(abs(ends_at - now).total_seconds()) // 60, 60)
    span = " ".join(filter(None, (f"{hours} giờ" if hours else "", f"{minutes} phút" if minutes else "")))
    return f"{'còn' if ends_at > now else 'quá'} {span or 'chưa đến 1 phút'}"


def state_badge(incident: Incident, now: datetime) -> Badge:
    if incident.closed_at is not None:
        return Badge("Đã đóng", "la", "lock")
    waiting = owed(incident)
    if any(one.is_late(now) or one.rule.hours == 0 for one in waiting):
        return Badge("Quá hạn báo cáo", "son", "clock")
    return (
        Badge("Đang xử lý, còn phải báo cáo", "hoe", "clock")
        if waiting
        else Badge("Đang xử lý", "cham", "dot-half")
    )


def register_table(incidents: Sequence[Incident], now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.code, is_strong=True),
                Cell(one.title, note=one.system.name),
                Cell(incident_kinds().get(one.kind, one.kind)),
                Cell(
                    dates_vi.near_moment(one.discovered_at, now=now),
                    title=dates_vi.full_moment(one.discovered_at),
                ),
                Cell(badge=state_badge(one, now), note=_next(one, now)),
            ),
            address_of_incident(one),
        )
        for one in incidents
    )
    empty = Empty(
        "Chưa ghi sự cố nào", "Sự cố an ninh mạng được ghi ở đây cùng các hạn phải báo cáo.", icon="shield"
    )
    columns = (
        Column("Số", is_tight=True),
        Column("Sự cố"),
        Column("Loại", is_minor=True),
        Column("Phát hiện", is_tight=True),
        Column("Tình trạng"),
    )
    export = (Action("Xuất sổ sự cố (CSV)", f"{URL}xuat.csv", icon="paper"),) if rows else ()
    still = sum(one.closed_at is None for one in incidents)
    sentence = f"{len(rows)} sự cố, {still} chưa đóng" if rows else ""
    return Table("su-co", "Sổ sự cố", columns, rows, empty, sentence=sentence, actions=export)


def _next(incident: Incident, now: datetime) -> str:
    waiting = owed(incident) if incident.closed_at is None else ()
    if not waiting:
        return ""
    first = min(waiting, key=lambda one: one.ends_at)
    words = left_words(first.ends_at, now) if first.rule.hours else "ngay"
    return f"{first.rule.label}: {words}"


def facts(incident: Incident) -> KeyValues:
    happened = dates_vi.full_moment(incident.happened_at) if incident.happened_at else "không rõ"
    rows = (
        KeyValue("Hệ thống", incident.system.name),
        KeyValue("Loại", incident_kinds().get(incident.kind, incident.kind)),
        KeyValue("Xảy ra", happened),
        KeyValue("Phát hiện", dates_vi.full_moment(incident.discovered_at)),
        KeyValue("Nghiêm trọng", _yes(incident.is_serious)),
        KeyValue("Có dữ liệu cá nhân", _yes(incident.has_personal_data)),
        KeyValue("Có thể ảnh hưởng trật tự, an toàn xã hội", _yes(incident.touches_public_order)),
        KeyValue("Người ghi", incident.recorded_by),
    )
    return KeyValues(rows, title="Sự cố")


def _yes(value: bool) -> str:
    return "có" if value else "không"


def texts(incident: Incident) -> tuple[KeyValues, ...]:
    rows = [KeyValue("Diễn biến", incident.description), KeyValue("Phạm vi", incident.scope or "chưa rõ")]
    if incident.closed_at is not None:
        rows += [
            KeyValue("Nguyên nhân", incident.cause),
            KeyValue("Khắc phục", incident.remedy),
            KeyValue("Bài học", incident.lessons),
        ]
    return (KeyValues(tuple(rows), title="Nội dung"),)


def timeline(incident: Incident, now: datetime) -> Timeline:
    entries = tuple(_entry(one, now) for one in reversed(incident.history))
    return Timeline("Diễn biến của sự cố", entries)


def _entry(line: dict[str, str], now: datetime) -> TimelineEntry:
    at = datetime.fromisoformat(line["at"])
    if line["act"] == "sent":
        rule = incident_clocks()[line["report"]]
        sent = dates_vi.full_moment(datetime.fromisoformat(line["sent_at"]))
        title, text = f"Ghi đã gửi: {rule.label}", f"Gửi {sent} tới {line['to']}"
        text = f"{text}\n{line['note']}" if line.get("note") else text
    else:
        title, text = _ACTS.get(line["act"], line["act"]), line.get("note", "")
    tone: Tone = "la" if line["act"] == "close" else ""
    return TimelineEntry(
        dates_vi.near_moment(at, now=now), title, line["name"], text, dates_vi.full_moment(at), tone=tone
    )


CSV_HEAD = (
    "Số", "Hệ thống", "Sự cố", "Loại", "Xảy ra", "Phát hiện", "Nghiêm trọng", "Dữ liệu cá nhân",
    "Trật tự, an toàn xã hội", "Thông báo ban đầu", "Báo cáo đầy đủ", "Thông báo dữ liệu cá nhân", "Diễn biến", "Phạm vi",
    "Nguyên nhân", "Khắc phục", "Bài học", "Đóng", "Người ghi",
)  # fmt: skip


def csv_lines(incidents: Sequence[Incident]) -> Iterator[tuple[str, ...]]:
    """One line per incident, in the order of CSV_HEAD; what is not known stays empty."""
    for one in incidents:
        yield (
            one.code, one.system.name, one.title, incident_kinds().get(one.kind, one.kind), _moment(one.happened_at),
            _moment(one.discovered_at), _yes(one.is_serious), _yes(one.has_personal_data),
            _yes(one.touches_public_order), _moment(one.first_notice_at), _moment(one.full_report_at),
            _moment(one.data_notice_at), one.description, one.scope, one.cause, one.remedy, one.lessons,
            _moment(one.closed_at), one.recorded_by,
        )  # fmt: skip


def _moment(value: datetime | None) -> str:
    return dates_vi.full_moment(value) if value else ""
