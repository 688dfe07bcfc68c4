"""The yearly check: its plan and its report (contents of Điều 27 of the decree)."""

from __future__ import annotations

from benhan.assurance.judging import VERDICTS_VI, Verdict
from benhan.dossier.papers.annexes.bodies import body, grounds_of
from benhan.dossier.papers.annexes.tallies import by_family, due_of, open_ones, person_of, task_of
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Facts, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import day
from benhan.law.vietnam_time import local

# what is checked, how, product, quarter in which it is due
CONTENTS = (
    ("Việc tuân thủ pháp luật của chủ quản, đơn vị vận hành, đơn vị chuyên trách", "Đọc văn bản, phỏng vấn",
     "Biên bản kiểm tra tuân thủ", 1),
    ("Quy chế, quy trình và việc ban hành, phổ biến, rà soát", "Đọc văn bản, phỏng vấn", "Biên bản rà soát quy chế", 1),
    ("Hiệu quả của biện pháp: thiết kế, cấu hình, cứng hóa máy chủ và thiết bị", "Kiểm tra tự động, ảnh chụp cấu hình",
     "Sổ bằng chứng", 2),
    ("Tài khoản, quyền truy cập và nhật ký", "Kiểm tra tự động, đối chiếu danh sách nhân sự", "Biên bản rà soát quyền", 2),
    ("Sao lưu và thử khôi phục", "Thử khôi phục trên môi trường riêng", "Biên bản thử khôi phục", 2),
    ("Mã độc, lỗ hổng bảo mật", "Quét toàn hệ thống", "Báo cáo quét và danh sách khắc phục", 3),
    ("Kiểm thử xâm nhập (khi cấp độ hoặc rủi ro đòi hỏi)", "Kiểm thử theo chương trình được duyệt",
     "Báo cáo kiểm thử", 3),
    ("Ứng phó sự cố", "Diễn tập hoặc rà soát sổ sự cố", "Biên bản diễn tập", 3),
    ("Kết quả khắc phục các phát hiện của kỳ trước", "Đối chiếu kế hoạch khắc phục", "Báo cáo kiểm tra hằng năm", 4),
)  # fmt: skip


def _year(facts: FileFacts) -> int:
    """The year that is planned: from December on, the next one (the reporting period ends on 14 December)."""
    today = local(facts.now).date()
    return today.year + (1 if today.month == 12 and today.day > 14 else 0)


def plan(kind: PaperKind, facts: FileFacts) -> Paper:
    year = _year(facts)
    rows = tuple(
        (str(place), what, how, _checker(facts), f"Quý {quarter}/{year + 1}", product)
        for place, (what, how, product, quarter) in enumerate(CONTENTS, start=1)
    )
    columns = (
        "TT",
        "Nội dung kiểm tra, đánh giá",
        "Phương pháp",
        "Người thực hiện",
        "Thời gian",
        "Kết quả phải có",
    )
    return enveloped(
        kind,
        facts,
        name="Kế hoạch",
        subject=f"Kiểm tra, đánh giá {regime_of(facts).security} năm {year + 1} đối với {facts.system.name}",
        blocks=(
            Heading("I. Mục đích, phạm vi"),
            Paragraph(
                f"Kiểm tra việc tuân thủ và hiệu quả của biện pháp bảo đảm {regime_of(facts).security} cấp độ "
                f"{facts.dossier.level} theo {facts.catalogue.code}; kết quả là căn cứ của báo cáo hằng năm."
            ),
            Heading("II. Nguyên tắc"),
            Bullets(
                (
                    f"Người kiểm tra độc lập với {body(facts, 'operator')}.",
                    "Việc kiểm tra không làm gián đoạn khám bệnh, chữa bệnh và không thay đổi hệ thống.",
                    "Phát hiện nghiêm trọng được báo ngay, không chờ hết kỳ.",
                    "Kiểm tra đột xuất khi có dấu hiệu bất thường, sau sự cố nghiêm trọng hoặc theo yêu cầu của cơ quan có "
                    "thẩm quyền.",
                )
            ),
            Heading("III. Nội dung và thời gian"),
            Grid(columns, rows, (9, 32, 24, 20, 14, 22)),
            Heading("IV. Tổ chức thực hiện"),
            Paragraph(
                f"{body(facts, 'security_unit')} chủ trì; {body(facts, 'operator')} cung cấp tài liệu và bố trí người phối hợp; "
                f"báo cáo kết quả gửi {body(facts, 'owner')} trước ngày 20/12/{year + 1}."
            ),
        ),
        grounds=grounds_of(facts),
        basis=("Mẫu kế hoạch và biểu tự đánh giá chính thức chưa được ban hành khi lập văn bản này.",),
    )


