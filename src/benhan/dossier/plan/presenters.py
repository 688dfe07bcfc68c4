"""The plan of a system: items by day, sums by kind and by month, forms to add, change and close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.assessments import CATALOGUE_OF_REGIME
from benhan.assurance.models import PlanItem, System
from benhan.assurance.plan import KINDS_VI, Totals, cost_of
from benhan.dossier.board.presenters import days_late
from benhan.law.catalogues import catalogues
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
from benhan.ui.numbers_vi import money, number
from benhan.ui.parts import Action, Badge, Cell, Choice, Column, Empty, Field, KeyValue, KeyValues, Row, Table

ITEM, DONE = "muc", "xong"


def url_of(system: System) -> str:
    return f"{address_of_system(system)}ke-hoach/"


def list_page(
    system: System, items: Sequence[PlanItem], sums: Totals, today: date, typed: Typed, *, is_keeper: bool
) -> DeskPage:
    at = url_of(system)
    return DeskPage(
        "Kế hoạch và kinh phí", sentence(sums), actions=(Action("Thêm mục", "#muc", icon="plus", key="n"),) if is_keeper else (),
        tables=(_table(items, sums, at, today), _sums(sums)),
        forms=(item_form(system, None, typed, at),) if is_keeper else (), facts=_facts(sums),
    )  # fmt: skip


def sentence(sums: Totals) -> str:
    more = f", chưa kể {sums.unpriced} mục chưa có giá" if sums.unpriced else ""
    late = f" {len(sums.late)} mục đã quá hạn." if sums.late else ""
    return f"Còn phải chi {money(sums.open)}{more}.{late}"


def _table(items: Sequence[PlanItem], sums: Totals, at: str, today: date) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.title, f"{KINDS_VI.get(one.kind, one.kind)} · {_closes(one)}", is_strong=True),
                Cell(f"{number(one.quantity)} {one.unit}".strip(),
                     money(one.unit_cost) if one.unit_cost is not None else "chưa có giá"),
                Cell(money(cost_of(one)) if one.unit_cost is not None else "chưa có giá"),
                _when(one, today),
            ),
            f"{at}{one.pk}/",
            "son" if one in sums.late else "",
        )
        for one in items
    )  # fmt: skip
    columns = (
        Column("Mục"), Column("Số lượng", "× đơn giá", is_numeric=True), Column("Thành tiền", is_numeric=True),
        Column("Hạn", is_tight=True),
    )  # fmt: skip
    totals = (Cell("Tổng còn phải chi"), Cell(""), Cell(money(sums.open)), Cell(""))
    empty = Empty(
        "Chưa có mục kế hoạch nào",
        "Thêm việc phải mua, phải làm để đóng các yêu cầu còn thiếu.",
        icon="clock",
    )
    return Table("ke-hoach", "Kế hoạch", columns, rows, empty, totals if rows else (), hides_caption=True)


def _closes(one: PlanItem) -> str:
    if not one.requirements:
        return "không gắn yêu cầu"
    return f"đóng {catalogues()[one.catalogue].code} {', '.join(one.requirements)}"


def _when(one: PlanItem, today: date) -> Cell:
    who = one.responsible_name or "chưa giao ai"
    if one.done_on:
        return Cell(badge=Badge(f"Xong {dates_vi.day(one.done_on)}", "la", "check"), note=who)
    if one.due is None:
        return Cell("chưa có hạn", who)
    left = f"{days_late(one.due, today)} · {who}"
    return Cell(dates_vi.day(one.due), left, tone="son" if one.due < today else "")


def _sums(sums: Totals) -> Table:
    rows = tuple(
        Row((Cell(f"Tháng {month[5:]}/{month[:4]}" if month else "Chưa có hạn"), Cell(money(value))))
        for month, value in sums.by_due.items()
    )
    empty = Empty("Không còn gì phải chi", "Các mục đã xong.", icon="check")
    return Table("theo-thang", "Còn phải chi theo tháng", (Column("Tháng"), Column("Số tiền", is_numeric=True)), rows, empty,
                 (Cell("Cộng"), Cell(money(sums.open))) if rows else ())  # fmt: skip


def _facts(sums: Totals) -> KeyValues:
    by_kind = [KeyValue(KINDS_VI.get(kind, kind), money(value)) for kind, value in sums.by_kind.items()]
    closes = [
        KeyValue(
            f"Đóng được ở {catalogues()[key].code}", f"{len(ids)} yêu cầu", "khi có bằng chứng đã làm xong"
        )
        for key, ids in sums.closes.items()
        if ids
    ]
    return KeyValues(
        (*by_kind, KeyValue("Đã chi, mục đã xong", money(sums.done)), *closes), "Còn phải chi theo loại"
    )


def one_page(system: System, item: PlanItem, today: date, typed: Typed, *, is_keeper: bool) -> DeskPage:
    at = f"{url_of(system)}{item.pk}/"
    facts = KeyValues(
        (
            KeyValue("Thành tiền", money(cost_of(item)) if item.unit_cost is not None else "chưa có giá"),
            KeyValue("Hạn", dates_vi.day(item.due) if item.due else "chưa có hạn",
                     days_late(item.due, today) if item.due and not item.done_on else ""),
            KeyValue("Người phụ trách", item.responsible_name or "chưa giao ai"),
            KeyValue("Yêu cầu", _closes(item)),
            KeyValue("Sửa lần cuối", item.changed_by, dates_vi.full_moment(item.changed_at)),
        )
    )  # fmt: skip
    forms: tuple[DeskForm, ...] = ()
    if is_keeper and item.done_on is None:
        forms = (_done_form(at, typed), item_form(system, item, typed, at))
    badge = (
        Badge(f"Xong {dates_vi.day(item.done_on)}", "la", "check")
        if item.done_on
        else Badge("Đang làm", "hoe", "dot-half")
    )
    return DeskPage(item.title, item.note, badge, forms=forms, facts=facts)


def _done_form(at: str, typed: Typed) -> DeskForm:
    field = Field("done_on", "Ngày hoàn thành", "date", typed.value(DONE, "done_on"), error=typed.error(DONE, "done_on"),
                  is_required=True)  # fmt: skip
    lines = (
        "Mục được đóng và không sửa nữa.",
        "Yêu cầu liên quan vẫn cần bằng chứng riêng để được chứng minh.",
    )
    action = Action("Ghi đã hoàn thành", method="submit", kind="primary", icon="check")
    return DeskForm(
        DONE,
        "Đã hoàn thành",
        lines,
        (field,),
        action,
        f"{at}xong/",
        typed.summary(DONE, "Lỗi: CHƯA ghi hoàn thành"),
    )


def item_form(system: System, item: PlanItem | None, typed: Typed, at: str) -> DeskForm:
    now: dict[str, str] = {"quantity": "1"}
    if item is not None:
        now = {
            "title": item.title, "kind": item.kind, "quantity": str(item.quantity), "unit": item.unit,
            "unit_cost": number(item.unit_cost) if item.unit_cost is not None else "", "responsible": item.responsible,
            "due": dates_vi.day(item.due) if item.due else "", "note": item.note, "requirements": "; ".join(item.requirements),
            "bo": item.catalogue,
        }  # fmt: skip

    def field(name: str, label: str, kind: Any = "text", **more: Any) -> Field:
        value = typed.value(ITEM, name, now.get(name, ""))
        return Field(name, label, kind, value, error=typed.error(ITEM, name), **more)

    chosen, catalogue = (
        typed.value(ITEM, "kind", now.get("kind", "")),
        typed.value(ITEM, "bo", now.get("bo", "")),
    )
    own = catalogue or CATALOGUE_OF_REGIME.get(system.regime, "")
    who = (
        item.responsible_name
        if item and typed.value(ITEM, "responsible", item.responsible) == item.responsible
        else ""
    )
    fields = (
        field("title", "Mục mua sắm, việc phải làm", width="full", max_length=300, is_required=True),
        field("kind", "Loại", "chips", width="full", is_required=True,
              choices=tuple(Choice(key, word, key == chosen) for key, word in KINDS_VI.items())),
        field("quantity", "Số lượng", "integer", width="quarter", is_required=True),
        field("unit", "Đơn vị", width="quarter", max_length=30),
        field("unit_cost", "Đơn giá", "integer", unit="đ", width="quarter"),
        field("due", "Hạn hoàn thành", "date", width="quarter", is_required=True),
        field("bo", "Bộ yêu cầu", "select",
              choices=tuple(Choice(key, one.code, key == own) for key, one in catalogues().items())),
        field("requirements", "Đóng các yêu cầu (mã, cách nhau bằng dấu chấm phẩy)", hint="Ví dụ 5.11.2.4; 5.7.2.1.b"),
        field("responsible", "Người phụ trách", "picker", display=who, data_url=f"{ROOT}nguoi.json"),
        field("note", "Ghi chú", max_length=300),
    )  # fmt: skip
    label = "Lưu thay đổi" if item else "Thêm mục"
    action = Action(
        label, method="submit", kind="secondary" if item else "primary", icon="check" if item else "plus"
    )
    title = "Sửa mục" if item else "Thêm mục kế hoạch"
    return DeskForm(
        ITEM, title, (), fields, action, at, typed.summary(ITEM, "Lỗi: mục kế hoạch CHƯA được lưu")
    )
