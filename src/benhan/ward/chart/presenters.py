"""The chart page, worded from what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from benhan.fhir.search.dates import date_range
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.charts import sparkline, vital_chart
from benhan.ui.parts import (
    Badge,
    Cell,
    Column,
    Empty,
    KeyValue,
    KeyValues,
    Pagination,
    Row,
    Sparkline,
    Table,
    VitalChart,
    status_badge,
)  # fmt: skip
from benhan.ward.chart.observations import Reading, by_kind, rounds, words_of
from benhan.ward.patients.banner import allergy_words, is_live, is_none_known
from benhan.ward.reception.presenters import reason_of, state_badge

Resource = Mapping[str, Any]
Kinds = Mapping[str, Sequence[Reading]]
_ACTIVE = {"active", "recurrence", "relapse", ""}
_MOST_LINES = 12
_MOST_KINDS = 18
_TREND = 8
_MEDICATION_STATES = {
    "active": ("signed", "Đang dùng"), "draft": ("draft", "Đang soạn"), "completed": ("done", "Đã dùng xong"),
    "stopped": ("refused", "Đã ngừng"), "cancelled": ("refused", "Đã hủy"), "on-hold": ("due", "Tạm ngừng"),
}  # fmt: skip
_DOCUMENT_TAGS = {"prepared": "unsigned", "signing": "waiting", "signed": "signed", "superseded": "refused"}
_DOCUMENT_WORDS = {"signing": "Đang ký", "signed": "Đã ký đủ", "superseded": "Đã thay bằng bản khác"}


def _day(text: object) -> str:
    return dates_vi.day(str(text)) if text else "không rõ ngày"


def vitals_chart(kinds: Kinds) -> VitalChart | None:
    """Pulse and temperature drawn; None when neither was ever measured."""
    found = rounds(kinds)
    return vital_chart("sinh-hieu", "Mạch và nhiệt độ", found) if found else None


def newest_of_each(kinds: Kinds, table_id: str, caption: str, empty: Empty, at: str, now: datetime) -> Table:
    """One line for each kind of observation: its newest value, its flag, how often it was measured."""
    rows = [_kind_row(key, readings, at, now) for key, readings in kinds.items()]
    if len(rows) > _MOST_KINDS:
        caption = f"{caption} ({_MOST_KINDS} trong {len(rows)} loại)"
    columns = (
        Column("Chỉ số"),
        Column("Mới nhất", is_numeric=True),
        Column("Đánh giá"),
        Column("Lúc"),
        Column("Trước đó", is_minor=True),
    )
    return Table(table_id, caption, columns, tuple(rows[:_MOST_KINDS]), empty)


def _kind_row(key: str, readings: Sequence[Reading], at: str, now: datetime) -> Row:
    last = readings[0]
    badge = (
        Badge(
            last.flag,
            last.tone,
            "diamond" if last.tone == "son" else "warning" if last.tone == "hoe" else "check",
        )
        if last.flag
        else None
    )
    earlier = " · ".join(one.value for one in readings[1:4])
    return Row(
        (
            Cell(last.name, last.original),
            Cell(
                f"{last.value} {last.unit}".strip(),
                is_strong=True,
                tone=last.tone if last.tone == "son" else "",
            ),
            Cell(
                "" if badge else "—",
                f"bình thường {last.normal}" if last.normal else "",
                "" if badge else "Kết quả này không kèm đánh giá hay khoảng bình thường",
                badge,
            ),
            Cell(
                dates_vi.near_moment(last.at, now=now) if last.at else "không rõ lúc",
                title=dates_vi.full_moment(last.at) if last.at else "",
            ),
            Cell(earlier or "lần đầu"),
        ),
        f"{at}ket-qua/?ma={key}",
    )


def trends(kinds: Kinds) -> tuple[tuple[str, Sparkline], ...]:
    """Signs measured at least three times, as small lines, oldest left."""
    made = []
    for readings in kinds.values():
        amounts: list[Decimal] = [one.amount for one in readings[:_TREND] if one.amount is not None]
        if len(amounts) >= 3:
            made.append((readings[0].name, sparkline(readings[0].name, readings[0].unit, amounts[::-1])))
    return tuple(made)


def conditions(found: Sequence[Stored]) -> Table:
    """Active diagnoses once each, newest first."""
    seen: set[str] = set()
    rows = []
    for stored in found:
        resource = stored.resource
        words = words_of(resource.get("code", {})) or "không ghi"
        if _status(resource, "clinicalStatus") not in _ACTIVE or words in seen or _is_error(resource):
            continue
        seen.add(words)
        code = next((one.get("code", "") for one in resource.get("code", {}).get("coding", ())), "")
        since = resource.get("onsetDateTime") or resource.get("recordedDate")
        rows.append(Row((Cell(words, str(code), is_strong=True), Cell(_day(since)))))
    empty = Empty(
        "Chưa ghi nhận bệnh nào đang theo dõi", "Chẩn đoán hiện ở đây khi bệnh án được lưu.", icon="book"
    )
    return Table(
        "benh",
        _caption("Bệnh đang theo dõi", rows),
        (Column("Chẩn đoán"), Column("Từ")),
        tuple(rows[:_MOST_LINES]),
        empty,
    )


def _caption(words: str, rows: Sequence[object]) -> str:
    return f"{words} ({_MOST_LINES} trong {len(rows)})" if len(rows) > _MOST_LINES else words


def _status(resource: Resource, element: str) -> str:
    return str(next((one.get("code", "") for one in resource.get(element, {}).get("coding", ())), ""))


def _is_error(resource: Resource) -> bool:
    return _status(resource, "verificationStatus") in ("entered-in-error", "refuted")


def allergies(found: Sequence[Stored]) -> KeyValues:
    """Every live allergy, or that none is known, or that nobody has asked."""
    live = [stored.resource for stored in found if is_live(stored.resource)]
    known = [one for one in live if not is_none_known(one)]
    if not known:
        said = "không ghi nhận dị ứng" if live else "chưa ai hỏi"
        return KeyValues((KeyValue("Dị ứng", said),))
    rows = (
        KeyValue(
            allergy_words(one),
            _day(one.get("recordedDate")),
            badge=Badge("nguy cơ cao", "son", "allergy") if one.get("criticality") == "high" else None,
        )
        for one in known
    )
    return KeyValues(tuple(rows))


def visits(found: Sequence[Stored], opens: bool) -> Table:
    rows = tuple(
        Row(
            (
                Cell(_day(_local_day(one.resource.get("period", {}).get("start")))),
                Cell(
                    reason_of(one.resource), str(one.resource.get("serviceProvider", {}).get("display", ""))
                ),
                Cell(badge=state_badge(one.resource)),
            ),
            f"/kham/luot/{one.id}/"
            if opens and one.resource.get("status") in ("arrived", "in-progress")
            else "",
        )
        for one in found
        if one.resource.get("status") != "entered-in-error"
    )
    empty = Empty("Chưa có lượt khám nào", "Lượt khám hiện ở đây sau khi tiếp đón.", icon="visit")
    columns = (Column("Ngày"), Column("Lý do"), Column("Trạng thái"))
    return Table("luot-kham", _caption("Các lượt khám gần đây", rows), columns, rows[:_MOST_LINES], empty)


def _local_day(text: object) -> str:
    found = date_range(str(text)) if text else None
    return dates_vi.local(found.low).date().isoformat() if found else ""


def medications(found: Sequence[Stored]) -> Table:
    rows = []
    for stored in found:
        resource = stored.resource
        if resource.get("status") == "entered-in-error":
            continue
        name = words_of(resource.get("medicationCodeableConcept", {})) or str(
            resource.get("medicationReference", {}).get("display", "không ghi tên thuốc")
        )
        dose = next((str(one.get("text", "")) for one in resource.get("dosageInstruction", ())), "")
        badge = status_badge(*_MEDICATION_STATES.get(str(resource.get("status")), ("unknown", "Chưa rõ")))
        rows.append(
            Row(
                (
                    Cell(name, dose, is_strong=True),
                    Cell(_day(_local_day(resource.get("authoredOn")))),
                    Cell(badge=badge),
                )
            )
        )
    empty = Empty("Chưa kê thuốc nào", "Thuốc hiện ở đây khi đơn thuốc được lập.", icon="pill")
    columns = (Column("Thuốc"), Column("Kê ngày"), Column("Trạng thái"))
    return Table("thuoc", _caption("Thuốc", rows), columns, tuple(rows[:_MOST_LINES]), empty)


def documents(found: Sequence[Stored]) -> Table:
    rows = []
    for stored in found:
        resource = stored.resource
        tags = {tag.get("code") for tag in resource.get("meta", {}).get("tag", ())}
        stage = next((code for code in _DOCUMENT_TAGS if code in tags), "")
        badge = (
            status_badge(_DOCUMENT_TAGS[stage], _DOCUMENT_WORDS.get(stage, ""))
            if stage
            else status_badge("unknown", "Tài liệu nhập vào")
        )
        kind = resource.get("type", {})
        rows.append(
            Row(
                (
                    Cell(
                        words_of(kind) or "không ghi loại",
                        next((one.get("code", "") for one in kind.get("coding", ())), ""),
                    ),
                    Cell(_day(_local_day(resource.get("date")))),
                    Cell(badge=badge),
                ),
                f"/kham/giay/{stored.id}.pdf" if stage else "",
            )
        )
    empty = Empty("Chưa có giấy tờ nào", "Giấy tờ hiện ở đây khi được lập.", icon="paper")
    columns = (Column("Giấy tờ"), Column("Ngày"), Column("Trạng thái"))
    return Table("giay-to", _caption("Giấy tờ", rows), columns, tuple(rows[:_MOST_LINES]), empty)


def results(
    found: Sequence[Stored], code: str, at: str, offset: int, next_offset: int | None, now: datetime
) -> Table:
    """One page of the whole history, of one kind or of all."""
    readings = [one for kind in by_kind(found).values() for one in kind]
    readings.sort(key=lambda one: one.at.timestamp() if one.at else 0, reverse=True)
    rows = tuple(
        Row(
            (
                Cell(dates_vi.full_moment(one.at) if one.at else "không rõ lúc"),
                Cell(one.name, one.original),
                Cell(f"{one.value} {one.unit}".strip(), is_strong=True),
                Cell(
                    one.flag or "—",
                    f"bình thường {one.normal}" if one.normal else "",
                    "" if one.flag else "Kết quả này không kèm đánh giá hay khoảng bình thường",
                ),
            )
        )
        for one in readings
    )
    query = f"ma={code}&" if code else ""
    size = len(found)
    pages = Pagination(
        f"{offset + 1}–{offset + size}" if size else "không có",
        f"{at}ket-qua/?{query}tu={max(0, offset - PAGE)}" if offset else "",
        f"{at}ket-qua/?{query}tu={next_offset}" if next_offset is not None else "",
    )
    empty = Empty("Chưa có kết quả nào", "Kết quả hiện ở đây khi được đo hoặc nhận về.", icon="chart")
    columns = (Column("Lúc"), Column("Chỉ số"), Column("Giá trị", is_numeric=True), Column("Đánh giá"))
    caption = f"Các lần của “{readings[0].name}”" if code and readings else "Tất cả kết quả, mới nhất trước"
    return Table("ket-qua", caption, columns, rows, empty, pagination=pages)


PAGE = 50
