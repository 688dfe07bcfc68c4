"""A proposal in words: the editor's lines, what differs side by side, and who does what next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from benhan.fhir.problems import Finding
from benhan.forms.differences import Difference, differences, words_of
from benhan.forms.fields import Field as Question
from benhan.forms.fields import Form, Section
from benhan.forms.proposals import Proposal
from benhan.law.signers import who_may_sign
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    ErrorSummary,
    FieldError,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Step,
    Steps,
    Table,
)
from benhan.ward.form_catalogue.list_presenters import HOME

_KINDS = {
    "added": Badge("Thêm", "la", "plus"), "removed": Badge("Bỏ", "son", "cross"),
    "changed": Badge("Sửa", "hoe", "edit"), "moved": Badge("Đổi chỗ", "cham", "list"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditorLine:
    """One field of the editor; an act is what its button sends, "" when the button isn't there."""

    key: str
    label: str
    words: str
    badge: Badge | None
    edit_url: str
    add_url: str
    up: str
    down: str
    drop: str
    drop_label: str
    focus: str = ""


@dataclass(frozen=True, slots=True)
class EditorSection:
    key: str
    label: str
    lines: tuple[EditorLine, ...]
    add_url: str
    drop: str


@dataclass(frozen=True, slots=True)
class EditorPage:
    heading: str
    here: str
    revision: int
    steps: Steps
    notices: tuple[Notice, ...]
    sections: tuple[EditorSection, ...]
    hidden: tuple[EditorLine, ...]
    signers: tuple[EditorLine, ...]
    is_own: bool
    facts: KeyValues
    actions: tuple[Action, ...]


def editor_page(proposal: Proposal, *, pressed: str, now: datetime) -> EditorPage:
    """pressed: the act after which the page is shown again; its button takes focus, for the keyboard."""
    form, here = proposal.form, f"{HOME}{_slug(proposal)}/du-thao/"
    return EditorPage(
        heading=form.title or "Mẫu riêng của cơ sở",
        here=here,
        revision=proposal.row.revision,
        steps=steps(proposal),
        notices=_notices(proposal),
        sections=tuple(_section(proposal, one, here, pressed) for one in _every_section(proposal)),
        hidden=_hidden(proposal),
        signers=_signers(proposal),
        is_own=proposal.base is None,
        facts=facts(proposal, now),
        actions=(
            Action("Xem trên màn hình", f"{here}man-hinh/", icon="visit"),
            Action("Xem bản in", f"{here}mau-trong.pdf", icon="print"),
            Action("So sánh và trình", f"{here}so-sanh/", kind="primary", icon="right", key="ctrl+enter"),
        ),
    )


def _slug(proposal: Proposal) -> str:
    return proposal.form.slug


def _every_section(proposal: Proposal) -> tuple[Section, ...]:
    """Those of the form, and the facility's own that are still empty."""
    there = {one.key for one in proposal.form.sections}
    empty = tuple(
        Section(one.key, one.label, "A", (), extension=True)
        for one in proposal.changes.sections
        if one.key not in there
    )
    if proposal.base is None:  # the head with the patient stands on every form and is nobody's to move
        return (*(one for one in proposal.form.sections if one.extension), *empty)
    return (*proposal.form.sections, *empty)


def _section(proposal: Proposal, section: Section, here: str, pressed: str) -> EditorSection:
    own = {one.key for one in proposal.changes.sections}
    last = len(section.fields) - 1
    lines = tuple(
        _line(proposal, section, field, here, pressed, is_first=place == 0, is_last=place == last)
        for place, field in enumerate(section.fields)
    )
    can_go = section.key in own and not section.fields
    return EditorSection(
        section.key,
        section.label,
        lines,
        f"{here}muc/moi/?phan={section.key}",
        f"bo-phan:{section.key}" if can_go else "",
    )


def _line(
    proposal: Proposal,
    section: Section,
    field: Question,
    here: str,
    pressed: str,
    *,
    is_first: bool,
    is_last: bool,
) -> EditorLine:
    own = proposal.changes.own(field.key) is not None
    badge = (
        Badge("Của cơ sở", "cham", "plus")
        if own
        else Badge("Bổ sung", "", "plus")
        if field.extension
        else None
    )
    verb, _, key = pressed.partition(":")
    words = words_of(field) + (f"; nhắc: {field.help}" if field.help else "")
    return EditorLine(
        key=field.key, label=field.screen_label, words=words, badge=badge,
        edit_url=f"{here}muc/{field.key}/", add_url=f"{here}muc/moi/?phan={section.key}&sau={field.key}",
        up="" if is_first else f"len:{field.key}", down="" if is_last else f"xuong:{field.key}",
        drop=f"bo:{field.key}" if own else f"an:{field.key}" if field.extension else "",
        drop_label="Bỏ" if own else "Ẩn",
        focus=_focus(verb, is_first=is_first, is_last=is_last) if key == field.key else "",
    )  # fmt: skip


