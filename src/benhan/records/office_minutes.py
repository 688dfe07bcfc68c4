"""The minutes of a destruction (biên bản hủy): what they say, and who signs them."""

from __future__ import annotations

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.forms.print import PrintedPaper
from benhan.law.rules import retention_classes
from benhan.law.vietnam_time import full_moment
from benhan.records.authority import desk
from benhan.records.models import DestructionItem, DestructionList
from benhan.records.office_papers import Minutes, minutes
from benhan.signing.appearance import AppearanceFont, seal_appearance, staff_appearance
from benhan.signing.pades import Level, SignatureBox, sign

_LABELS = {
    "secretary": "Người lập biên bản hủy hồ sơ",
    "director": "Người có thẩm quyền quyết định hủy",
    "facility": "Con dấu số của cơ sở",
}


def of_list(made: DestructionList, facility: Facility) -> PrintedPaper:
    """The minutes of a list that was carried out; the same bytes' places each time it is asked."""
    items = list(made.items.order_by("pk"))
    gone = [one for one in items if one.state == "destroyed"]
    at = made.executed_at or timezone.now()
    decided = f"{made.decided_on:%d/%m/%Y}" if made.decided_on else ""
    lines = [
        f"Căn cứ Quyết định số {made.decision_number} ngày {decided} của {made.approved_by}.",
        f"Danh mục số {made.number} do {made.proposed_by} lập lúc {full_moment(made.proposed_at)}.",
        f"Hội đồng xét hủy: {made.council or 'theo quyết định nêu trên'}.",
        f"Lúc {full_moment(at)}, {made.executed_by} đã hủy {len(gone)} hồ sơ bệnh án hết thời hạn lưu trữ sau đây, "
        "gồm mọi phiên bản nội dung, dữ liệu trích từ đó, bản nháp, tệp đã ký, gói hồ sơ, bản sao và dữ liệu tra cứu "
        "giữ trong hệ thống. Nội dung đã hủy không khôi phục được từ hệ thống.",
    ]
    kept = [one for one in items if one.state == "kept"]
    closing = [f"Giữ lại {one.record_number}: {one.kept_reason}." for one in kept] + [
        f"Bản sao lưu còn chứa các hồ sơ này cho đến khi được ghi đè theo vòng: {made.backups}. Không ai được phục hồi "
        "các hồ sơ này từ bản sao lưu; phục hồi cả hệ thống thì phải thực hiện lại việc hủy theo biên bản này.",
        "Nhật ký hệ thống vẫn ghi rằng hồ sơ từng có và đã hủy; nhật ký không chứa nội dung hồ sơ.",
        "Biên bản này cùng danh mục được lưu vĩnh viễn.",
    ]
    return minutes(
        Minutes(
            number=made.number,
            facility=facility.name,
            authority=facility.health_department or "Sở Y tế",
            on=timezone.localdate(at),
            lines=lines,
            rows=[_row(number, one) for number, one in enumerate(gone, start=1)],
            closing=closing,
            secretary=made.executed_by,
            director=made.approved_by,
        )
    )


def _row(number: int, one: DestructionItem) -> tuple[str, ...]:
    known = retention_classes().get(one.retention_class)
    return (
        str(number),
        one.record_number,
        one.archive_number,
        f"{one.title}. {known.label if known else one.retention_class}",
        str(one.closed_year),
        f"{one.retention_until:%d/%m/%Y}",
        f"{one.versions} / {one.files}",
    )


def sign_minutes(by: Actor, facility: Facility, paper: PrintedPaper, *, role: str, pdf: bytes = b"") -> bytes:
    """Sign the place of the role: a person's own key, or the facility's seal with an archive timestamp."""
    office, at, font = desk(), timezone.now(), AppearanceFont.be_vietnam_pro()
    box = paper.signature_boxes[role]
    is_seal = role == "facility"
    look = (
        seal_appearance(facility=facility.name, at=at, font=font, is_demo=facility.is_demo)
        if is_seal
        else staff_appearance(name=by.name, title=by.title, at=at, font=font, is_demo=facility.is_demo)
    )
    return sign(
        pdf or paper.pdf,
        key=office.seal_key(facility) if is_seal else office.staff_key(by, facility),
        timestamps=office.timestamps,
        field=SignatureBox(role, box.page, box.x1, box.y1, box.x2, box.y2),
        appearance=look,
        reason=_LABELS[role],
        location="",
        level=Level.B_LTA if is_seal else Level.B_LT,
        trust=office.trust,
        at=at,
    )
