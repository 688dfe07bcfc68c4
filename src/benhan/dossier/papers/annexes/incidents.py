"""Papers of one incident: first notice (24 hours), full report (72 hours), closing report. Sent by people, never from here."""

from __future__ import annotations

from datetime import datetime, timedelta

from benhan.assurance.models import Incident
from benhan.dossier.papers.annexes.bodies import grounds_of
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Facts, Heading, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING
from benhan.law.incidents import incident_clocks, incident_kinds
from benhan.law.vietnam_time import full_moment

NOT_YET = "Chưa xác định"
BASIS = "Chưa có mẫu chính thức của cơ quan có thẩm quyền khi lập văn bản này."


def _kind(key: str, facts: FileFacts, title: str) -> PaperKind:
    return PaperKind(
        key=key, regime=facts.dossier.regime, form="", title=title, levels=(1, 2, 3, 4, 5), from_role="owner",
        to_role="authority", signs=("owner", "seal"), state="", builder="", basis="DESIGN", is_numbered=True,
    )  # fmt: skip


def first_notice(facts: FileFacts, incident: Incident) -> Paper:
    """Within 24 hours of discovery; at once when public order is touched."""
    words = regime_of(facts).security
    return enveloped(
        _kind("su-co-24-gio", facts, "Thông báo ban đầu về sự cố"),
        facts,
        name="Thông báo",
        subject=f"Ban đầu về sự cố {words} {incident.code}",
        blocks=(
            *_what(facts, incident),
            Heading("II. Xử lý ban đầu, đề nghị hỗ trợ"),
            Paragraph(incident.remedy or "Đang ngăn chặn, sẽ báo cáo tiếp."),
            Paragraph(
                "Đề nghị hướng dẫn, hỗ trợ ngay vì sự cố có thể ảnh hưởng an ninh quốc gia, trật tự xã hội."
                if incident.touches_public_order
                else "Chưa đề nghị hỗ trợ; cơ sở sẽ báo khi cần."
            ),
            Paragraph("Báo cáo đầy đủ sẽ gửi trước " + _due(incident.discovered_at, "full") + "."),
        ),
        grounds=grounds_of(facts, is_short=True),
        is_addressed=True,
        basis=(BASIS,),
    )  # fmt: skip


def full_report(facts: FileFacts, incident: Incident) -> Paper:
    """Within 72 hours: cause, scope, remedy."""
    return enveloped(
        _kind("su-co-72-gio", facts, "Báo cáo sự cố"),
        facts,
        name="Báo cáo",
        subject=f"Nguyên nhân, phạm vi và khắc phục sự cố {incident.code}",
        blocks=(*_what(facts, incident), *_causes(incident), *_data(incident)),
        grounds=grounds_of(facts, is_short=True),
        is_addressed=True,
        basis=(BASIS,),
    )


def closing(facts: FileFacts, incident: Incident) -> Paper:
    """When it is over: what was learned and what changes."""
    ended = full_moment(incident.closed_at) if incident.closed_at else "Chưa kết thúc"
    return enveloped(
        _kind("su-co-ket-thuc", facts, "Báo cáo kết thúc sự cố"),
        facts,
        name="Báo cáo",
        subject=f"Kết thúc xử lý sự cố {incident.code}",
        blocks=(
            *_what(facts, incident),
            *_causes(incident),
            *_data(incident),
            Heading("IV. Kết thúc, bài học"),
            Facts((("Thời điểm kết thúc", ended), ("Bài học, thay đổi", incident.lessons or NOT_YET))),
        ),
        grounds=grounds_of(facts, is_short=True),
        is_addressed=True,
        basis=(BASIS,),
    )


def _what(facts: FileFacts, one: Incident) -> tuple[Block, ...]:
    happened = full_moment(one.happened_at) if one.happened_at else NOT_YET.lower()
    return (
        Heading("I. Sự cố"),
        Facts(
            (
                ("Mã, tên sự cố", f"{one.code} – {one.title}"),
                ("Hệ thống thông tin", f"{facts.system.name}, cấp độ {facts.dossier.level}"),
                (
                    "Loại, mức",
                    f"{incident_kinds().get(one.kind, one.kind)}; {'nghiêm trọng' if one.is_serious else 'thông thường'}",
                ),
                ("Phát hiện lúc", f"{full_moment(one.discovered_at)} (xảy ra lúc: {happened})"),
                ("Mô tả", one.description),
                ("Phạm vi ảnh hưởng", one.scope or NOT_YET),
                ("Liên quan dữ liệu cá nhân", "Có" if one.has_personal_data else "Không"),
                ("Thông báo ban đầu", _sent(one.first_notice_at, one.discovered_at, "first")),
                ("Báo cáo đầy đủ", _sent(one.full_report_at, one.discovered_at, "full")),
                ("Người ghi sổ", one.recorded_by or MISSING),
            )
        ),
    )


def _causes(one: Incident) -> tuple[Block, ...]:
    return (
        Heading("II. Nguyên nhân, khắc phục"),
        Facts((("Nguyên nhân", one.cause or NOT_YET), ("Biện pháp khắc phục", one.remedy or NOT_YET))),
    )


def _data(one: Incident) -> tuple[Block, ...]:
    if not one.has_personal_data:
        return (Heading("III. Dữ liệu cá nhân"), Paragraph("Sự cố không liên quan dữ liệu cá nhân."))
    return (
        Heading("III. Dữ liệu cá nhân"),
        Facts(
            (
                (
                    "Thông báo vi phạm dữ liệu cá nhân (lập riêng)",
                    _sent(one.data_notice_at, one.discovered_at, "data"),
                ),
            )
        ),
    )


def _due(start: datetime, clock: str) -> str:
    return full_moment(_end(start, clock))


def _end(start: datetime, clock: str) -> datetime:
    """When the clock of law/dossier/incidents.yaml runs out."""
    return start + timedelta(hours=incident_clocks()[clock].hours)


def _sent(at: datetime | None, start: datetime, clock: str) -> str:
    due = _due(start, clock)
    if at is None:
        return f"Chưa gửi; hạn {due}"
    return f"Gửi lúc {full_moment(at)}" + (f", quá hạn {due}" if at > _end(start, clock) else f" (hạn {due})")


WRITERS = {"thong-bao-ban-dau": first_notice, "bao-cao-day-du": full_report, "bao-cao-ket-thuc": closing}
"""Every paper of an incident by its name in an address."""
