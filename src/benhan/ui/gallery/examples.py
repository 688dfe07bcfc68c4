# ruff: noqa: E501 - sentences people read stand whole, one state a line
"""Which states does each component have? One entry per component: its values, each with what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from benhan.ui import charts, parts
from benhan.ui.gallery import bed_examples, filling_examples, form_examples, people, standing_examples
from benhan.ui.parts.states import statuses


@dataclass(frozen=True, slots=True)
class State:
    """A component in one state; says is what to look for."""

    says: str
    value: object


@dataclass(frozen=True, slots=True)
class Example:
    """A component (its class name) and its states."""

    name: str
    use: str
    states: tuple[State, ...]
    is_wide: bool = False


def _banners() -> tuple[State, ...]:
    names = ("dị ứng và cảnh báo", "tên 60 chữ cái", "chưa rõ tên, chưa hỏi dị ứng", "không ghi nhận dị ứng")
    return tuple(State(says, one) for says, one in zip(names, people.BANNERS, strict=True))


def _table(rows: tuple[parts.Row, ...]) -> parts.Table:
    return parts.Table(
        id=f"bang-mau-{len(rows)}",
        caption="Xét nghiệm hoá sinh trong 7 ngày",
        columns=(
            parts.Column("Xét nghiệm"),
            parts.Column("Kết quả", is_numeric=True),
            parts.Column("Đơn vị"),
            parts.Column("Khoảng tham chiếu", is_numeric=True, is_minor=True),
            parts.Column("Trạng thái"),
        ),
        rows=rows,
        empty=parts.Empty(
            "Chưa có kết quả nào",
            "Kết quả hiện ở đây ngay khi khoa xét nghiệm duyệt. Chỉ định gần nhất: chưa có.",
            parts.Action("Chỉ định xét nghiệm", "#", icon="plus"),
            "chart",
        ),
        filters=(
            parts.FilterChip("Tất cả", "#", count="3"),
            parts.FilterChip("Ngoài khoảng", "#", is_on=True, count="2"),
        ),
        sentence="Đang xem: xét nghiệm ngoài khoảng tham chiếu, từ 24/02 đến 02/03/2026.",
        actions=(
            parts.Action("Sao chép", "#", kind="quiet", icon="copy"),
            parts.Action("Tải về", "#", kind="quiet", icon="download"),
        ),
        totals=(parts.Cell("3 trong 14 xét nghiệm"), *(parts.Cell() for _ in range(4))) if rows else (),
        pagination=parts.Pagination("1–3 trong 14 xét nghiệm", "", "#") if rows else None,
    )


_ROWS = (
    parts.Row(
        (
            parts.Cell("Kali máu", is_strong=True), parts.Cell("6,8", tone="son", is_strong=True),
            parts.Cell("mmol/L"), parts.Cell("3,5–5,0"), parts.Cell(badge=parts.status_badge("critical")),
        ), "#", "son",
    ),
    parts.Row(
        (
            parts.Cell("Glucose máu lúc đói"), parts.Cell("7,9"), parts.Cell("mmol/L"), parts.Cell("3,9–6,4"),
            parts.Cell(badge=parts.Badge("Cao", "hoe", "warning")),
        ), "#", is_current=True,
    ),
    parts.Row(
        (
            parts.Cell("Creatinin", note="mẫu tan huyết nhẹ"), parts.Cell("1.084,5"), parts.Cell("µmol/L"),
            parts.Cell("62–106"), parts.Cell(badge=parts.status_badge("unsigned", "Chưa duyệt")),
        ), "#",
    ),
)  # fmt: skip


def _rounds() -> tuple[charts.Measurement, ...]:
    start = datetime(2026, 2, 27, 23, 30, tzinfo=UTC)
    heats = ("38.9", "39.2", "38.6", "38.1", None, "37.8", "37.4", "37.1", "36.8", "36.9")
    pulses = ("112", "118", "104", "98", "96", None, "88", "84", "80", "78")
    return tuple(
        charts.Measurement(
            start + timedelta(hours=8 * place),
            Decimal(pulse) if pulse else None,
            Decimal(heat) if heat else None,
        )
        for place, (pulse, heat) in enumerate(zip(pulses, heats, strict=True))
    )


_NOTICES = (
    parts.Notice("Có bản mới của tờ này", "BS. Lê Chi vừa sửa lúc 07:40."),
    parts.Notice("Máy chủ chữ ký thời gian không trả lời", "Tờ điều trị đã lưu nhưng CHƯA ký. Thử lại sau 1 phút hoặc ký hàng loạt lúc cuối ca.", "hoe", "warning", "BH-SIGN-0007"),
    parts.Notice("Thuốc này có trong danh sách dị ứng", "Người bệnh dị ứng penicilin (phát ban, 2019).", "son", "allergy"),
    parts.Notice("Hồ sơ đã đủ giấy tờ", "", "la", "check"),
)  # fmt: skip
_MESSAGES = (
    parts.Message("Đã tiếp đón NGUYỄN THỊ THUỲ DƯƠNG, số thứ tự 42."),
    parts.Message("Danh sách được cập nhật lúc 07:31.", "info"),
    parts.Message("Thẻ BHYT hết hạn sau 3 ngày.", "warning"),
    parts.Message("Chưa gọi được người bệnh. Hàng đợi không thay đổi. Thử lại.", "error", "BH-WARD-0012"),
)


def _steps() -> tuple[State, ...]:
    notes = ("07:12 hôm nay", "BS. Trần An 07:48", "chờ điều dưỡng trưởng", "Phòng KHTH", "Bệnh viện")
    return (
        State("đang ở bước thứ ba", parts.life_of_record(2, notes)),
        State("đã xong cả", parts.life_of_record(5, notes)),
    )


def _kinds_of_actions() -> tuple[parts.Action, ...]:
    return (
        parts.Action("Lưu và sang bước sau", method="submit", kind="primary", icon="check", key="ctrl+enter"),
        parts.Action("Mở bản in", "#", icon="print"),
        parts.Action("Quay lại", "#", kind="quiet", icon="left"),
        parts.Action("Huỷ lượt khám", opens="hop-huy", kind="danger", icon="cross"),
        parts.Action("Ký tờ điều trị", disabled="Còn 2 mục bắt buộc đang trống", icon="sign"),
        parts.Action("Gọi người tiếp theo", "#", method="post", icon="bell"),
    )


def _dialog() -> parts.Dialog:
    lines = (
        "Lượt khám số 0412 của NGUYỄN THỊ THUỲ DƯƠNG được ghi là đã huỷ lúc bấm nút.",
        "Người huỷ: BS. Trần An. Lý do sẽ được hỏi ở bước sau.",
    )
    act = parts.Action("Huỷ lượt khám", "#", method="post", kind="danger")
    return parts.Dialog("hop-huy", "Huỷ lượt khám này?", lines, (act,), "son")


def _timeline() -> parts.Timeline:
    return parts.Timeline(
        "Diễn biến của hồ sơ",
        (
            parts.TimelineEntry(
                "07:48 hôm nay", "Ký bệnh án ngoại trú", "BS. Trần An", full_at="07:48 02/03/2026", icon="sign", tone="la"
            ),
            parts.TimelineEntry("07:31 hôm nay", "Lưu bản nháp", "BS. Trần An", full_at="07:31 02/03/2026"),
            parts.TimelineEntry(
                "hôm qua 22:10", "Mở khẩn cấp", "BS. Lê Chi", "Lý do: người bệnh khó thở, cần xem tiền sử dị ứng.",
                "22:10 01/03/2026", "unlock", "son", "#",
            ),
        ),
    )  # fmt: skip


def _facts() -> parts.KeyValues:
    return parts.KeyValues(
        (
            parts.KeyValue("Nghề nghiệp", "Thợ gốm"),
            parts.KeyValue("Địa chỉ", "Khu phố Phương Liễu, thị xã Quế Võ, tỉnh Bắc Ninh"),
            parts.KeyValue("Người thân", "không rõ", "hỏi lại khi người nhà đến"),
            parts.KeyValue("Thẻ BHYT", "", badge=parts.status_badge("valid", "Còn hạn")),
        ),
        "Hành chính",
    )


def _problems() -> tuple[State, ...]:
    home = parts.Action("Về trang đầu", "/", icon="home")
    reason = parts.Field("reason", "Lý do mở khẩn cấp", "textarea", width="full", is_required=True)
    glass = parts.BreakGlass(
        "#", reason,
        "Lần mở này được ghi lại, báo ngay cho trưởng khoa và được xem xét. Chỉ mở khi người bệnh cần cấp cứu.",
    )  # fmt: skip
    return (
        State("từ chối, có lối khẩn cấp", parts.ProblemPage(
            403, "Anh/chị chưa được phân công chăm sóc người bệnh này",
            "Hồ sơ này chỉ mở cho người đang điều trị, chăm sóc người bệnh.",
            "Không có dữ liệu nào bị thay đổi.", "Nhờ trưởng khoa phân công, hoặc mở khẩn cấp nếu tính mạng bị đe doạ.",
            "BH-ACCESS-0003", actions=(home,), break_glass=glass)),
        State("lỗi của phần mềm", parts.ProblemPage(
            500, "Phần mềm gặp sự cố", "Trang này không mở được do lỗi của phần mềm, không phải do anh/chị.",
            "Những gì đã báo “Đã lưu” vẫn còn nguyên.", "Thử lại sau 1 phút. Nếu vẫn lỗi, báo tổ công nghệ thông tin mã sự cố bên dưới.",
            incident="a1b2c3d4", actions=(home,))),
    )  # fmt: skip


EXAMPLES: tuple[Example, ...] = (
    Example("PatientBanner", "Luôn ở trên cùng của mọi trang người bệnh", _banners(), is_wide=True),
    Example("Badge", "Trạng thái: biểu tượng đi cùng chữ",
            tuple(State(word, parts.status_badge(word)) for word in statuses())),
    Example("Action", "Nút và liên kết; chỉ một nút chính mỗi trang",
            tuple(State(one.kind + (" · không bấm được" if one.disabled else ""), one) for one in _kinds_of_actions())),
    Example("Dialog", "Hỏi lại bằng lời trước việc không lấy lại được", (State("bấm nút Huỷ lượt khám ở trên", _dialog()),)),
    Example("Field", "Nhãn trên, đơn vị trong ô, gợi ý dưới, lỗi thay gợi ý",
            tuple(State(says, one) for says, one in form_examples.FIELDS)),
    Example("FieldSection", "Phần của tờ giấy, gập được",
            tuple(State(says, one) for says, one in form_examples.SECTIONS), is_wide=True),
    Example("FillTable", "Bảng để ghi; Alt ↑ ↓ chuyển dòng", tuple(State(says, one) for says, one in filling_examples.TABLES), is_wide=True),
    Example("PairTable", "Mắt phải, mắt trái", (State("một bên không hỏi", filling_examples.PAIR),), is_wide=True),
    Example("FigurePad", "Vẽ lên hình", tuple(State(says, one) for says, one in filling_examples.FIGURES)),
    Example("ShownWhen", "Mục chỉ hỏi khi có câu trả lời khác", (State("đang hỏi", filling_examples.CONDITIONAL),)),
    Example("SaveState", "Dòng lưu dưới tên trang", tuple(State(one.status, one) for one in form_examples.SAVES)),
    Example("ErrorSummary", "Nhận con trỏ khi trang mở", tuple(State(says, one) for says, one in form_examples.SUMMARIES)),
    Example("Table", "Danh sách", (State("có dòng", _table(_ROWS)), State("trống", _table(()))), is_wide=True),
    Example("BedMap", "Ai nằm đâu: giường trống, có người, đang đóng",
            tuple(State(says, one) for says, one in bed_examples.MAPS), is_wide=True),
    Example("Pagination", "Trang trước, trang sau", (State("ở giữa", parts.Pagination("21–40 trong 318 người bệnh", "#", "#")),)),
    Example("Empty", "Nói ở đây sẽ có gì và có bằng cách nào",
            (State("không có việc", parts.Empty("Không còn ai chờ", "Người bệnh tiếp theo hiện ở đây khi tiếp đón xong.", icon="queue")),)),
    Example("Steps", "Vòng đời hồ sơ", _steps(), is_wide=True),
    Example("Timeline", "Diễn biến", (State("có", _timeline()), State("trống", parts.Timeline("Diễn biến", ())))),
    Example("KeyValues", "Thông tin dạng cặp", (State("có mục không rõ", _facts()),)),
    Example("Notice", "Điều cần biết trên trang", tuple(State(one.tone, one) for one in _NOTICES)),
    Example("Message", "Lời báo sau một việc", tuple(State(one.level, one) for one in _MESSAGES)),
    Example("NumberCard", "Con số và nó đếm gì", tuple(State(one.label, one) for one in people.CARDS)),
    Example("Job", "Việc dài", (
        State("đang chạy", parts.Job("viec-1", "Xuất 214 hồ sơ", "Đang ghi hồ sơ 24.003.118", 62, cancel=parts.Action("Dừng xuất", "#", kind="quiet"))),
        State("chưa biết bao lâu", parts.Job("viec-2", "Kiểm tra gói hồ sơ", "Đang đọc tệp")),
        State("đã xong", parts.Job("viec-3", "Xuất 214 hồ sơ", "Xong lúc 07:42 hôm nay", 100, result=parts.Action("Xem kết quả", "#"))))),
    Example("VitalChart", "Mạch đỏ, nhiệt độ chàm như phiếu giấy", (
        State("mười lần đo, hai chỗ không đo", charts.vital_chart("sinh-hieu-1", "Mạch và nhiệt độ", _rounds())),
        State("một lần đo", charts.vital_chart("sinh-hieu-2", "Mạch và nhiệt độ", _rounds()[:1]))), is_wide=True),
    Example("StandingChart", "Đã chứng minh, mới khai báo, còn thiếu theo nhóm yêu cầu", tuple(
        State(says, one) for says, one in standing_examples.CHARTS), is_wide=True),
    Example("Sparkline", "Xu hướng trong dòng chữ", (
        State("cân nặng", charts.sparkline("Cân nặng", "kg", [Decimal(one) for one in ("61.5", "61", "60.2", "60.4", "58.9")])),)),
    Example("SigningSheet", "Lễ ký", tuple(State(says, one) for says, one in people.SHEETS), is_wide=True),
    Example("SignaturePad", "Chữ ký của người bệnh", (State("trống", people.PAD), State("lỗi", people.PAD_WITH_ERROR))),
    Example("VerifyReport", "Kết quả kiểm tra chữ ký", tuple(State(says, one) for says, one in people.REPORTS)),
    Example("PrintHeader", "Đầu trang in (chỉ hiện trên giấy)", (
        State("đủ", parts.PrintHeader("SỞ Y TẾ BẮC NINH", "BỆNH VIỆN ĐA KHOA PHƯƠNG LIỄU", "Phiếu theo dõi chức năng sống",
                                      "Khoa Nội", "09/BV2", "24.003.118", "NGUYỄN THỊ THUỲ DƯƠNG · nữ · 42 tuổi")),)),
    Example("ProblemPage", "Chuyện gì · điều gì an toàn · làm gì · mã", _problems()),
    Example("BreakGlass", "Lối vào khẩn cấp (nằm trong trang từ chối)", (State("đóng", _problems()[0].value.break_glass),)),  # type: ignore[attr-defined]
)  # fmt: skip
