"""Drawings on a figure: strokes in, an SVG of ours kept, strokes back; nothing a browser drew is stored."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.forms import catalogue, drawing
from benhan.forms.answers import from_response, to_response
from benhan.forms.drawing import Drawing, Stroke, from_svg, read_strokes
from tests.forms.conftest import NOW

POINTS = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=6)
SENT = st.lists(
    st.fixed_dictionaries(
        {"pen": st.integers(0, 3), "points": POINTS.map(lambda points: [list(p) for p in points])}
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SENT)
def test_what_was_drawn_comes_back_from_the_svg_and_from_its_text(sent):
    made = read_strokes(json.dumps(sent))
    assert made is not None
    assert from_svg(made.svg) == made
    assert read_strokes(made.typed) == made


def test_a_plain_list_of_points_is_drawn_in_black_and_kept_inside_the_figure():
    made = read_strokes("[[[0, 0], [500.4, 1200]]]")
    assert made == Drawing((Stroke(((0, 0), (500, 1000))),))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=30) | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_no_text_makes_the_reader_fail(text):
    made = read_strokes(text)
    assert made is None or from_svg(made.svg) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[[]]",
        "[[[1]]]",
        '[[["1","2"]]]',
        '[{"pen":9,"points":[[1,1]]}]',
        "[[[NaN, 1]]]",
        "[" * 5000,
    ],
)
def test_what_is_no_drawing_is_none(text):
    assert read_strokes(text) is None


def test_a_drawing_without_end_is_refused():
    many = json.dumps([[[1, 1], [2, 2]]] * (drawing.MOST_STROKES + 1))
    assert read_strokes(many) is None
    assert read_strokes(json.dumps([[[1, n % 1000] for n in range(drawing.MOST_POINTS + 1)]])) is None


@pytest.mark.parametrize("text", ["<svg/>", "<svg><script>alert(1)</script></svg>", ""])
def test_a_picture_of_somebody_else_is_not_read(text):
    with pytest.raises(ValueError, match="drawing"):
        from_svg(text)


def test_our_svg_with_anything_added_is_not_ours():
    ours = Drawing((Stroke(((1, 1), (2, 2))),)).svg
    with pytest.raises(ValueError, match="not a drawing"):
        from_svg(ours.replace("</svg>", "<script/></svg>"))


def test_a_drawing_is_an_attachment_of_the_response(parse):
    form = catalogue.form("08/BV1", NOW.date())
    read = parse(form, lesion_map="[[[10,20],[30,40]]]")
    assert read.findings == ()
    response = to_response(
        form, read.answers, id="q", status="in-progress", subject="Patient/p", authored=NOW
    )
    (answer,) = response["item"][0]["item"][0]["answer"]
    attachment = answer["valueAttachment"]
    assert attachment["contentType"] == "image/svg+xml"
    assert base64.b64decode(attachment["data"]).decode().startswith("<svg xmlns=")
    assert from_response(form, response) == read.answers


def test_a_drawing_that_cannot_be_read_stays_as_sent_with_a_sentence(parse):
    form = catalogue.form("08/BV1", NOW.date())
    read = parse(form, lesion_map="<svg onload=alert(1)>")
    assert read.answers == {}
    assert read.kept["lesion_map"].startswith("<svg")
    assert [one.code for one in read.findings] == ["BH-FORM-0040"]
