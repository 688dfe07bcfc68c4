"""Form 08: the yearly report of the owner to the authority, all systems of the facility in one table."""

from __future__ import annotations

from benhan.dossier.papers.envelope import body_of, enveloped, regime_of
from benhan.dossier.papers.facts import FiledSystem, FileFacts
from benhan.dossier.papers.model import Facts, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING, day, numbered, told

COLUMNS = (
    "TT",
    "Hệ thống thông tin",
    "Chủ quản",
    "Đơn vị vận hành",
    "Cấp độ đề xuất",
    "Tình trạng phê duyệt",
    "Quyết định phê duyệt: số, ngày, cơ quan",
    "Quy chế: số, ngày, cơ quan",
    "Dự kiến phê duyệt",
    "Triển khai phương án",
    "Dự kiến triển khai đầy đủ",
    "Kiểm tra",
)
WIDTHS = (1.3, 3.8, 3.2, 3.2, 1.6, 2.6, 3.4, 3.4, 2.2, 2.8, 2.2, 2.2)
NOT_APPROVED, NOTHING_LEFT = "Chưa phê duyệt", "Đã hoàn thành"


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    regime = regime_of(facts)
    year = facts.now.year + (1 if (facts.now.month, facts.now.day) >= (12, 15) else 0)
    return enveloped(
        kind,
        facts,
        name="Báo cáo",
        subject=f"Công tác xác định cấp độ và bảo đảm {regime.security} hệ thống thông tin năm {year}",
        is_addressed=True,
        blocks=(
            Paragraph(f"Số liệu từ ngày 15/12/{year - 1} đến ngày 14/12/{year}."),
            Heading("I. Số liệu tổng hợp", 2),
            _totals(facts),
            Heading(f"II. Chủ quản và đơn vị chuyên trách về {regime.security}", 2),
            _bodies(facts),
            NewPage(is_landscape=True),
            Heading("III. Danh mục hệ thống thông tin", 2),
            Grid(
                COLUMNS,
                tuple(_row(place, one, facts) for place, one in enumerate(facts.filed, start=1)),
                WIDTHS,
            ),
            Paragraph(f"Trên đây là báo cáo của {body_of(facts, 'owner')}."),
        ),
        basis=(regime.forms_basis,),
    )


def _totals(facts: FileFacts) -> Facts:
    filed = facts.filed
    return Facts(
        (
            ("1. Tổng số hệ thống thông tin", str(len(filed))),
            (
                "2. Số hệ thống đã phân loại, xác định cấp độ",
                str(sum(bool(one.system.level) for one in filed)),
            ),
            (
                "3. Số hệ thống đã lập hồ sơ đề xuất cấp độ",
                str(sum(one.dossier is not None for one in filed)),
            ),
            (
                "4. Số hệ thống đã thẩm định",
                str(sum(one.official in ("appraised", "approved") for one in filed)),
            ),
            ("5. Số hệ thống đã được phê duyệt", str(sum(one.official == "approved" for one in filed))),
            ("6. Số hệ thống đã được kiểm tra", str(sum(bool(one.checks) for one in filed))),
            ("7. Dự kiến hoàn thành phê duyệt", _latest(facts)),
        )
    )


def _latest(facts: FileFacts) -> str:
    waiting = [one for one in facts.filed if one.official != "approved"]
    if not waiting:
        return NOTHING_LEFT
    days = [one.expected_approval for one in waiting]
    known = [one for one in days if one]
    return day(max(known)) if len(known) == len(days) else MISSING


def _bodies(facts: FileFacts) -> Facts:
    rows: list[tuple[str, str]] = []
    for words, role in (("chủ quản", "owner"), ("đơn vị chuyên trách", "security_unit")):
        rows += [
            (f"Tên {words}", facts.described(f"{role}.name")),
            ("Văn bản quy định chức năng, nhiệm vụ", facts.described(f"{role}.mandate")),
            ("Người đứng đầu", facts.described(f"{role}.representative")),
            ("Địa chỉ", facts.described(f"{role}.address")),
            (
                "Điện thoại, thư điện tử",
                f"{facts.described(f'{role}.phone')}; {facts.described(f'{role}.email')}",
            ),
        ]
    return Facts(tuple(rows))


def _row(place: int, one: FiledSystem, facts: FileFacts) -> tuple[str, ...]:
    dossier = one.dossier
    described = one.system.description
    approved = one.official == "approved" and dossier is not None
    return (
        str(place),
        one.system.name,
        told(described.get("owner.name")),
        told(described.get("operator.name")),
        str(one.system.level) if one.system.level else MISSING,
        one.official_words,
        f"{numbered(dossier.decision_number, dossier.decided_on)}, {dossier.approver or body_of(facts, 'owner')}"
        if approved and dossier
        else NOT_APPROVED,
        f"{numbered(dossier.regulation_number, dossier.regulation_on)}, {told(described.get('owner.name'))}"
        if dossier and dossier.regulation_number
        else "Chưa ban hành",
        NOTHING_LEFT if approved else day(one.expected_approval),
        one.deployment_words,
        NOTHING_LEFT if one.is_deployed else day(one.expected_deployment),
        one.checks or "Chưa kiểm tra",
    )
