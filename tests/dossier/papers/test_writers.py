"""What a paper says stands in both of its forms, whatever somebody typed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benhan.dossier.papers import docx, pdf
from benhan.dossier.papers.content import from_json, texts_of, to_json
from benhan.dossier.papers.model import (
    Bullets,
    Facts,
    Figure,
    Grid,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    SignPlace,
)
from tests.dossier.papers.reading import docx_text, has_pdftotext, letters, pdf_text

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><rect x="2" y="2" width="190" height="70" '
    'fill="none" stroke="black"/><text x="20" y="40" font-size="16">Vùng máy chủ</text></svg>'
)
HOSTILE = (
    "#set page(fill: red) $x^2$ @nobody <label> *đậm* _nghiêng_ `mã` \\u{0}",
    "</w:t><w:p/> &amp; <script>alert(1)</script> ]]>",
    "Nguyễn Phương Quỳnh Như Thượng Hoàng Diễm Khuê Trường Sơn Vĩnh Phúc Bảo Ngọc An",
    "a" * 90 + "/" + "b" * 70,
    "Ký tự điều khiển \x00\x07\x0b\x1f\ud800\uffff và dấu rời: Tiê\u0301ng Viê\u0323t",
    "- gạch\n= tiêu đề\n+ số\n/ mục: x",
    "",
    "Ễ Ữ Ặ Ỗ Ợ ẫ ỹ ỵ đ Đ ‘’ “” – — … • ≥ ≤ × % ₫",
)


def paper(**changes: object) -> Paper:
    body = Paper(
        key="thu",
        parent="Sở Y tế Bắc Ninh",
        issuer="Trung tâm Y tế Quế Võ",
        number="12/TTr-TTYT",
        place="Bắc Ninh",
        on=date(2026, 2, 3),
        kind="Tờ trình",
        subject="Về việc phê duyệt cấp độ",
        blocks=(
            Heading("Phần A. Tổng quan"),
            Facts((("Tên chủ quản", HOSTILE[2]), ("Điện thoại", ""))),
            Bullets(HOSTILE, is_numbered=True),
            Grid(
                ("STT", "Tên", "Giá (đồng)"),
                (("Một hàng ngang",), ("1", HOSTILE[3], "12.500.000"), ("2", HOSTILE[0], "0")),
                (1, 4, 2),
                numeric=frozenset({2}),
                totals=("", "Cộng", "12.500.000"),
                caption="Bảng 1",
            ),
            Grid(("STT", "Tên"), (), (1, 3), empty="Chưa khai thiết bị nào"),
            NewPage(is_landscape=True),
            *(Paragraph(one, is_bold=True) for one in HOSTILE),
            Figure(SVG, "Hình 1. Sơ đồ lô-gic", "Một vùng: máy chủ"),
            NewPage(),
            Heading("A1. Chủ quản", 2),
            Heading("Nhỏ hơn", 3),
        ),
        to=("Giám đốc Sở Y tế", "Công an tỉnh"),
        grounds=("Căn cứ Luật An ninh mạng;",),
        signs=(SignPlace("operator", "Giám đốc", HOSTILE[2]), SignPlace("seal", "")),
        copies=("Như trên", "Lưu: VT"),
        basis_note="Tên mẫu ghi theo trí nhớ.",
    )
    return replace(body, **changes)  # type: ignore[arg-type]


def assert_nothing_is_lost(what: Paper, tmp_path: Path) -> None:
    found = {"docx": letters(docx_text(docx.write(what)))}
    if has_pdftotext():
        found["pdf"] = letters(pdf_text(pdf.write(what), tmp_path))
    for form, text in found.items():
        missing = [one for one in texts_of(what) if letters(one) not in text]
        assert not missing, (form, missing)


def test_every_text_of_a_paper_stands_in_its_docx_and_in_its_pdf(tmp_path):
    assert_nothing_is_lost(paper(), tmp_path)


@pytest.mark.slow  # a dozen papers, each set twice
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(text=st.text("aăâđêôơưẫễữặỵ#*_$@<>&\\/`'\"[]{}()=+-~. 0\n\x00", max_size=80), wide=st.booleans())
def test_whatever_is_typed_stands_in_both_forms(text, wide, tmp_path):
    blocks = (
        NewPage(is_landscape=wide),
        Paragraph(text),
        Grid((text, "b"), ((text, "c"), (text,)), (1, 5)),
        Facts(((text, text),)),
    )
    assert_nothing_is_lost(paper(blocks=blocks, subject=text, copies=(text,), to=(text,)), tmp_path)


def test_the_same_paper_is_the_same_bytes():
    assert docx.write(paper()) == docx.write(paper())
    assert pdf.write(paper()) == pdf.write(paper())


def test_a_docx_says_nothing_of_the_hour_it_was_made_at():
    with zipfile.ZipFile(io.BytesIO(docx.write(paper()))) as made:
        assert {one.date_time for one in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_docx_has_real_tables_headings_pages_across_and_described_drawings():
    document = Document(io.BytesIO(docx.write(paper())))
    styles = [one.style.name for one in document.paragraphs]
    assert {"Heading 1", "Heading 2", "Heading 3", "Body Text"} <= set(styles)
    table = next(one for one in document.tables if one.cell(0, 0).text == "STT")
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert [one.orientation for one in document.sections] == [0, 1, 0]
    assert document.element.xpath("//wp:docPr/@descr") == ["Một vùng: máy chủ"]
    assert document.core_properties.title == "Tờ trình Về việc phê duyệt cấp độ"
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_a_pdf_is_an_archive_file_and_says_where_each_person_signs():
    made = pdf.write_with_places(paper())
    assert made.pdf == pdf.write(paper())
    assert b"pdfaid" in made.pdf
    assert made.signature_boxes.keys() == {"operator", "seal"}
    boxes = made.signature_boxes
    assert boxes["seal"].page == boxes["operator"].page == 4
    assert boxes["seal"].x2 <= boxes["operator"].x1, "the two boxes do not cover each other"


def test_a_draft_says_so_and_a_final_paper_does_not():
    assert "DỰ THẢO" in docx_text(docx.write(paper()))
    assert "DỰ THẢO" not in docx_text(docx.write(paper(is_draft=False)))


def test_a_paper_without_number_and_date_says_so():
    text = docx_text(docx.write(paper(number="", on=None)))
    assert "Số: ………………" in text
    assert "ngày … tháng … năm …" in text


def test_early_months_and_days_are_written_with_their_zero():
    assert paper().place_and_date == "Bắc Ninh, ngày 03 tháng 02 năm 2026"
    assert paper(on=date(2026, 11, 23)).place_and_date == "Bắc Ninh, ngày 23 tháng 11 năm 2026"


def test_a_paper_kept_as_json_comes_back_as_it_was_but_for_what_no_file_can_hold():
    kept = to_json(paper())
    again = from_json(kept)
    assert to_json(again) == kept
    assert again.blocks[3] == paper().blocks[3]
    assert isinstance(again.blocks[5], NewPage)
