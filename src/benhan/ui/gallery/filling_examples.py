# ruff: noqa: E501 - sentences people read stand whole, one state a line
"""Tables, pairs of eyes, drawings and conditional parts in each of their states."""

from __future__ import annotations

from benhan.ui.parts import NEW_ROW, Field, FigurePad, FillRow, FillTable, PairLine, PairTable, ShownWhen


def _row(key: str, at: str, text: str, dose: str) -> FillRow:
    return FillRow(key, (
        Field(f"rows.{key}.at", "Giờ", "time", at, width="full"),
        Field(f"rows.{key}.text", "Diễn biến bệnh", "textarea", text, width="full", rows=1),
        Field(f"rows.{key}.dose", "Liều", "number", dose, width="full"),
    ), number=int(key) + 1 if key.isdigit() else 0)  # fmt: skip


def _free(*rows: FillRow, error: str = "", origin: str = "", cards: bool = False) -> FillTable:
    return FillTable("rows", "Theo dõi", ("Giờ", "Diễn biến bệnh", "Liều (mg)"), rows, is_free=True, as_cards=cards,
                     blank=_row(NEW_ROW, "", "", ""), error=error, origin=origin)  # fmt: skip


_FIXED = FillTable("lab", "Công thức máu", ("Kết quả", "Ghi chú"), (
    FillRow("hb", (Field("lab.hb.v", "Kết quả", "number", "128", width="full"), Field("lab.hb.n", "Ghi chú", width="full")), "Huyết sắc tố", "g/L"),
    FillRow("wbc", (Field("lab.wbc.v", "Kết quả", "number", width="full"), Field("lab.wbc.n", "Ghi chú", width="full")), "Bạch cầu", "10⁹/L"),
))  # fmt: skip
_STROKES = '[{"pen": 1, "points": [[300, 300], [420, 380], [500, 300]]}, {"pen": 0, "points": [[600, 600]]}]'

TABLES: tuple[tuple[str, FillTable], ...] = (
    ("dòng tự do", _free(_row("0", "07:30", "Tỉnh, đỡ ho", "500"), _row("1", "", "", ""))),
    ("chép từ phiếu trước, có lỗi", _free(_row("0", "25:00", "Nguyễn Thị Thuỳ Dương tỉnh, tiếp xúc tốt", ""),
                                          error="“Giờ” cần đủ giờ và phút.", origin="chép từ phiếu ngày 02/03/2026 của BS. An")),
    ("dòng cố định", _FIXED),
    ("dạng thẻ", _free(_row("0", "07:30", "Tỉnh", "500"), cards=True)),
)  # fmt: skip
PAIR = PairTable("va", (
    PairLine("Thị lực không kính", Field("va_r", "Thị lực không kính, mắt phải", value="8/10", width="full"), Field("va_l", "Thị lực không kính, mắt trái", width="full")),
    PairLine("Nhãn áp", None, Field("iop_l", "Nhãn áp, mắt trái", "number", "17", unit="mmHg", width="full")),
))  # fmt: skip
FIGURES = (
    ("khung trống", FigurePad("map", "Sơ đồ tổn thương")),
    (
        "đã vẽ, có lỗi",
        FigurePad(
            "map2", "Sơ đồ tổn thương", _STROKES, error="Hình vẽ quá dài. Anh/chị xóa bớt nét rồi lưu lại."
        ),
    ),
)
CONDITIONAL = ShownWhen("smoking = co", False, Field("packs", "Số bao mỗi năm", "number", unit="bao-năm"))
