"""The risk assessment report: the least content of Điều 10 khoản 3 of the decree, and the register with its columns."""

from __future__ import annotations

from collections import Counter

from benhan.assurance.models import Asset, Risk
from benhan.dossier.papers.annexes.bodies import body, grounds_of
from benhan.dossier.papers.annexes.tallies import by_family
from benhan.dossier.papers.envelope import enveloped
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Facts, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import INFORMATION_VI, MISSING, NONE, day

TREATMENTS_VI = {"reduce": "Giảm thiểu", "accept": "Chấp nhận", "transfer": "Chuyển giao", "avoid": "Tránh"}
KINDS_VI = {"host": "Máy chủ", "network": "Thiết bị mạng", "software": "Phần mềm", "service": "Dịch vụ",
            "endpoint": "Địa chỉ dịch vụ"}  # fmt: skip
HIGH, MIDDLE = 12, 6  # of 25; the law names no numbers, the regulation does
METHOD = (
    "Rủi ro = khả năng xảy ra (1–5) × mức tác động (1–5). Từ 12 điểm: cao, phải xử lý; từ 6 đến 11: trung bình, theo dõi và "
    "giảm khi chi phí hợp lý; dưới 6: thấp, chấp nhận được."
)


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    return enveloped(
        kind,
        facts,
        name="Báo cáo",
        subject=f"Đánh giá rủi ro an ninh mạng của {facts.system.name}",
        blocks=(
            *_scope(facts),
            *_assets(facts),
            *_information(facts),
            *_threats(facts),
            *_matrix(facts),
            *_capability(facts),
            *_register(facts),
            *_talk(facts),
        ),
        grounds=grounds_of(facts),
        basis=(
            "Phương pháp chấm điểm là của cơ sở; phương pháp chính thức của cơ quan có thẩm quyền chưa ban hành khi lập báo "
            "cáo này.",
        ),
    )


def grade(points: int) -> str:
    """The word for a product of likelihood and impact."""
    return "Cao" if points >= HIGH else "Trung bình" if points >= MIDDLE else "Thấp"


def points(one: Risk) -> int:
    return one.likelihood * one.impact


def _scope(facts: FileFacts) -> tuple[Block, ...]:
    highest = max((points(one) for one in facts.risks), default=0)
    return (
        Heading("I. Phạm vi, phương pháp"),
        Facts(
            (
                ("Hệ thống thông tin", facts.system.name),
                ("Chức năng", facts.system.purpose or MISSING),
                ("Cấp độ đề xuất", str(facts.dossier.level)),
                ("Ngày đánh giá", day(facts.now.date())),
                ("Người đánh giá", facts.dossier.drafter_name or body(facts, "operator")),
                ("Số rủi ro đang theo dõi", str(len(facts.risks))),
                (
                    "Mức cao nhất",
                    f"{highest} điểm – {grade(highest)}" if facts.risks else "Chưa nhận diện rủi ro",
                ),
            )
        ),
        Paragraph(METHOD),
    )


def _assets(facts: FileFacts) -> tuple[Block, ...]:
    def worst(asset: Asset) -> int:
        return max((points(one) for one in facts.risks if one.asset_id == asset.pk), default=0)

    ranked = sorted(facts.assets, key=lambda one: (-worst(one), one.kind, one.name))
    rows = tuple(
        (
            str(place), one.name, KINDS_VI.get(one.kind, one.kind), one.purpose or MISSING,
            one.zone.name if one.zone else MISSING,
            f"{worst(one)} điểm – {grade(worst(one))}" if worst(one) else "Chưa gắn rủi ro",
        )
        for place, one in enumerate(ranked, start=1)
    )  # fmt: skip
    columns = ("TT", "Tài sản", "Loại", "Mục đích", "Vùng mạng", "Rủi ro cao nhất")
    return (
        Heading("II. Tài sản và xếp hạng"),
        Paragraph("Tài sản xếp theo rủi ro cao nhất gắn với tài sản đó."),
        Grid(columns, rows, (9, 28, 16, 32, 20, 20), empty="Chưa khai tài sản"),
    )


def _information(facts: FileFacts) -> tuple[Block, ...]:
    rows = tuple(
        (words, "; ".join(sorted({one.data for one in facts.flows if one.sensitivity == key})) or NONE)
        for key, words in INFORMATION_VI.items()
    )
    return (
        Heading("III. Loại thông tin xử lý"),
        Grid(("Loại thông tin", "Dữ liệu"), rows, (30, 70)),
    )


