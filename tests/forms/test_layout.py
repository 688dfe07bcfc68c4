"""How cells become lines, labels become headings, drawings and readings become pictures, letters stay printable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.forms import catalogue
from benhan.forms.answers import Coding
from benhan.forms.catalogue import Field
from benhan.forms.drawing import read_strokes
from benhan.forms.print import PrintContext, render
from benhan.forms.print_blocks import body_blocks
from benhan.forms.print_cells import cell_of
from benhan.forms.print_figures import FIGURES, base, drawn
from benhan.forms.print_layout import Layout, layout_of
from benhan.forms.print_lines import following, pack
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_text import printable
from benhan.forms.print_values import print_values
from tests.forms.conftest import NOW

SHEET = Layout(kind="sheet")
RECORD = Layout(kind="record")


def cell(key: str, width: int, *, full: bool = False, label: str = "") -> dict:
    return {
        "t": "text",
        "key": key,
        "label": label or key,
        "w": width,
        "full": full,
        "value": "",
        "bold": False,
    }


def form_of(code: str):
    return next(item for item in catalogue.forms() if item.code == code)


def blocks_of(code: str, answers=None, *, official_only=False):
    form = form_of(code)
    values = print_values(form, answers or {}, official_only=official_only)
    return body_blocks(Sheet(form, values, layout_of(form), official_only))


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.tuples(st.integers(5, 120), st.booleans()), max_size=20), st.integers(40, 150))
def test_packing_keeps_every_cell_in_order_and_fills_no_line_beyond_its_width(wanted, capacity):
    cells = [cell(str(place), width, full=full) for place, (width, full) in enumerate(wanted)]
    lines = pack(cells, capacity)
    assert [one["key"] for line in lines for one in line["cells"]] == [one["key"] for one in cells]
    for line in lines:
        if len(line["cells"]) > 1:
            assert sum(one["w"] for one in line["cells"]) <= capacity
            assert not any(one["full"] for one in line["cells"])


def test_fields_named_together_share_a_line_however_wide_they_are():
    lines = pack([cell("a", 80), cell("b", 80), cell("c", 10)], 90, [("a", "b")])
    assert [[one["key"] for one in line["cells"]] for line in lines] == [["a", "b"], ["c"]]


def test_a_description_after_its_tick_box_does_not_repeat_the_name():
    before = cell("state", 30, label="Tuần hoàn") | {"t": "options"}
    after = following(before, cell("detail", 40, label="Tuần hoàn: mô tả"))
    assert (after["label"], after["join"]) == ("Mô tả", True)


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [("Vào ngày thứ ... của bệnh", "Vào ngày thứ", "của bệnh"), ("Số …/KCB", "Số", "/KCB")],
)
def test_a_label_with_a_gap_is_printed_around_its_answer(label, before, after):
    made = cell_of(Field("key", label, "text"), {"text": "3"}, SHEET)
    assert (made["t"], made["before"], made["value"], made["after"]) == ("fill", before, "3", after)


def test_and_so_on_in_parentheses_is_no_gap():
    assert cell_of(Field("key", "Ghi chú (dị tật…)", "text"), {}, SHEET)["t"] == "text"


def test_a_diagnosis_has_code_boxes_in_a_record_and_its_code_behind_it_on_a_sheet():
    field = Field("dx", "Chẩn đoán", "icd")
    made = cell_of(field, {"text": "Viêm phế quản cấp", "code": "J20.9"}, RECORD)
    assert made["items"] == [{"value": "Viêm phế quản cấp", "dotted": "J20.9", "code": "J209"}]


def test_digits_instead_of_boxes_where_traditional_medicine_prints_them():
    form = form_of("18/BV1")
    made = cell_of(form.field("tm_shape"), {"items": [{"code": "2"}, {"code": "5"}]}, layout_of(form))
    assert (made["t"], made["codes"], made["boxes"]) == ("digit", ["2", "5"], 3)


def test_nothing_of_ours_stands_on_a_blank_but_in_the_heading():
    form = form_of("05/BV1")
    assert not _keys(blocks_of("05/BV1")) & {field.key for field in form.fields if field.extension}


def _keys(part) -> set[str]:
    if isinstance(part, dict):
        own = {part["key"]} if isinstance(part.get("key"), str) else set()
        return own.union(*(_keys(value) for value in part.values()))
    return set().union(*(_keys(item) for item in part)) if isinstance(part, list | tuple) else set()


def test_normal_values_are_printed_with_vietnamese_numbers_and_raised_powers():
    table = next(block for block in blocks_of("17/BV2") if block["b"] == "table")
    assert table["heads"] == ["Tên xét nghiệm", "Kết quả", "Đơn vị", "Trị số bình thường", "Bất thường"]
    assert table["rows"][0] == ["Số lượng hồng cầu", "", "10¹²/l", "Nam: 4,0–5,8; Nữ: 3,9–5,4", ""]


def test_vital_signs_stand_in_their_box_with_one_line_for_the_pressure():
    side = next(block for block in blocks_of("01/BV1") if block["b"] == "side")
    assert [one["label"] for one in side["cells"]] == ["Mạch", "Nhiệt độ", "Huyết áp", "Nhịp thở", "Cân nặng"]
    assert side["main"][0]["key"] == "general_exam"


def test_readings_become_points_of_the_chart_and_a_missing_one_breaks_the_line():
    rows = tuple({"pulse": value} if value else {} for value in (80, None, 92))
    block = next(
        item for item in blocks_of("LOCAL/SINH-HIEU", {"readings": _decimals(rows)}) if item["b"] == "chart"
    )
    assert block["series"][0]["points"] == [["0", "80"], None, ["2", "92"]]


def _decimals(rows):
    from decimal import Decimal

    return tuple({key: Decimal(value) for key, value in row.items()} for row in rows)


def test_a_drawing_lies_over_its_base_figure_scaled_to_it():
    drawing = read_strokes("[[[0,0],[1000,1000]]]")
    assert drawing is not None
    svg, ratio = drawn("face-front", drawing.svg)
    assert 'transform="scale(0.5000 0.6000)"' in svg
    assert "M0 0L1000 1000" in svg
    assert ratio == 1.2


def test_every_base_figure_the_forms_name_is_drawn():
    named = {field.figure for form in catalogue.forms() for field in _all_fields(form) if field.figure}
    assert named <= {path.stem for path in FIGURES.glob("*.svg")}
    for name in named:
        text, width, height = base(name)
        assert "<text" not in text  # words on a figure would need a font of their own
        assert width > 0 < height


def _all_fields(form):
    for field in form.fields:
        yield field
        yield from field.columns


def test_a_letter_no_font_can_draw_is_named_instead_of_stopping_the_paper():
    assert printable("Uống trà 茶 \U0001f600, SpO2 98 %") == "Uống trà [U+8336] [U+1F600], SpO2 98\u00a0%"
    assert printable("α β Ω → ½ ⁹") == "α β Ω → ½ ⁹"
    assert printable("a\u0301\x00\u200b") == "á"


@settings(derandomize=True, max_examples=40)
@given(st.text(alphabet=st.characters(min_codepoint=9, max_codepoint=0x17F), max_size=60))
def test_what_is_printable_stays_so(text):
    assert printable(printable(text)) == printable(text)


def test_an_emoji_in_a_note_prints():
    form = form_of("36/BV2")
    paper = render(form, {"soap_s": "Đau ⛑ nhiều \U0001f912"}, PrintContext(facility="Sông Cầu", made_at=NOW))
    assert paper.pdf.startswith(b"%PDF")


def test_a_paper_longer_than_its_blank_by_a_little_is_set_closer():
    form = form_of("giay-ra-vien")
    context = PrintContext(facility="Sông Cầu", made_at=NOW)
    text = "Kháng sinh, hạ sốt, truyền dịch. " * 6
    paper = render(form, {"treatment": text, "diagnosis": Coding("", "J20.9", "Viêm phế quản cấp")}, context)
    assert {box.page for box in paper.signature_boxes.values()} == {1}


def test_a_layout_says_how_much_a_line_holds():
    assert SHEET.capacity == 98
    assert replace(SHEET, orientation="landscape").capacity == 146
    assert Layout(kind="paper").capacity < 90
