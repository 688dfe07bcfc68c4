"""One paper in words: versions, what changed against the approved one, the forms that make and sign it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benhan.access.actor import Actor
from benhan.assurance.addresses import address_of_system
from benhan.dossier.files.addresses import address_of_file, address_of_files, address_of_paper
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers.comparing import Change, differences
from benhan.dossier.papers.making import approved_before
from benhan.dossier.papers.paper_forms import forms_of
from benhan.dossier.papers.registry import PaperKind
from benhan.dossier.papers.signing import ROLES_VI, next_role
from benhan.ui import dates_vi
from benhan.ui.desk import DeskPage, Typed
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, KeyValue, KeyValues, Notice, Row, Table

address = address_of_paper
MOST = 200
KINDS_VI = {"added": "Thêm", "removed": "Bỏ", "changed": "Sửa"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper to read: its PDF in a frame and its text; is_kept False for what would be made now."""

    title: str
    pdf_url: str
    content: Mapping[str, Any]
    is_kept: bool


def crumbs(file: Dossier, kind: PaperKind) -> tuple[tuple[str, str], ...]:
    return (
        ("An toàn", "/an-toan/"),
        (file.system.name, address_of_system(file.system)),
        ("Hồ sơ cấp độ", address_of_files(file.system)),
        (file.number or "Hồ sơ", address_of_file(file)),
        (_short(kind), ""),
    )


def sheet(file: Dossier, kind: PaperKind, versions: Sequence[DossierPaper], now: Mapping[str, Any]) -> Sheet:
    """The newest version, or what would be made."""
    base = address(file, kind.key)
    if versions:
        newest = versions[0]
        return Sheet(
            f"{_short(kind)}, bản thứ {newest.version}", f"{base}{newest.version}.pdf", newest.content, True
        )
    return Sheet(f"{_short(kind)}, xem trước", f"{base}xem-truoc.pdf", now, False)


def paper_page(
    file: Dossier,
    kind: PaperKind,
    versions: Sequence[DossierPaper],
    now: Mapping[str, Any],
    actor: Actor,
    typed: Typed,
) -> DeskPage:
    newest = versions[0] if versions else None
    base = address(file, kind.key)
    return DeskPage(
        kind.title,
        lead=f"{file.system.name} · cấp độ {file.level}"
        + (f" · mẫu số {kind.form}" if kind.form else "")
        + (f" · {file.number}" if file.number else ""),
        badge=_badge(newest),
        actions=_actions(newest, base),
        notices=_notices(newest, now),
        tables=(*((_changes(newest, now),) if newest else ()), _versions(versions, base)),
        forms=forms_of(file, kind, newest, actor, typed),
        facts=_facts(kind, newest, now),
    )


def _short(kind: PaperKind) -> str:
    return f"Mẫu {kind.form}" if kind.form else kind.title


def _badge(newest: DossierPaper | None) -> Badge:
    if newest is None:
        return Badge("Chưa lập", "hoe", "dot-open")
    if newest.is_approved:
        return Badge("Bản được phê duyệt", "la", "check")
    if newest.signatures and not next_role(newest):
        return Badge("Đã ký đủ", "la", "dot")
    if newest.content.get("is_draft", True):
        return Badge("Bản dự thảo", "hoe", "dot-open")
    return Badge("Chờ ký", "hoe", "dot-half")


def _actions(newest: DossierPaper | None, base: str) -> tuple[Action, ...]:
    if newest is None:
        return (Action("Mở bản xem trước", f"{base}xem-truoc.pdf", icon="paper"),)
    return (
        Action("Tải bản in (PDF)", f"{base}{newest.version}.pdf", icon="paper"),
        Action("Tải bản sửa được (DOCX)", f"{base}{newest.version}.docx", icon="download"),
    )


def _notices(newest: DossierPaper | None, now: Mapping[str, Any]) -> tuple[Notice, ...]:
    if newest is None:
        return (
            Notice(
                "Giấy này chưa được lập",
                "Bản xem trước lấy từ dữ liệu đang có; chưa lưu gì.",
                icon="info",
            ),
        )
    return ()


def _facts(kind: PaperKind, newest: DossierPaper | None, now: Mapping[str, Any]) -> KeyValues:
    signers = [ROLES_VI[one["role"]] for one in (newest.content if newest else now)["signs"]]
    rows = [
        KeyValue("Người ký", ", ".join(signers)),
        KeyValue("Số văn bản", newest.number if newest and newest.number else "Chưa có"),
    ]
    if newest is not None:
        gaps = int(newest.content.get("gaps", 0))
        rows += [
            KeyValue("Chỗ chưa khai", str(gaps) if gaps else "Không còn"),
            KeyValue("Lập lúc", f"{dates_vi.full_moment(newest.made_at)}, {newest.made_by}"),
            KeyValue("Mã SHA-256 của bản in", newest.pdf),
        ]
        rows += [KeyValue(f"Đã ký: {ROLES_VI[one['role']]}", one["name"]) for one in newest.signatures]
    return KeyValues(tuple(rows), "Về giấy này")


def _changes(newest: DossierPaper, now: Mapping[str, Any]) -> Table:
    """What making it again would change, against the approved version where there is one."""
    approved = newest if newest.is_approved else approved_before(newest)
    base = approved or newest
    columns = (Column("Mục"), Column("Thay đổi", is_tight=True), Column("Nội dung"))
    name = f"{'bản đã được phê duyệt' if approved else 'bản mới nhất'} (bản thứ {base.version})"
    found = changes_since(base, now)
    empty = Empty("Không có gì khác", f"Dữ liệu đang có cho ra đúng nội dung của {name}.")
    rows = tuple(Row((Cell(one.section), Cell(KINDS_VI[one.kind]), Cell(one.words))) for one in found[:MOST])
    more = f" Hiện {MOST} thay đổi đầu tiên." if len(found) > MOST else ""
    sentence = f"{len(found)} thay đổi so với {name}.{more}" if found else ""
    return Table("thay-doi", "Nếu lập lại thì khác gì", columns, rows, empty, sentence=sentence)


def changes_since(base: DossierPaper, now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Number and day are given when a paper is issued: they are no change of what it says."""
    given = {key: base.content.get(key) for key in ("number", "on")}
    return differences(base.content, {**now, **given})


def _versions(versions: Sequence[DossierPaper], base: str) -> Table:
    columns = (
        Column("Bản", is_numeric=True),
        Column("Lập lúc"),
        Column("Người lập", is_minor=True),
        Column("Tình trạng"),
    )
    rows = tuple(
        Row(
            (
                Cell(str(one.version)),
                Cell(dates_vi.full_moment(one.made_at)),
                Cell(one.made_by),
                Cell(badge=_badge(one)),
            ),
            f"{base}{one.version}.pdf",
        )
        for one in versions
    )
    empty = Empty("Chưa lập bản nào", "Mỗi lần lập được giữ thành một bản riêng.", icon="paper")
    return Table("cac-ban", "Các bản đã lập", columns, rows, empty)
