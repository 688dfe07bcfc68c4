"""Remarks on requirements in words."""

from __future__ import annotations

from collections.abc import Sequence

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import address_of
from benhan.assurance.models import Assessment, Comment
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.models import Dossier
from benhan.law.catalogues import catalogues
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, Typed
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Field, Row, Table

REQUIREMENT, TEXT = "yeu_cau", "noi_dung"
KEY = "gop-y-moi"


def remark_table(
    dossier: Dossier, assessment: Assessment | None, comments: Sequence[Comment], actor: Actor
) -> Table:
    rows = tuple(_row(dossier, assessment, one, actor) for one in comments if assessment is not None)
    waiting = sum(one.is_appraisers and one.settled_at is None for one in comments)
    empty = Empty(
        "Chưa có góp ý nào", "Góp ý của người thẩm định về từng yêu cầu và trả lời hiện ở đây.", icon="list"
    )
    columns = (Column("Yêu cầu", is_tight=True), Column("Nội dung"), Column("Tình trạng"))
    sentence = f"{len(comments)} góp ý và trả lời, {waiting} góp ý chưa giải quyết" if comments else ""
    return Table("gop-y", "Góp ý theo yêu cầu", columns, rows, empty, sentence=sentence)


def _row(dossier: Dossier, assessment: Assessment | None, one: Comment, actor: Actor) -> Row:
    name, url = one.requirement, ""
    if assessment is not None:
        catalogue = catalogues()[assessment.catalogue]
        about = next((each for each in catalogue.requirements if each.id == one.requirement), None)
        if about is not None:
            name, url = catalogue.citation(about, assessment.level), address_of(assessment, about)
    said = f"{one.name} · {dates_vi.full_moment(one.at)}"
    return Row((Cell(name, is_strong=True), Cell(one.text, note=said), _standing(dossier, one, actor)), url)


def _standing(dossier: Dossier, one: Comment, actor: Actor) -> Cell:
    if not one.is_appraisers:
        return Cell(badge=Badge("Trả lời", "cham", "dot"))
    if one.settled_at is not None:
        return Cell(badge=Badge("Đã giải quyết", "la", "check"), note=one.settled_by)
    action = None
    if may(actor, Permission.APPRAISE_LEVEL):
        url = f"{address_of_file(dossier)}gop-y/{one.pk}/"
        action = Action("Ghi đã giải quyết", url, method="post", kind="quiet", icon="check")
    return Cell(badge=Badge("Chưa giải quyết", "hoe", "clock"), action=action)


def remark_form(
    dossier: Dossier, actor: Actor, typed: Typed, prefilled: str, comments: Sequence[Comment]
) -> DeskForm | None:
    """Where a remark or an answer is written; None for whoever may do neither or has nothing to answer."""
    is_appraiser = may(actor, Permission.APPRAISE_LEVEL)
    if not is_appraiser and not (may(actor, Permission.KEEP_ASSURANCE) and comments):
        return None
    title = "Góp ý về một yêu cầu" if is_appraiser else "Trả lời góp ý"
    line = (
        "Góp ý chưa giải quyết thì chưa kết luận phù hợp được."
        if is_appraiser
        else "Người thẩm định được báo."
    )
    asked = (
        Field(REQUIREMENT, "Mã yêu cầu", value=typed.value(KEY, REQUIREMENT, prefilled), is_required=True,
              hint="Như ghi ở danh sách yêu cầu, ví dụ 5.4.2.5", max_length=60, error=typed.error(KEY, REQUIREMENT)),
        Field(TEXT, "Nội dung", "textarea", typed.value(KEY, TEXT), width="full", is_required=True, max_length=2000,
              error=typed.error(KEY, TEXT)),
    )  # fmt: skip
    action = Action("Ghi góp ý" if is_appraiser else "Ghi trả lời", method="submit", icon="edit")
    return DeskForm(
        KEY, title, (line, f"Ghi tên: {actor.name}."), asked, action, f"{address_of_file(dossier)}gop-y/",
        typed.summary(KEY, "Lỗi: CHƯA ghi góp ý"),
    )  # fmt: skip