def _focus(verb: str, *, is_first: bool, is_last: bool) -> str:
    """The button that was pressed, or at the end of the way the one back."""
    if verb == "len" and is_first:
        return "xuong"
    return "len" if verb == "xuong" and is_last else verb


def _hidden(proposal: Proposal) -> tuple[EditorLine, ...]:
    known = proposal.base.field_by_key if proposal.base else {}
    return tuple(
        EditorLine(
            key, known[key].label, words_of(known[key]), None, "", "", "", "", f"hien:{key}", "Hiện lại"
        )
        for key in proposal.changes.hidden
        if key in known
    )


def _signers(proposal: Proposal) -> tuple[EditorLine, ...]:
    kinds = who_may_sign()
    return tuple(
        EditorLine(
            one.role,
            one.label,
            f"lượt {one.order}, {kinds[one.who].label}",
            None,
            "",
            "",
            "",
            "",
            f"bo-ky:{one.role}",
            "Bỏ",
        )
        for one in sorted(proposal.changes.signers, key=lambda one: one.order)
    )


def steps(proposal: Proposal, *, compares: bool = False) -> Steps:
    at = int(compares) if proposal.is_draft else 2
    labels = ("Soạn", "So sánh, trình", "Giám đốc quyết định", "Dùng từ ngày ghi trong quyết định")
    return Steps(
        "Các bước ban hành",
        tuple(
            Step(label, "done" if place < at else "now" if place == at else "next")
            for place, label in enumerate(labels)
        ),
    )


def facts(proposal: Proposal, now: datetime) -> KeyValues:
    row = proposal.row
    made = [
        KeyValue("Mã", row.code),
        KeyValue("Trên mẫu", f"phiên bản {row.base_version}" if row.base_version else "mẫu riêng của cơ sở"),
        KeyValue("Bản đang dùng", row.before_version or "chưa có"),
        KeyValue("Người soạn", row.drafted_by_name, dates_vi.near_moment(row.drafted_at, now=now)),
        KeyValue("Sửa lần cuối", dates_vi.near_moment(row.updated_at, now=now)),
    ]
    if row.reason:
        made.append(KeyValue("Lý do", row.reason))
    return KeyValues(tuple(made))


def _notices(proposal: Proposal) -> tuple[Notice, ...]:
    made = []
    if proposal.row.returned_note:
        made.append(Notice("Giám đốc trả lại", proposal.row.returned_note, "hoe", "undo"))
    if proposal.base is not None:
        made.append(
            Notice(
                "Mục của mẫu Bộ Y tế giữ nguyên",
                "Anh/chị đổi được thứ tự trong từng phần, nhãn của cơ sở bên cạnh, lời nhắc, lúc bắt buộc sớm hơn, "
                "và thêm mục của cơ sở. Không ẩn, đổi tên hay đổi kiểu mục chính thức.",
            )
        )
    else:
        made.append(
            Notice(
                "Phần đầu có sẵn",
                "Mọi mẫu của cơ sở đều có cơ sở, số vào viện, mã, họ tên, tuổi, giới của người bệnh, khoa và chẩn đoán, "
                "điền sẵn từ hồ sơ. Anh/chị chỉ thêm nội dung riêng của mẫu.",
            )
        )
    return tuple(made)


# Side by side


@dataclass(frozen=True, slots=True)
class ComparePage:
    heading: str
    sentence: str
    table: Table


def compare_page(old: Form | None, new: Form, new_name: str) -> ComparePage:
    found = differences(old, new)
    old_name = f"Bản {old.version}" if old else "Chưa có bản nào"
    table = Table(
        "khac", f"{len(found)} điểm khác",
        (Column("Phần, mục"), Column("Điểm khác", is_tight=True), Column(old_name), Column(new_name)),
        tuple(_difference(one) for one in found),
        Empty("Hai bản giống nhau", "Chưa có gì thay đổi so với bản đang dùng.", icon="check"),
    )  # fmt: skip
    added = sum(one.kind == "added" for one in found)
    removed = sum(one.kind == "removed" for one in found)
    sentence = f"{len(found)} điểm khác: thêm {added} mục, bỏ {removed} mục, còn lại là sửa và đổi chỗ."
    return ComparePage(new.title, sentence, table)


def _difference(one: Difference) -> Row:
    return Row(
        (
            Cell(one.what, one.section, is_strong=True), Cell(badge=_KINDS[one.kind], note=one.aspect),
            Cell(one.before), Cell(one.after),
        )
    )  # fmt: skip


def error_summary(findings: tuple[Finding, ...], names: dict[str, str] | None = None) -> ErrorSummary | None:
    """The findings as a summary; names: finding's key → name of the input it belongs to."""
    if not findings:
        return None
    known = names or {}
    errors = tuple(FieldError(known.get(one.expression, ""), one.clinician) for one in findings)
    return ErrorSummary(errors, "Lỗi: có điểm cần sửa, CHƯA được lưu")
