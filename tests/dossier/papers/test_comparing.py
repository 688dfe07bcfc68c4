"""What changed between two versions is told by section, row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from benhan.dossier.papers.comparing import differences
from benhan.dossier.papers.content import to_json
from benhan.dossier.papers.model import Facts, Grid, Heading, Paper, Paragraph

ROWS = (("Máy chủ",), ("1", "Máy chủ chính", "1"), ("2", "Thiết bị lưu trữ", "1"))


def paper(*blocks: object, **more: object) -> dict[str, object]:
    made = Paper("thu", "", "Cơ sở", "", "Bắc Ninh", None, "Tờ trình", "Về cấp độ", blocks)  # type: ignore[arg-type]
    return to_json(replace(made, **more))  # type: ignore[arg-type]


def devices(rows: tuple[tuple[str, ...], ...]) -> dict[str, object]:
    return paper(Heading("Phần A"), Heading("A4.3", 2), Grid(("TT", "Tên", "Số lượng"), rows, (1, 4, 2)))


def told(old: dict[str, object], new: dict[str, object]) -> list[tuple[str, str, str]]:
    return [(one.section, one.kind, one.words) for one in differences(old, new)]


def test_the_same_paper_has_no_differences():
    assert differences(devices(ROWS), devices(ROWS)) == ()


def test_a_row_that_changed_names_its_column_and_both_values():
    new = devices((ROWS[0], ("1", "Máy chủ chính", "2"), ROWS[2]))
    assert told(devices(ROWS), new) == [
        ("Phần A › A4.3", "changed", "Hàng “Máy chủ chính”, Số lượng: “1” → “2”")
    ]


def test_a_row_that_only_moved_is_no_change():
    new = devices((ROWS[0], ("1", "Thiết bị lưu trữ", "1"), ("2", "Máy chủ chính", "1")))
    assert differences(devices(ROWS), new) == ()


def test_rows_that_came_and_went_are_told():
    new = devices((*ROWS[:2], ("2", "Tường lửa", "1")))
    assert told(devices(ROWS), new) == [
        ("Phần A › A4.3", "added", "Hàng “Tường lửa”"),
        ("Phần A › A4.3", "removed", "Hàng “Thiết bị lưu trữ”"),
    ]


def test_two_rows_of_one_name_are_told_apart():
    twice = (*ROWS, ("3", "Máy chủ chính", "7"))
    assert told(devices(ROWS), devices(twice)) == [("Phần A › A4.3", "added", "Hàng “Máy chủ chính”")]


def test_texts_values_sections_and_the_head_are_compared():
    old = paper(Heading("A1"), Facts((("Điện thoại", "0100"),)), Heading("A2"), Paragraph("Cũ"))
    new = paper(
        Heading("A1"),
        Facts((("Điện thoại", "0200"),)),
        Heading("A2"),
        Paragraph("Mới"),
        Heading("A3"),
        Paragraph("Thêm"),
        subject="Về phương án",
        on=date(2026, 11, 23),
    )
    assert told(old, new) == [
        ("Phần đầu văn bản", "added", "Ngày: 2026-11-23"),
        ("Phần đầu văn bản", "changed", "Trích yếu: “Về cấp độ” → “Về phương án”"),
        ("A1", "changed", "Điện thoại: “0100” → “0200”"),
        ("A2", "removed", "Cũ"),
        ("A2", "added", "Mới"),
        ("A3", "added", "Cả mục"),
    ]
