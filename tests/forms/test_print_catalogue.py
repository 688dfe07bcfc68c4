"""Every form of the catalogue on paper: empty and filled, nothing clipped, every signer has a place.

All forms are set twice, so this is the slow part of the forms' tests (about 40 s on one core).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benhan.forms import catalogue
from benhan.forms.catalogue import Form
from benhan.forms.print import PrintContext, render
from benhan.forms.print_blocks import body_blocks
from benhan.forms.print_cells import label_of
from benhan.forms.print_head import head_of
from benhan.forms.print_layout import LAYOUTS, layout_of
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_signs import date_keys
from benhan.forms.print_values import print_values
from tests.forms.conftest import NOW
from tests.forms.generated import answers_for

CONTEXT = PrintContext(facility="Bệnh viện Đa khoa Sông Cầu", made_at=NOW, lookup_code="SC26-7K3M-9QTX")
CODES = catalogue.codes()
MARGIN_PT = 22  # nothing but the watermark may stand nearer to the edge

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the paper back")
generic = [
    code
    for code in CODES
    if not catalogue.form(code, date(2025, 1, 1) if code in ("52/BV2", "53/BV2") else NOW.date()).template
]


def form_of(code: str) -> Form:
    return next(item for item in catalogue.forms() if item.code == code)


def keys_of(part: Any) -> Iterator[str]:
    """Every field key that a heading or block draws."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("key", "code_key", "date_key", "low_key") and isinstance(value, str):
                yield value
            elif name not in ("columns",) or isinstance(value, list) and value and isinstance(value[0], list):
                yield from keys_of(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from keys_of(item)


def composed(form: Form, answers: dict[str, Any], *, official_only: bool = False) -> set[str]:
    values = print_values(form, answers, official_only=official_only)
    sheet = Sheet(form, values, layout_of(form), official_only)
    return set(keys_of([head_of(sheet), body_blocks(sheet)]))


def plain(text: str) -> str:
    """Letters and digits only, small: how words are looked for whatever lines and spaces they got."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text)).casefold()


def read(pdf: bytes, tmp_path: Path, *options: str) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("code", generic)
def test_every_field_of_a_form_has_its_place_when_filled(code):
    form = form_of(code)
    missing = {field.key for field in form.fields} - composed(form, answers_for(form)) - {"form_code"}
    assert not missing


@pytest.mark.parametrize("code", generic)
def test_the_official_paper_has_every_official_field_and_none_of_ours(code):
    form = form_of(code)
    drawn = composed(form, answers_for(form), official_only=True)
    assert not {field.key for field in form.fields if field.extension} & drawn
    assert not {field.key for field in form.fields if not field.extension} - drawn - {"form_code"}


def test_every_layout_names_a_form_and_keys_it_has():
    forms = {form.slug: form for form in catalogue.forms()}
    for path in LAYOUTS.glob("[!_]*.yaml"):
        form = forms[path.stem]
        layout = layout_of(form)
        known = set(form.field_by_key) | {section.key for section in form.sections}
        if "uses:" not in path.read_text(encoding="utf-8"):
            assert set(layout.lines) | set(layout.rows) | set(layout.headings) <= known, path.stem


@pytest.mark.slow  # sets and reads back every form: about 0.15 s each
@needs_poppler
@pytest.mark.parametrize("code", CODES)
def test_a_filled_form_prints_whole_and_inside_its_margins(code, tmp_path):
    form = form_of(code)
    answers = answers_for(form)
    paper = render(form, answers, CONTEXT)
    assert b"pdfaid:part" in paper.pdf
    assert b"StructTreeRoot" in paper.pdf  # tagged: PDF/A-3a, not b
    assert set(paper.signature_boxes) == {signer.role for signer in form.signers}
    boxes = read(paper.pdf, tmp_path, "-bbox")
    _nothing_near_the_edge(boxes)
    if not form.template:
        words = plain(re.sub(r"<[^>]+>", "", boxes))
        _every_label_is_there(form, words)


def _nothing_near_the_edge(boxes: str) -> None:
    width = height = 0.0
    for line in boxes.splitlines():
        numbers = [float(number) for number in re.findall(r'"(-?\d+\.\d+)"', line)]
        if "<page " in line:
            width, height = numbers
        elif "<word " in line:
            left, top, right, bottom = numbers
            assert left >= MARGIN_PT, line
            assert right <= width - MARGIN_PT, line
            assert top >= MARGIN_PT - 6, line
            assert bottom <= height - MARGIN_PT + 10, line


def _every_label_is_there(form: Form, words: str) -> None:
    layout = layout_of(form)
    dates = set(date_keys(form, layout).values()) | {"bp_systolic", "bp_diastolic"}  # printed "Huyết áp a/b"
    heading = {field.key for section in form.sections if section.key == "header" for field in section.fields}
    for field in form.fields:
        if field.key in heading | dates or field.type == "date" or layout.labels.get(field.key) == "":
            continue
        pieces = [piece for piece in re.split(r"[:(…]|\.{3}", label_of(field, layout)) if plain(piece)]
        assert not pieces or any(all(plain(word) in words for word in piece.split()) for piece in pieces), (
            field.key
        )


@pytest.mark.slow  # two papers of many pages
@needs_poppler
def test_a_long_text_flows_over_pages_and_keeps_its_last_word(tmp_path):
    form = form_of("06/BV2")
    story = "\n".join(f"Thì {step}: bộc lộ, cầm máu, kiểm tra." for step in range(1, 161))
    paper = render(form, answers_for(form) | {"narrative": story}, CONTEXT)
    text = read(paper.pdf, tmp_path, "-layout")
    assert "Thì 1:" in text
    assert "Thì 160:" in text
    assert next(iter(paper.signature_boxes.values())).page > 2
    _nothing_near_the_edge(read(paper.pdf, tmp_path, "-bbox"))


@pytest.mark.slow  # a table of three hundred rows
@needs_poppler
def test_a_table_of_three_hundred_rows_repeats_its_heading_on_each_page(tmp_path):
    form = form_of("36/BV2")
    paper = render(form, answers_for(form, rows=300), CONTEXT)
    pages = read(paper.pdf, tmp_path, "-layout").split("\f")
    full = [page for page in pages if page.count("ổn định") > 20]
    assert len(full) > 5
    assert all("Diễn biến bệnh" in page or "Hàm lượng" in page for page in full)


def test_a_consent_prints_its_points_and_says_whose_words_they_are(tmp_path):
    form = form_of("41/BV2")
    sheet = Sheet(form, {}, layout_of(form), False)
    said = next(block for block in body_blocks(sheet) if block["b"] == "statement")
    assert said["points"] == [point.label for point in form.statement]
    assert "chưa đối chiếu" in said["mark"]


def test_right_and_left_eye_stand_side_by_side():
    form = form_of("22/BV1")
    sheet = Sheet(form, {}, layout_of(form), False)
    rows = [row for block in body_blocks(sheet) if block["b"] == "pair" for row in block["rows"]]
    right = {key.removesuffix("_r") for row in rows for key in keys_of(row["right"])}
    left = {key.removesuffix("_l") for row in rows for key in keys_of(row["left"])}
    assert right == left
    assert {field.pair for field in form.fields if field.pair} == right


@pytest.mark.slow  # a record of many pages and two more programs
@pytest.mark.skipif(
    shutil.which("pdfinfo") is None, reason="pdfinfo and pdffonts look at the paper from outside"
)
@pytest.mark.parametrize("code", ["22/BV1", "LOCAL/SINH-HIEU", "giay-ra-vien"])
def test_another_program_finds_the_paper_tagged_and_its_fonts_embedded(code, tmp_path):
    form = form_of(code)
    path = tmp_path / "paper.pdf"
    path.write_bytes(render(form, answers_for(form), CONTEXT).pdf)
    about = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Tagged:\s+yes", about, re.MULTILINE)
    assert re.search(r"^Encrypted:\s+no", about, re.MULTILINE)
    fonts = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout
    lines = fonts.splitlines()[2:]
    assert lines
    assert all(re.search(r"\byes yes yes\b", line) for line in lines), fonts


def test_a_record_s_front_page_holds_its_own_signatures_when_the_diagnoses_are_long():
    form = form_of("10/BV1")
    boxes = render(form, answers_for(form, rows=1), CONTEXT).signature_boxes
    assert {boxes[signer.role].page for signer in form.signers if signer.part == "front"} == {1}


@pytest.mark.slow  # sets a blank of every record
@pytest.mark.parametrize("code", [code for code in generic if code.endswith("/BV1")])
def test_the_front_page_of_a_blank_record_holds_its_own_signatures(code):
    form = form_of(code)
    if layout_of(form).front_overleaf:
        boxes = render(form, {}, CONTEXT).signature_boxes
        assert {boxes[signer.role].page for signer in form.signers if signer.part == "front"} == {1}