def _threats(facts: FileFacts) -> tuple[Block, ...]:
    rows = tuple(
        (one.code, one.threat, one.weakness, one.exploitability or "Chưa đánh giá riêng")
        for one in facts.risks
    )
    columns = ("Mã", "Mối đe dọa", "Điểm yếu", "Khả năng khai thác")
    return (
        Heading("IV. Mối đe dọa, điểm yếu và khả năng khai thác"),
        Grid(columns, rows, (10, 32, 36, 22), empty="Chưa nhận diện rủi ro"),
    )


def _matrix(facts: FileFacts) -> tuple[Block, ...]:
    counts = Counter((one.likelihood, one.impact) for one in facts.risks)
    rows = tuple(
        (f"Khả năng {likely}", *(str(counts[likely, impact] or "–") for impact in range(1, 6)))
        for likely in range(5, 0, -1)
    )
    columns = ("Số rủi ro", *(f"Tác động {one}" for one in range(1, 6)))
    return (
        Heading("V. Khả năng xảy ra và mức tác động"),
        Grid(columns, rows, (20, 16, 16, 16, 16, 16), numeric=frozenset(range(1, 6))),
    )


def _capability(facts: FileFacts) -> tuple[Block, ...]:
    return (
        Heading("VI. Năng lực bảo đảm an ninh mạng hiện có"),
        Paragraph(f"Kết quả đánh giá theo {facts.catalogue.code}, cấp độ {facts.dossier.level}:"),
        by_family(facts.catalogue, facts.requirements),
    )


def _register(facts: FileFacts) -> tuple[Block, ...]:
    seen = tuple(
        (
            one.code, one.asset.name if one.asset else one.asset_text or "Toàn hệ thống", one.threat, one.weakness,
            one.exploitability or "Chưa đánh giá riêng", one.consequence, one.affected, str(one.likelihood),
            str(one.impact), f"{points(one)} – {grade(points(one))}",
        )
        for one in facts.risks
    )  # fmt: skip
    done = tuple(
        (
            one.code, f"{points(one)} – {grade(points(one))}", one.present_control or NONE,
            TREATMENTS_VI.get(one.treatment, one.treatment), one.added_control or NONE,
            one.responsible_name or "Chưa phân công", day(one.due) if one.due else "Không đặt hạn",
            f"{one.residual} – {grade(one.residual)}" if one.residual is not None else "Chưa chấm",
        )
        for one in facts.risks
    )  # fmt: skip
    first = ("Mã", "Tài sản", "Mối đe dọa", "Điểm yếu", "Khả năng khai thác", "Hậu quả", "Bên bị ảnh hưởng",
             "Khả năng", "Tác động", "Mức rủi ro")  # fmt: skip
    second = ("Mã", "Mức rủi ro", "Biện pháp hiện có", "Cách xử lý", "Biện pháp bổ sung", "Người chịu trách nhiệm",
              "Hạn", "Rủi ro còn lại")  # fmt: skip
    return (
        NewPage(is_landscape=True),
        Heading("VII. Sổ rủi ro và kế hoạch xử lý"),
        Grid(first, seen, (10, 22, 26, 26, 20, 26, 20, 12, 12, 18), frozenset({7, 8}),
             empty="Chưa nhận diện rủi ro", caption="Bảng 1. Nhận diện và phân tích"),
        Grid(second, done, (10, 18, 34, 16, 34, 22, 16, 18), empty="Chưa nhận diện rủi ro",
             caption="Bảng 2. Xử lý rủi ro"),
        NewPage(),
    )  # fmt: skip


def _talk(facts: FileFacts) -> tuple[Block, ...]:
    effects = [f"{one.code}: {one.effect_on_level}" for one in facts.risks if one.effect_on_level]
    unit = body(facts, "security_unit")
    return (
        Heading("VIII. Truyền thông, tham vấn và theo dõi"),
        Bullets(
            (
                f"Báo cáo được gửi {body(facts, 'owner')}, {unit} và người chịu trách nhiệm của từng rủi ro.",
                f"{unit} theo dõi sổ rủi ro, nhắc hạn xử lý và báo khi mức rủi ro tăng.",
                "Đánh giá lại mỗi năm và khi đổi chức năng, quy mô, công nghệ, kết nối hoặc sau sự cố nghiêm trọng.",
            )
        ),
        Heading("IX. Tác động đến cấp độ"),
        Bullets(tuple(effects))
        if effects
        else Paragraph("Không có rủi ro nào được ghi là làm thay đổi cấp độ đề xuất."),
    )
