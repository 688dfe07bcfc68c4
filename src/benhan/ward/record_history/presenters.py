"""A paper's history in words: its chain of amendments, its answers' versions, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.forms.catalogue import Form
from benhan.records.archive import author_of
from benhan.records.cancelling import history_of
from benhan.records.comparing import AnswersVersion, Difference
from benhan.records.slots import SlotState
from benhan.records.stages import DOCUMENT_STAGE_NAMES, DocumentStage, document_stage
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, REASON, DeskForm, DeskPage, Typed, reason_form
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    Field,
    Notice,
    PatientBanner,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)

_TONES = {DocumentStage.SIGNED: ("la", "dot"), DocumentStage.CANCELLED: ("son", "cross")}


def url_of(document: Stored) -> str:
    return f"/kham/giay/{document.id}/"


def badge_of(document: Stored) -> Badge:
    stage = document_stage(document.resource)
    tone, icon = _TONES.get(stage, ("", "dot-open"))
    return Badge(DOCUMENT_STAGE_NAMES[stage], tone, icon)  # type: ignore[arg-type]


def amend_page(
    form: Form, document: Stored, banner: PatientBanner, texts: Table, actor: Actor, typed: Typed
) -> DeskPage:
    key, title = "sua-doi", form.title.lower()
    reason = Field(
        REASON,
        "Lý do sửa đổi",
        "textarea",
        typed.value(key, REASON),
        width="full",
        max_length=500,
        is_required=True,
        hint="Nói rõ điều gì sai và vì sao; lý do in trong lịch sử của hồ sơ",
        error=typed.error(key, REASON),
        has_focus=True,
    )
    act = DeskForm(
        key,
        "Lập bản sửa đổi",
        (
            f"Một bản {title} mới được lập từ nội dung đã ký để anh/chị sửa.",
            "Bản đã ký giữ nguyên từng chữ ký; nó được thay chỉ khi bản mới đủ chữ ký.",
            f"Lý do được ghi với tên {actor.name}.",
        ),
        (reason,),
        Action("Lập bản sửa đổi", method="submit", kind="primary", icon="edit"),
        f"{url_of(document)}sua-doi/",
        typed.summary(key, "Lỗi: CHƯA lập bản sửa đổi"),
    )
    back = Action("Xem lịch sử", f"{url_of(document)}lich-su/", icon="clock")
    return DeskPage(
        f"Sửa đổi {title}",
        banner=banner,
        badge=badge_of(document),
        actions=(back,),
        tables=(texts,),
        forms=(act,),
    )


def answers_table(form: Form, rows: Sequence[tuple[str, str]]) -> Table:
    return Table(
        "noi-dung-da-ky",
        f"Nội dung của {form.title.lower()}",
        (Column("Mục"), Column("Đang ghi")),
        tuple(Row((Cell(label), Cell(text))) for label, text in rows),
        Empty("Không có nội dung", "Tờ này không được lập từ biểu mẫu.", icon="paper"),
    )


def history_page(
    *,
    form: Form,
    document: Stored,
    banner: PatientBanner,
    chain: Sequence[Stored],
    states: dict[str, tuple[SlotState, ...]],
    versions: Sequence[tuple[Stored, AnswersVersion]],
    actor: Actor,
    is_open: bool,
    now: datetime,
    typed: Typed = NOTHING_TYPED,
) -> DeskPage:
    tables = [_chain_table(chain, states, document)]
    tables += [
        _version_table(number, paper, one) for number, (paper, one) in enumerate(versions) if one.differences
    ]
    if not any(one.differences for _, one in versions):
        empty = Empty(
            "Chưa có gì thay đổi", "Mỗi lần lưu hoặc sửa đổi sau lần đầu hiện ở đây, từng mục.", icon="copy"
        )
        tables.append(Table("thay-doi", "Thay đổi từng mục", (Column("Mục"),), (), empty))
    return DeskPage(
        f"Lịch sử {form.title.lower()}",
        banner=banner,
        badge=badge_of(document),
        actions=_actions(document, form, actor, is_open),
        notices=_notices(document),
        tables=tuple(tables),
        forms=_acts(document, form, actor, is_open, typed),
        timeline=_timeline(chain, states, versions, now),
    )


def _actions(document: Stored, form: Form, actor: Actor, is_open: bool) -> tuple[Action, ...]:
    url = url_of(document)
    made = [Action("Mở bản ký", f"/kham/giay/{document.id}.pdf", icon="paper")]
    if (
        is_open
        and document_stage(document.resource) is DocumentStage.SIGNED
        and may(actor, Permission.EDIT_ENTRY)
    ):
        made.append(Action("Lập bản sửa đổi", f"{url}sua-doi/", kind="primary", icon="edit"))
    return tuple(made)


def _notices(document: Stored) -> tuple[Notice, ...]:
    past = history_of(document.resource)
    if document_stage(document.resource) is not DocumentStage.CANCELLED or not past:
        return ()
    last = past[-1]
    at = dates_vi.full_moment(datetime.fromisoformat(last.at))
    return (Notice("Giấy tờ đã hủy", f"{last.by} hủy lúc {at}. Lý do: {last.reason}", "son", "cross"),)


def _acts(document: Stored, form: Form, actor: Actor, is_open: bool, typed: Typed) -> tuple[DeskForm, ...]:
    url, stage, title = url_of(document), document_stage(document.resource), form.title.lower()
    made = []
    if is_open and stage is DocumentStage.CANCELLED and may(actor, Permission.RESTORE_ENTRY):
        made.append(
            reason_form(
                "khoi-phuc",
                "Khôi phục giấy tờ",
                (f"Tờ {title} trở lại như trước khi hủy, kèm dữ liệu đã trích.",),
                Action("Khôi phục", method="submit", icon="undo"),
                url,
                typed,
            )
        )
    elif is_open and stage is not DocumentStage.SUPERSEDED and may(actor, Permission.CANCEL_ENTRY):
        lines = (
            f"Tờ {title} không còn giá trị trong hồ sơ; dữ liệu trích từ đó thôi hiện trên bảng theo dõi.",
            "Không có gì bị xóa: bản ký và lý do hủy vẫn xem được ở đây.",
        )
        action = Action("Hủy giấy tờ", method="submit", kind="danger", icon="cross")
        made.append(reason_form("huy", "Hủy giấy tờ", lines, action, url, typed))
    if may(actor, Permission.PRINT_ON_PAPER):
        made.append(
            DeskForm(
                "ban-giay",
                "In bản giấy",
                (
                    "Mỗi trang có dòng: bản giấy chuyển đổi từ hồ sơ bệnh án điện tử, tên cơ sở, mã tra cứu, người và lúc in.",
                    f"Lần in được ghi vào nhật ký với tên {actor.name}.",
                ),
                (),
                Action("In bản giấy", method="submit", icon="print"),
                f"/kham/giay/{document.id}/ban-giay.pdf",
                opens_new=True,
            )
        )
    return tuple(made)


def _chain_table(chain: Sequence[Stored], states: dict[str, tuple[SlotState, ...]], shown: Stored) -> Table:
    rows = []
    for number, one in enumerate(chain, start=1):
        signers = ", ".join(state.signed_by for state in states[one.id] if state.is_signed) or "chưa ai ký"
        rows.append(
            Row(
                (
                    Cell(
                        f"Bản {number}",
                        "đang xem" if one.id == shown.id else "",
                        is_strong=one.id == shown.id,
                    ),
                    Cell(dates_vi.full_moment(datetime.fromisoformat(str(one.resource["date"])))),
                    Cell(author_of(one) or "không rõ người"),
                    Cell(signers),
                    Cell(badge=badge_of(one)),
                ),
                f"{url_of(one)}lich-su/",
                is_current=one.id == shown.id,
            )
        )
    columns = (
        Column("Bản", is_tight=True),
        Column("Lập lúc"),
        Column("Người lập"),
        Column("Người ký", is_minor=True),
        Column("Trạng thái"),
    )
    return Table(
        "cac-ban", "Các bản của giấy tờ này", columns, tuple(rows), Empty("Chưa có bản nào", "", icon="paper")
    )


def _version_table(number: int, paper: Stored, one: AnswersVersion) -> Table:
    at = dates_vi.full_moment(one.response.last_updated)
    what = f"Sửa đổi vì: {one.reason}. " if one.reason else ""
    return Table(
        f"ban-{number}",
        f"{what}Lần lưu {one.response.version}, {one.author}, {at}",
        (Column("Mục"), Column("Trước"), Column("Sau")),
        tuple(
            Row((Cell(each.label, each.section), Cell(each.before), Cell(each.after, is_strong=True)))
            for each in one.differences
        ),
        Empty("Không đổi", "", icon="copy"),
    )


def _timeline(
    chain: Sequence[Stored],
    states: dict[str, tuple[SlotState, ...]],
    versions: Sequence[tuple[Stored, AnswersVersion]],
    now: datetime,
) -> Timeline:
    found: list[tuple[datetime, str, str, str, str]] = []
    for number, paper in enumerate(chain, start=1):
        made = datetime.fromisoformat(str(paper.resource["date"]))
        found.append((made, f"Lập bản {number}", author_of(paper), "", "paper"))
        for state in states[paper.id]:
            if state.signed_at:
                found.append(
                    (state.signed_at, f"Ký bản {number}", state.signed_by, state.signer.label, "sign")
                )
        for past in history_of(paper.resource):
            word, icon = ("Hủy", "cross") if past.act == "cancelled" else ("Khôi phục", "undo")
            found.append(
                (datetime.fromisoformat(past.at), f"{word} bản {number}", past.by, past.reason, icon)
            )
    for _, one in versions:
        text = f"{len(one.differences)} mục thay đổi" if one.differences else "lần đầu"
        found.append(
            (one.response.last_updated, f"Lưu nội dung, lần {one.response.version}", one.author, text, "edit")
        )
    found.sort(key=lambda one: one[0], reverse=True)
    entries = tuple(
        TimelineEntry(dates_vi.near_moment(at, now=now), title, by, text, dates_vi.full_moment(at), icon)
        for at, title, by, text, icon in found
    )
    return Timeline("Diễn biến của giấy tờ", entries)


__all__ = ["Difference", "amend_page", "answers_table", "badge_of", "history_page", "url_of"]