def _checker(facts: FileFacts) -> str:
    return facts.dossier.appraiser or body(facts, "security_unit")


def report(kind: PaperKind, facts: FileFacts) -> Paper:
    left = open_ones(facts.requirements)
    return enveloped(
        kind,
        facts,
        name="Báo cáo",
        subject=f"Kết quả kiểm tra, đánh giá {regime_of(facts).security} năm {_year(facts)} đối với {facts.system.name}",
        blocks=(
            *_made(facts),
            Heading("II. Kết quả theo nhóm yêu cầu"),
            by_family(facts.catalogue, facts.requirements),
            NewPage(is_landscape=True),
            *_failed(facts),
            Heading("IV. Việc còn phải khắc phục"),
            Grid(
                ("Điều khoản", "Yêu cầu", "Kết quả", "Việc phải làm", "Hạn", "Người thực hiện"),
                tuple(
                    (
                        facts.catalogue.citation(one.requirement, facts.dossier.level), one.requirement.title,
                        VERDICTS_VI[one.verdict], task_of(one), due_of(one), person_of(one),
                    )
                    for one in left
                ),
                (16, 40, 18, 84, 18, 24),
                empty="Không còn việc nào",
            ),
            Heading("V. Kết luận, kiến nghị"),
            Paragraph(_conclusion(facts)),
        ),
        grounds=grounds_of(facts),
        basis=(regime_of(facts).text_basis,),
    )  # fmt: skip


def _made(facts: FileFacts) -> tuple[Block, ...]:
    runs = {
        proof.run.pk: proof.run for one in facts.requirements for proof in one.proofs if proof.run is not None
    }
    shown = {each.pk for one in facts.requirements for each in one.evidence}
    unable = sum(one.state != "observed" for one in runs.values())
    last = max((one.at for one in runs.values()), default=None)
    return (
        Heading("I. Việc đã kiểm tra"),
        Facts(
            (
                ("Hệ thống thông tin", f"{facts.system.name}, cấp độ {facts.dossier.level}"),
                ("Tiêu chuẩn", facts.catalogue.code),
                ("Người kiểm tra", _checker(facts)),
                ("Kiểm tra tự động", f"{len(runs)} lượt có hiệu lực, {unable} lượt không kiểm tra được"),
                ("Lượt gần nhất", day(local(last).date()) if last else "Chưa kiểm tra lần nào"),
                ("Văn bản, ảnh chụp cấu hình, phỏng vấn", str(len(shown))),
                ("Sự cố ghi sổ trong 12 tháng", str(_recent_incidents(facts))),
            )
        ),
    )


def _recent_incidents(facts: FileFacts) -> int:
    return sum((facts.now - one.discovered_at).days <= 365 for one in facts.incidents)


def _failed(facts: FileFacts) -> tuple[Block, ...]:
    failed = [
        f"{one.requirement.title}: {proof.text}" for one in facts.requirements for proof in one.proofs
        if proof.state == "failed"
    ]  # fmt: skip
    return (
        Heading("III. Phát hiện qua kiểm tra tự động"),
        Bullets(tuple(dict.fromkeys(failed)))
        if failed
        else Paragraph("Không có kiểm tra nào cho kết quả không đạt."),
    )


def _conclusion(facts: FileFacts) -> str:
    every, left = len(facts.requirements), len(open_ones(facts.requirements))
    if not every:
        return "Chưa mở đánh giá theo tiêu chuẩn này nên chưa có kết luận."
    missing = sum(one.verdict is Verdict.MISSING for one in facts.requirements)
    if not left:
        return (
            f"Cả {every} yêu cầu đã được chứng minh hoặc không áp dụng. Kiến nghị giữ lịch kiểm tra hiện có."
        )
    return (
        f"Trong {every} yêu cầu, {every - left} yêu cầu đã được chứng minh hoặc không áp dụng, {left - missing} mới khai báo, "
        f"{missing} còn thiếu. Kiến nghị {body(facts, 'owner')} bố trí người và kinh phí để hoàn thành các việc ở mục IV đúng "
        "hạn; yêu cầu mới khai báo phải bổ sung bằng chứng."
    )
