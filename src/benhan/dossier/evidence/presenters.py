"""The list of what was shown for a system's requirements, and one piece with its file, its requirements, its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benhan.assurance.addresses import address_of, address_of_system
from benhan.assurance.evidence import KINDS_VI
from benhan.assurance.models import Assessment, Evidence, System
from benhan.dossier.board.words import named
from benhan.dossier.requirements.one_forms import EVIDENCE, evidence_fields
from benhan.dossier.requirements.one_presenters import evidence_badge
from benhan.law.catalogues import catalogues
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed, reason_form
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
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
)

_FILTERS = (("", "Còn giá trị"), ("het-han", "Hết hạn, sắp hết hạn"), ("da-rut", "Đã rút"))
SOON_DAYS = 30


def url_of(system: System) -> str:
    return f"{address_of_system(system)}bang-chung/"


def chosen(rows: Sequence[Evidence], which: str, today: date) -> list[Evidence]:
    """Those of one filter: standing, ending within SOON_DAYS or ended, withdrawn."""
    if which == "da-rut":
        return [one for one in rows if one.withdrawn_at]
    standing = [one for one in rows if not one.withdrawn_at]
    if which == "het-han":
        return [one for one in standing if one.expires_on and (one.expires_on - today).days <= SOON_DAYS]
    return [one for one in standing if one.expires_on is None or one.expires_on >= today]


def list_page(
    system: System, rows: Sequence[Evidence], which: str, opened: Sequence[Assessment], today: date, typed: Typed,
    *, is_keeper: bool,
) -> DeskPage:  # fmt: skip
    shown = chosen(rows, which, today)
    at = url_of(system)
    chips = tuple(
        FilterChip(label, f"?xem={key}" if key else at, key == which, number(len(chosen(rows, key, today))))
        for key, label in _FILTERS
    )
    table = Table(
        "bang-chung", "Bằng chứng", _COLUMNS, tuple(_row(one, at, today) for one in shown),
        Empty("Không có bằng chứng nào như vậy", "Bằng chứng thêm ở đây hoặc ở trang từng yêu cầu.", icon="paper"),
        filters=chips, sentence=f"Đang xem {len(shown)} trên {len(rows)} bằng chứng.", hides_caption=True,
    )  # fmt: skip
    actions = tuple(
        Action(f"In sổ bằng chứng {named(catalogues()[one.catalogue], one.level)}",
               f"{at}so/{one.catalogue}/{one.level}/", icon="print")
        for one in opened[:1]
    )  # fmt: skip
    return DeskPage(
        "Bằng chứng", "Văn bản, ảnh chụp cấu hình, biên bản phỏng vấn đã nộp cho các yêu cầu.", actions=actions,
        tables=(table,), forms=(_form(system, opened, typed),) if is_keeper and opened else (),
    )  # fmt: skip


_COLUMNS = (
    Column("Bằng chứng"), Column("Lập", is_tight=True), Column("Trạng thái", is_tight=True),
    Column("Cho yêu cầu"), Column("Người nộp", is_minor=True),
)  # fmt: skip


_ASKED = (Column("Mã", is_tight=True), Column("Yêu cầu"))


def _row(one: Evidence, at: str, today: date) -> Row:
    count = len(one.requirements)
    ids = ", ".join(one.requirements[:4]) + ("…" if count > 4 else "")
    return Row(
        (
            Cell(one.title, f"{KINDS_VI[one.kind]}{' · có tệp' if one.sha256 else ''}", is_strong=True),
            Cell(dates_vi.day(one.made_on), one.author),
            Cell(badge=evidence_badge(one, today)),
            Cell(f"{count} yêu cầu", f"{catalogues()[one.catalogue].code}: {ids}"),
            Cell(one.name, dates_vi.full_moment(one.at)),
        ),
        f"{at}{one.pk}/",
    )


def _form(system: System, opened: Sequence[Assessment], typed: Typed) -> DeskForm:
    choices = tuple(
        Choice(one.catalogue, catalogues()[one.catalogue].code, one.catalogue == typed.value(EVIDENCE, "bo"))
        for one in {one.catalogue: one for one in opened}.values()
    )
    fields = (
        Field("bo", "Bộ yêu cầu", "select", choices=choices),
        Field("requirements", "Mã các yêu cầu, cách nhau bằng dấu chấm phẩy", value=typed.value(EVIDENCE, "requirements"),
              error=typed.error(EVIDENCE, "requirements"), is_required=True, hint="Ví dụ 5.1.2.1.a; 5.2.1.b"),
        *evidence_fields(typed),
    )  # fmt: skip
    return DeskForm(
        EVIDENCE, "Thêm bằng chứng cho nhiều yêu cầu", (), fields,
        Action("Thêm bằng chứng", method="submit", kind="primary", icon="plus", key="n"), url_of(system),
        typed.summary(EVIDENCE, "Lỗi: bằng chứng CHƯA được thêm"), has_files=True,
    )  # fmt: skip


def one_page(
    one: Evidence, system: System, opened: Sequence[Assessment], today: date, typed: Typed, *, is_keeper: bool
) -> DeskPage:
    at = f"{url_of(system)}{one.pk}/"
    catalogue = catalogues()[one.catalogue]
    measured = next((each for each in opened if each.catalogue == one.catalogue), None)
    asked = [each for each in catalogue.requirements if each.id in one.requirements]
    rows = tuple(
        Row((Cell(each.id), Cell(each.title, each.statement, is_strong=True)),
            address_of(measured, each) if measured and each.holds_at(measured.level) else "")
        for each in asked
    )  # fmt: skip
    empty = Empty("Không còn yêu cầu nào", "Bộ yêu cầu không còn mục này.", icon="list")
    table = Table(
        "cho",
        f"Cho {len(asked)} yêu cầu của {catalogue.code}",
        (Column("Mã", is_tight=True), Column("Yêu cầu")),
        rows,
        empty,
    )
    facts = [
        KeyValue("Loại", KINDS_VI[one.kind]),
        KeyValue("Lập ngày", dates_vi.day(one.made_on), one.author),
        KeyValue("Có giá trị đến", dates_vi.day(one.expires_on) if one.expires_on else "không có hạn"),
        KeyValue("Nộp bởi", one.name, dates_vi.full_moment(one.at)),
        KeyValue("Tệp", one.file_name or "không kèm tệp", f"SHA-256 {one.sha256}" if one.sha256 else ""),
    ]
    if one.withdrawn_at:
        facts.append(
            KeyValue(
                "Đã rút",
                one.withdrawn_by,
                f"{dates_vi.full_moment(one.withdrawn_at)}: {one.withdrawn_reason}",
            )
        )
    forms: tuple[DeskForm, ...] = ()
    if is_keeper and not one.withdrawn_at:
        lines = ("Yêu cầu dựa vào bằng chứng này được xét lại ngay. Bằng chứng vẫn còn trong diễn biến.",)
        action = Action("Rút bằng chứng", method="submit", kind="danger", icon="undo")
        forms = (reason_form("rut", "Rút bằng chứng", lines, action, at, typed),)
    return DeskPage(
        one.title, badge=evidence_badge(one, today),
        actions=(Action("Mở tệp", f"{at}tep/", kind="primary", icon="download"),) if one.sha256 else (),
        texts=(KeyValues((KeyValue("Nội dung", one.statement),)),) if one.statement else (),
        tables=(table,), forms=forms, facts=KeyValues(tuple(facts)),
    )  # fmt: skip
