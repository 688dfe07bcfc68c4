"""The dated acts in words: by group when each was last done and is due, the form of one kind, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from benhan.access.models import Membership
from benhan.assurance import acts, release
from benhan.assurance.addresses import ROOT
from benhan.assurance.models import Act, System
from benhan.law.assurance_acts import ActRule, act_rules, groups
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    FilterChip,
    KeyValue,
    KeyValues,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)  # fmt: skip

RECORD = "ghi"
NAMES = ("done_on", "done_by", "reference", "note")
_SOON = timedelta(days=30)
_HISTORY = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """A kind of act as it stands: when it was last done, until when that holds (None: nothing times it)."""

    rule: ActRule
    last: Act | None
    due: date | None

    def is_late(self, today: date) -> bool:
        return self.due is not None and (self.last is None or self.due < today)


def url_of(system: System | None, kind: str = "") -> str:
    asked = {"he-thong": system.slug} if system else {}
    asked |= {"viec": kind} if kind else {}
    return f"{ROOT}viec-dinh-ky/" + (f"?{urlencode(asked)}" if asked else "")


def page(
    facility: str, systems: Sequence[System], system: System | None, rule: ActRule | None, typed: Typed, today: date,
    *, is_keeper: bool,
) -> DeskPage:  # fmt: skip
    done = acts.standing(facility, system)
    last = acts.newest(done)
    level = (system.level if system else None) or 1
    mine = [one for one in act_rules().values() if system is not None or one.scope == "facility"]
    standings = [Standing(one, last.get(one.key), acts.due_on(one, last.get(one.key), level)) for one in mine]
    chips = tuple(
        FilterChip(one.name, url_of(one), system is not None and one.pk == system.pk) for one in systems
    )
    tables = tuple(
        _table(
            key,
            title,
            [one for one in standings if one.rule.group == key],
            system,
            today,
            chips if not at else (),
        )
        for at, (key, title) in enumerate(groups().items())
    )
    if rule is None:
        return DeskPage(
            "Việc định kỳ",
            _sentence(standings, today),
            tables=tables,
            timeline=_timeline(done, "Vừa được ghi"),
        )
    shown = next((one for one in standings if one.rule.key == rule.key), Standing(rule, None, None))
    of_kind = [one for one in done if one.kind == rule.key]
    return DeskPage(
        rule.title, _said(shown, today), forms=(_form(facility, rule, system, typed, today),) if is_keeper else (),
        tables=(_history(of_kind),), facts=_facts(shown, system),
    )  # fmt: skip


def _sentence(standings: Sequence[Standing], today: date) -> str:
    late = sum(one.is_late(today) for one in standings)
    soon = sum(
        one.due is not None and not one.is_late(today) and one.due <= today + _SOON for one in standings
    )
    if not late and not soon:
        return "Mọi việc có thời hạn đều đã làm và còn hạn hơn 30 ngày."
    words = [f"{late} việc chưa làm hoặc đã quá hạn"] if late else []
    words += [f"{soon} việc đến hạn trong 30 ngày"] if soon else []
    return f"{' và '.join(words)}. Chọn một việc để ghi lần làm mới."


def _table(
    key: str, title: str, rows: Sequence[Standing], system: System | None, today: date, chips: tuple[FilterChip, ...]
) -> Table:  # fmt: skip
    columns = (Column("Việc"), Column("Lần gần nhất", is_tight=True), Column("Hạn làm lại", is_tight=True))
    empty = Empty(
        "Không có việc nào ở đây",
        "Khai một hệ thống thông tin để theo dõi các việc của hệ thống.",
        icon="clock",
    )
    return Table(
        f"nhom-{key}", title, columns,
        tuple(
            Row(
                (
                    Cell(one.rule.title, "cho cả cơ sở" if one.rule.scope == "facility" else "", is_strong=True),
                    Cell(dates_vi.day(one.last.done_on), one.last.done_by) if one.last else Cell("chưa lần nào"),
                    _due(one, today),
                ),
                url_of(system, one.rule.key),
                "son" if one.is_late(today) else "",
            )
            for one in rows
        ),
        empty, filters=chips,
    )  # fmt: skip


def _due(one: Standing, today: date) -> Cell:
    if one.due is None:
        return Cell("khi có việc")
    if one.last is None:
        return Cell(badge=Badge("Cần làm", "son", "warning"))
    days = (one.due - today).days
    if days < 0:
        return Cell(dates_vi.day(one.due), badge=Badge(f"Quá {-days} ngày", "son", "warning"))
    if one.due <= today + _SOON:
        return Cell(dates_vi.day(one.due), badge=Badge(f"Còn {days} ngày", "hoe", "clock"))
    return Cell(dates_vi.day(one.due), f"còn {days} ngày")


def _said(one: Standing, today: date) -> str:
    last = (
        f"Lần gần nhất: {dates_vi.day(one.last.done_on)}, {one.last.done_by}."
        if one.last
        else "Chưa ghi lần nào."
    )
    if one.due is None:
        return f"{last} Ghi mỗi khi có việc."
    if one.is_late(today):
        return f"{last} Việc này cần được làm."
    return f"{last} Làm lại trước ngày {dates_vi.day(one.due)}."


def _facts(one: Standing, system: System | None) -> KeyValues:
    where = "cả cơ sở" if one.rule.scope == "facility" or system is None else system.name
    rows = [KeyValue("Tính cho", where)]
    if one.rule.group == "release":
        rows.append(KeyValue("Bản đang chạy", release.running()))
    return KeyValues(tuple(rows), "Việc này")


def _form(facility: str, rule: ActRule, system: System | None, typed: Typed, today: date) -> DeskForm:
    def value(name: str, default: str = "") -> str:
        return typed.value(RECORD, name, default)

    def error(name: str) -> str:
        return typed.error(RECORD, name)

    fields = [
        Field("done_on", "Ngày làm", "date", value("done_on", dates_vi.day(today)), error=error("done_on"), is_required=True),
        Field("done_by", "Người hoặc đơn vị thực hiện", value=value("done_by"), error=error("done_by"), max_length=120,
              is_required=True),
    ]  # fmt: skip
    if rule.reference:
        is_release = rule.group == "release"
        fields.append(
            Field(
                "reference", rule.reference, value=value("reference", release.running() if is_release else ""),
                error=error("reference"), max_length=120, is_required=is_release, width="full",
                hint="Đúng bản đang chạy thì mới được tính cho bản này." if is_release else "",
            )
        )  # fmt: skip
    if rule.people:
        chosen = set(value("people").split())
        fields.append(
            Field("people", rule.people, "multichoice", choices=_people(facility, chosen), error=error("people"),
                  width="full", is_required=True)
        )  # fmt: skip
    fields += [
        Field("note", "Kết quả, ghi chú", "textarea", value("note"), error=error("note"), width="full", rows=2,
              max_length=500),
        Field("file", "Biên bản, báo cáo", "file", error=error("file"), width="full", hint="PDF hoặc ảnh, không bắt buộc."),
    ]  # fmt: skip
    return DeskForm(
        RECORD, "Ghi một lần làm", ("Nội dung đã ghi không sửa được; ghi nhầm thì đánh dấu và ghi lại.",), tuple(fields),
        Action("Ghi việc đã làm", method="submit", kind="primary", icon="check"), url_of(system, rule.key),
        typed.summary(RECORD, "Lỗi: việc CHƯA được ghi"), has_files=True,
    )  # fmt: skip


def _people(facility: str, chosen: set[str]) -> tuple[Choice, ...]:
    rows = (
        Membership.objects.filter(facility_id=facility).select_related("account").order_by("account__login")
    )
    return tuple(
        Choice(
            one.account.login, one.account.name or one.account.login, one.account.login in chosen, one.title
        )
        for one in rows
    )


def _history(done: Sequence[Act]) -> Table:
    columns = (
        Column("Ngày", is_tight=True),
        Column("Người thực hiện"),
        Column("Nội dung"),
        Column("Giấy tờ", is_tight=True),
    )
    rows = tuple(
        Row(
            (
                Cell(dates_vi.day(one.done_on), is_strong=True), Cell(one.done_by, f"ghi bởi {one.name}"),
                Cell(one.note or one.reference or "không ghi", _about(one)), Cell("có" if one.sha256 else "không có"),
            ),
            url_of_act(one),
        )
        for one in done
    )  # fmt: skip
    empty = Empty("Chưa ghi lần nào", "Ghi lần làm đầu tiên bằng mẫu ở trang này.", icon="clock")
    return Table("da-lam", "Các lần đã làm", columns, rows, empty)


def _about(one: Act) -> str:
    parts = [one.reference if one.note else "", f"{len(one.people)} người" if one.people else ""]
    return ", ".join(part for part in parts if part)


def url_of_act(one: Act) -> str:
    return f"{ROOT}viec-dinh-ky/{one.pk}/"


def act_page(one: Act, *, is_keeper: bool) -> DeskPage:
    """One act as it was written down."""
    rule, at = act_rules()[one.kind], url_of_act(one)
    rows = [
        KeyValue("Ngày làm", dates_vi.day(one.done_on)),
        KeyValue("Người thực hiện", one.done_by),
        KeyValue("Tính cho", one.system.name if one.system else "cả cơ sở"),
        KeyValue("Ghi bởi", one.name, dates_vi.full_moment(one.at)),
    ]
    if rule.reference:
        rows.append(KeyValue(rule.reference, one.reference or "không ghi"))
    if rule.people:
        rows.append(KeyValue(rule.people, ", ".join(one.people)))
    if one.sha256:
        rows.append(KeyValue("Mã kiểm tra của giấy tờ (SHA-256)", one.sha256))
    download = (Action("Tải giấy tờ", f"{at}tep/", icon="download"),) if one.sha256 else ()
    badge = (
        Badge(f"Ghi nhầm, {one.withdrawn_by}", "son", "cross")
        if one.withdrawn_at
        else Badge("Đang tính", "la", "check")
    )
    back = DeskForm(
        "rut", "Ghi nhầm?", ("Việc được đánh dấu là ghi nhầm và không còn được tính.", "Dòng đã ghi vẫn còn để tra cứu."), (),
        Action("Đánh dấu ghi nhầm", method="submit", kind="danger", icon="cross"), f"{at}rut/",
    )  # fmt: skip
    forms = (back,) if is_keeper and one.withdrawn_at is None else ()
    return DeskPage(
        rule.title,
        one.note,
        badge,
        actions=download,
        forms=forms,
        facts=KeyValues(tuple(rows), "Việc đã làm"),
    )


def _timeline(done: Sequence[Act], title: str) -> Timeline:
    newest = sorted(done, key=lambda one: one.at, reverse=True)[:_HISTORY]
    return Timeline(
        title,
        tuple(
            TimelineEntry(
                dates_vi.day(one.done_on), act_rules()[one.kind].title, f"{one.done_by}, ghi bởi {one.name}",
                full_at=dates_vi.full_moment(one.at), icon="check",
            )
            for one in newest
        ),
        "Chưa có việc nào được ghi.",
    )  # fmt: skip
