"""The picture of an assessment in its states."""

from __future__ import annotations

from benhan.ui.standing_drawing import Counted, standing_chart

_FAMILIES = (
    Counted("Quản lý rủi ro an ninh mạng", (4, 2, 1, 0), "#"),
    Counted(
        "Nhân sự vận hành, quản trị, bảo vệ an ninh mạng và giám sát của cơ sở",
        (0, 9, 0, 1),
        "#",
        is_current=True,
    ),
    Counted("Sao lưu và khôi phục dữ liệu", (12, 0, 0, 0), "#"),
    Counted("Phát triển ứng dụng an toàn", (0, 0, 0, 3)),
)
_WHOLE = Counted("Toàn bộ", (16, 11, 1, 4))
CHARTS = (
    ("đủ bốn mức", standing_chart("dung-mau-1", "TCVN 14423:2026, cấp độ 2", _WHOLE, _FAMILIES, urls=("#",) * 4)),
    ("hẹp, bên lề", standing_chart("dung-mau-2", "Theo nhóm", _WHOLE, _FAMILIES, is_narrow=True)),
    ("chưa có yêu cầu nào", standing_chart("dung-mau-3", "Bộ yêu cầu trống", Counted("Toàn bộ", (0, 0, 0, 0)), ())),
)  # fmt: skip
