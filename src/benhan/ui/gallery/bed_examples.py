# ruff: noqa: E501 - one state a line
"""The bed map in its states, with invented people."""

from __future__ import annotations

from benhan.ui.parts import Badge, Bed, BedMap, Empty, Room

_EMPTY = Empty(
    "Khoa chưa có giường", "Giường hiện ở đây khi phòng Kế hoạch tổng hợp lập buồng, giường.", icon="bed"
)
_ROOMS = (
    Room(
        "Phòng 301",
        (
            Bed("Giường 1", "held", "NGUYỄN THỊ THUỲ DƯƠNG", "nữ · 42 tuổi", "Ngày thứ 3 · Viêm phổi",
                (Badge("Dị ứng", "son", "allergy"), Badge("2 giấy chưa ký", "hoe", "sign")), "#", "son"),
            Bed("Giường 2", "held", "NGUYỄN PHÚC BẢO TRẦN LÊ HOÀNG THỊ THANH THUỲ NGỌC PHƯƠNG LIỄU", "nữ · 71 tuổi",
                "Ngày thứ 12 · Suy tim", (Badge("Quá hạn 3 giờ", "son", "clock"),), "#", "hoe"),
            Bed("Giường 3", "free"),
        ),
    ),
    Room("Phòng 302", (Bed("Giường 1", "closed"), Bed("Giường 2", "held", "CHƯA RÕ TÊN", "không rõ giới", "Ngày thứ 1", (), "#"))),
)  # fmt: skip
MAPS = (
    ("có người, tên dài, trống, đóng", BedMap("khu-mau", "Khoa Nội tổng hợp", "3 người bệnh · 1 giường trống · 1 giường đóng", _ROOMS, _EMPTY, "#")),
    ("chưa có giường", BedMap("khu-mau-2", "Khoa Mắt", "Chưa có giường", (), _EMPTY)),
)  # fmt: skip
