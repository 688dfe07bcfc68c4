"""Papers: the same input gives the same bytes, the text is all there, signatures have their places."""

import shutil
import subprocess
from datetime import timedelta

import pytest

from benhan.forms.print import Attachment, Conversion, PrintContext, render
from benhan.forms.print_fonts import font_folder
from benhan.forms.print_values import print_values
from tests.forms.conftest import NOW

FACILITY = "Bệnh viện Đa khoa Sông Cầu"
CONTEXT = PrintContext(facility=FACILITY, made_at=NOW)

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the paper back")


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return " ".join(run.stdout.decode("utf-8").split())


def test_the_fonts_are_installed_ones():
    assert (font_folder() / "texgyretermes-regular.otf").is_file()


def test_the_same_record_gives_the_same_bytes_and_another_second_gives_others(record, visit_answers):
    first = render(record, visit_answers, CONTEXT)
    assert render(record, visit_answers, CONTEXT).pdf == first.pdf
    later = PrintContext(facility=FACILITY, made_at=NOW + timedelta(seconds=1))
    assert render(record, visit_answers, later).pdf != first.pdf


def test_the_paper_declares_pdf_a_3_and_carries_its_attachment(record, visit_answers):
    document = Attachment(
        "benh-an.json", "application/fhir+json", '{"tên":"Bệnh án"}'.encode(), "FHIR document"
    )
    pdf = render(record, visit_answers, CONTEXT, [document]).pdf
    assert b"pdfaid:part" in pdf
    assert b"benh-an.json" in pdf
    assert b"/AFRelationship/Source" in pdf.replace(b" ", b"")


def test_every_signer_of_the_record_has_a_place_on_a_page_and_none_overlap(record, visit_answers):
    boxes = render(record, visit_answers, CONTEXT).signature_boxes
    assert set(boxes) == {signer.role for signer in record.signers}
    for role, box in boxes.items():
        assert 0 < box.x1 < box.x2 < 596, role
        assert 0 < box.y1 < box.y2 < 842, role
        for other in boxes.values():
            if other is not box and other.page == box.page:
                apart = box.x2 <= other.x1 or other.x2 <= box.x1 or box.y2 <= other.y1 or other.y2 <= box.y1
                assert apart, role


@needs_poppler
def test_what_was_typed_stands_on_the_paper_with_its_tones(record, visit_answers, tmp_path):
    text = text_of(render(record, visit_answers, CONTEXT).pdf, tmp_path)
    for words in ("BỆNH ÁN NGOẠI TRÚ", "MS: 15/BV1", "NGUYỄN THỊ THUỲ DƯƠNG", "38,2", "135/85", "Trang 2/2"):
        assert words in text
    assert "BẢN DEMO" not in text


@needs_poppler
def test_our_additions_are_left_out_of_the_official_paper(record, visit_answers, tmp_path):
    official = PrintContext(facility=FACILITY, made_at=NOW, official_only=True)
    paper = render(record, visit_answers, official)
    text = text_of(paper.pdf, tmp_path)
    assert "024178000123" not in text
    assert "BN26001234" not in text
    assert "Người bệnh xác nhận" not in text
    assert set(paper.signature_boxes) == {signer.role for signer in record.signers if not signer.extension}


@needs_poppler
def test_a_demo_and_a_converted_paper_say_so(record, visit_answers, tmp_path):
    context = PrintContext(
        facility=FACILITY,
        made_at=NOW,
        is_demo=True,
        lookup_code="SC26-7K3M-9QTX",
        conversion=Conversion("Hoàng Văn Minh", NOW),
    )
    text = text_of(render(record, visit_answers, context).pdf, tmp_path)
    assert "BẢN DEMO – không có giá trị pháp lý" in text
    assert "Mã tra cứu: SC26-7K3M-9QTX" in text
    assert "Bản giấy chuyển đổi từ hồ sơ bệnh án điện tử" in text
    assert "người chuyển đổi: Hoàng Văn Minh, lúc 09:15 22/11/2026" in text


@needs_poppler
def test_long_text_takes_more_pages_and_nothing_is_cut(record, visit_answers, tmp_path):
    story = "\n".join(f"Ngày thứ {day}: người bệnh đỡ ho, ăn ngủ được." for day in range(1, 91))
    paper = render(record, visit_answers | {"b_course": story}, CONTEXT)
    text = text_of(paper.pdf, tmp_path)
    assert "Ngày thứ 1:" in text
    assert "Ngày thứ 90:" in text
    assert paper.signature_boxes["treating_doctor"].page > 2


@needs_poppler
def test_typed_text_is_never_typst_source(record, visit_answers, tmp_path):
    hostile = '#panic("x") $ _a_ *b* \\ @ref <label> "]} // /* = # [1. '
    text = text_of(render(record, visit_answers | {"chief_complaint": hostile}, CONTEXT).pdf, tmp_path)
    assert '#panic("x") $ _a_ *b* \\ @ref <label>' in text


def test_an_empty_record_prints_as_the_blank_on_two_pages(record):
    paper = render(record, {}, CONTEXT)
    assert {box.page for box in paper.signature_boxes.values()} == {1, 2}


def test_dates_fall_into_their_boxes_and_a_year_alone_fills_only_its_own(record, parse):
    answers = parse(record, birth_date="1958", arrived_at="07:31 22/11/2026").answers
    values = print_values(record, answers, official_only=False)
    assert values["birth_date"] == {"text": "1958", "day": "", "month": "", "year": "1958"}
    assert (values["arrived_at"]["hour"], values["arrived_at"]["minute"]) == ("07", "31")
