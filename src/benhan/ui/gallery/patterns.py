# ruff: noqa: E501 - sentences people read stand whole, one state a line
"""What does a whole page look like? The frame and data of the five page patterns, ready to copy."""

from __future__ import annotations

from dataclasses import dataclass

from benhan.ui import parts
from benhan.ui.gallery import form_examples, people
from benhan.ui.parts import Action, Cell, Choice, Column, Crumb, Field, FieldSection, Place, Row, status_badge

PLACES = (
    Place("Tiếp đón", "/thu-vien/mau/tiep-don/", "reception", "t", count="42"),
    Place("Phòng khám", "/thu-vien/mau/lan-kham/", "visit", "k"),
    Place("Chờ ký", "/thu-vien/mau/ky/", "sign", "c", count="3"),
    Place("Lưu trữ", "/thu-vien/mau/luu-tru/", "archive", "l"),
    Place("Thư viện", "/thu-vien/", "book", "v"),
)


def frame(here: str, *crumbs: str) -> parts.Frame:
    """The frame of a pattern page; here is the url of the current place."""
    places = tuple(Place(one.label, one.url, one.icon, one.key, one.url == here, one.count) for one in PLACES)
    return parts.Frame(
        facility="Bệnh viện đa khoa Phương Liễu", person="BS. Trần An", role="Bác sĩ Khoa Khám bệnh", places=places,
        crumbs=tuple(Crumb(text, "#" if place < len(crumbs) - 1 else "") for place, text in enumerate(crumbs)),
        counts=(
            parts.WorkCount("2", "đang soạn", "#", "", "edit"),
            parts.WorkCount("3", "chưa ký", "#", "hoe", "sign"),
        ),
        search_url="/thu-vien/", logout_url="#", account_url="#", lock_url="#",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoginPage:
    username: Field
    password: Field
    code: Field
    notice: parts.Notice


LOGIN = LoginPage(
    Field("username", "Tên đăng nhập", width="full", autocomplete="username", has_focus=True),
    Field("password", "Mật khẩu", "password", width="full", autocomplete="current-password"),
    Field("otp", "Mã xác thực 6 số", "code", width="full", hint="Chỉ khi tài khoản của anh/chị đã bật xác thực hai lớp", autocomplete="one-time-code"),
    parts.Notice("Bản dùng thử", "Người bệnh, tài khoản và chữ ký ở đây đều là giả định.", "hoe", "info"),
)  # fmt: skip


def _waiting(order: str, name: str, who: str, state: str, waited: str, why: str, tone: str = "") -> Row:
    return Row(
        (Cell(name, who, is_strong=True), Cell(order), Cell(why), Cell(waited), Cell(badge=status_badge(state))),
        "/thu-vien/mau/lan-kham/", tone,  # type: ignore[arg-type]
    )  # fmt: skip


QUEUE = parts.Table(
    "hang-doi", "Hàng đợi phòng khám Nội 1",
    (Column("Người bệnh"), Column("Số", is_numeric=True), Column("Lý do khám"), Column("Đã chờ", is_numeric=True), Column("Trạng thái")),
    (
        _waiting("38", "NGUYỄN THỊ THUỲ DƯƠNG", "nữ · 42 tuổi · 24.003.118", "in-room", "12 phút", "Ho, sốt 3 ngày", "cham"),
        _waiting("39", "ĐỖ VĂN ƯNG", "nam · 64 tuổi · 23.118.004", "waiting", "55 phút", "Đau ngực khi gắng sức", "hoe"),
        _waiting("40", people.LONG_NAME.upper(), "nữ · 17 tháng · 24.003.119", "waiting", "31 phút", "Tiêm chủng"),
        _waiting("41", "CHƯA RÕ TÊN", "nam · khoảng 60 tuổi · 24.003.120", "critical", "2 phút", "Người dân đưa đến, lơ mơ", "son"),
        _waiting("37", "LÊ THỊ HỒNG NHỰT", "nữ · 29 tuổi · 24.002.871", "done", "8 phút", "Khám thai 28 tuần"),
    ),
    parts.Empty("Không còn ai chờ", "Người bệnh hiện ở đây khi tiếp đón xong.", icon="queue"),
    filters=(parts.FilterChip("Tất cả", "#", True, "42"), parts.FilterChip("Đang chờ", "#", count="31"),
             parts.FilterChip("Ưu tiên", "#", count="4"), parts.FilterChip("Đã xong", "#", count="76")),
    pagination=parts.Pagination("1–5 trong 42 lượt hôm nay", "", "#"), hides_caption=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    cards: tuple[parts.NumberCard, ...]
    queue: parts.Table
    fields: tuple[Field, ...]
    actions: tuple[Action, ...]


RECEPTION = ReceptionPage(
    people.CARDS, QUEUE,
    (
        Field("identity", "Số định danh cá nhân", "integer", width="full", hint="12 số trên căn cước; quét mã cũng được", max_length=12),
        Field("name", "Họ và tên", width="full"),
        Field("birth", "Ngày sinh", "date", width="half"),
        Field("sex", "Giới tính", "chips", choices=(Choice("female", "Nữ"), Choice("male", "Nam")), width="half"),
        Field("insurance", "Số thẻ BHYT", width="full"),
    ),
    (Action("Tiếp đón người bệnh mới", "#", kind="primary", icon="plus", key="n"),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VisitPage:
    banner: parts.PatientBanner
    save_state: parts.SaveState
    sections: tuple[FieldSection, ...]
    life: parts.Steps
    timeline: parts.Timeline
    actions: tuple[Action, ...]


_F = dict(form_examples.FIELDS)
VISIT = VisitPage(
    people.BANNERS[0], form_examples.SAVES[1],
    (
        FieldSection("hanh-chinh", "Hành chính", (_F["tên dài"],), "I", "điền từ tiếp đón", is_open=False),
        FieldSection("hoi-benh", "Hỏi bệnh", (
            Field("reason", "Lý do vào viện", value="Ho, sốt 3 ngày", width="wide"),
            Field("day", "Vào ngày thứ", "integer", "3", unit="của bệnh", width="third"),
            _F["nhiều dòng, cần khi đóng"],
            _F["chọn nhiều"], _F["chọn một bằng nút"],
        ), "II", empty_count=1),
        FieldSection("kham", "Khám bệnh", (
            Field("pulse_v", "Mạch", "number", "98", unit="lần/phút", width="quarter", origin="từ sinh hiệu 07:31 hôm nay"),
            Field("temp_v", "Nhiệt độ", "number", "38,2", unit="°C", width="quarter", previous=parts.Previous("hôm qua 22:10", "38,9")),
            Field("bp_v", "Huyết áp", "text", "120/80", unit="mmHg", width="quarter"),
            Field("weight_v", "Cân nặng", "number", "58,9", unit="kg", width="quarter"),
            Field("body", "Các bộ phận", "textarea", "Phổi: rale ẩm đáy phải. Tim đều, không tiếng thổi.", width="full"),
        ), "III"),
        FieldSection("chan-doan", "Chẩn đoán và xử trí", (_F["chọn mã, đã có"], _F["chọn mã, trống"], _F["danh sách ngắn"]), "IV", empty_count=1),
    ),
    parts.life_of_record(0, ("07:12 hôm nay",)),
    parts.Timeline("Diễn biến", (
        parts.TimelineEntry("07:31 hôm nay", "Đo sinh hiệu", "ĐD. Phạm Bình", icon="heart"),
        parts.TimelineEntry("07:12 hôm nay", "Tiếp đón", "Ngô Thị Hạnh", icon="reception"),
        parts.TimelineEntry("11/11/2025", "Khám: tăng huyết áp", "BS. Trần An", icon="visit", url="#"),
    )),
    (Action("Kê đơn", "#", icon="pill"), Action("Ký bệnh án ngoại trú", "/thu-vien/mau/ky/", kind="primary", icon="sign", key="ctrl+.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignPage:
    banner: parts.PatientBanner
    sheet: parts.SigningSheet


SIGN = SignPage(people.BANNERS[0], people.SHEET)


@dataclass(frozen=True, slots=True)
class ArchivePage:
    banner: parts.PatientBanner
    life: parts.Steps
    facts: parts.KeyValues
    documents: parts.Table
    report: parts.VerifyReport
    timeline: parts.Timeline
    actions: tuple[Action, ...]


def _document(name: str, code: str, signers: str, pages: str) -> Row:
    return Row(
        (Cell(name, code, is_strong=True), Cell(pages), Cell(signers), Cell(badge=status_badge("signed"))),
        "#",
    )


ARCHIVE = ArchivePage(
    people.BANNERS[0],
    parts.life_of_record(5, ("07:12 02/03", "BS. Trần An 07:48", "08:02 02/03", "BS. Vũ Thị Hoà 16:20", "17:00 02/03")),
    parts.KeyValues((
        parts.KeyValue("Số lưu trữ", "NT-2026-003118"),
        parts.KeyValue("Chẩn đoán", "J18.9 Viêm phổi, tác nhân không xác định"),
        parts.KeyValue("Lưu trữ đến", "02/03/2036", "hồ sơ ngoại trú, 10 năm"),
        parts.KeyValue("Dấu niêm phong", "", badge=status_badge("valid", "Nguyên vẹn")),
    ), "Hồ sơ"),
    parts.Table(
        "giay-to", "Giấy tờ trong hồ sơ", (Column("Giấy tờ"), Column("Trang", is_numeric=True), Column("Người ký"), Column("Trạng thái")),
        (_document("Bệnh án ngoại trú", "15/BV1", "BS. Trần An, người bệnh", "2"),
         _document("Đơn thuốc", "27HD1A2B3C4D5E-C", "BS. Trần An", "1"),
         _document("Phiếu kết quả X-quang", "18/BV2", "BS. Lê Chi", "1")),
        parts.Empty("Hồ sơ chưa có giấy tờ", "Giấy tờ hiện ở đây khi được lập."),
        totals=(Cell("3 giấy tờ, 4 chữ ký"), Cell("4"), Cell(), Cell()),
    ),
    people.REPORTS[0][1],
    parts.Timeline("Diễn biến", (
        parts.TimelineEntry("17:00 02/03", "Niêm phong", "Bệnh viện đa khoa Phương Liễu", icon="seal", tone="la"),
        parts.TimelineEntry("16:20 02/03", "Duyệt", "BS. Vũ Thị Hoà, Phòng Kế hoạch tổng hợp", icon="check", tone="la"),
        parts.TimelineEntry("08:02 02/03", "Đóng hồ sơ", "BS. Trần An", icon="lock"),
        parts.TimelineEntry("07:48 02/03", "Ký bệnh án ngoại trú", "BS. Trần An", icon="sign"),
    )),
    (Action("Kiểm tra lại", "#", icon="seal"), Action("Xuất hồ sơ", "#", kind="primary", icon="download")),
)  # fmt: skip
