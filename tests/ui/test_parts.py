"""What each component promises to the person who reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import engines

from benhan.fhir.problems import Problem
from benhan.ui import charts, parts
from benhan.ui.bound_fields import field_of
from benhan.ui.error_pages import page_of
from benhan.ui.gallery import people


def test_allergies_stand_in_the_banner_and_silence_is_never_taken_for_none(draw) -> None:
    listed, _, unasked, none = (draw(banner) for banner in people.BANNERS)
    assert "Dị ứng: penicilin (phát ban); hải sản (phù môi)" in listed
    assert "Chưa hỏi dị ứng" in unasked and "CHƯA RÕ TÊN" in unasked
    assert "Không ghi nhận dị ứng" in none and "BS. Trần An hỏi lúc" not in unasked


def test_a_patient_keeps_the_same_stripe_and_patients_differ() -> None:
    stripes = {parts.stripe_of(f"patient-{number}") for number in range(200)}
    assert parts.stripe_of("patient-1") == parts.stripe_of("patient-1")
    assert stripes == set(range(12))


def test_a_patients_name_is_escaped(draw) -> None:
    html = draw(parts.PatientBanner("<b>Lê</b>", "nữ", "1 tuổi", "2025", "1", 0))
    assert "<B>" not in html and "&lt;B&gt;LÊ" in html


def test_an_error_takes_the_place_of_the_hint_and_is_tied_to_its_input(draw, outline) -> None:
    html = draw(parts.Field("pulse", "Mạch", "number", "880", hint="gợi ý", error="Mạch quá cao"))
    only = outline(html).all("input")[0]
    assert only["aria-invalid"] == "true" and only["aria-describedby"] == "o-pulse-loi"
    assert "gợi ý" not in html and 'id="o-pulse-loi"' in html


def test_a_picker_without_script_is_a_plain_input_for_a_code(draw, outline) -> None:
    only = outline(draw(parts.Field("dx", "Chẩn đoán", "picker", "J18.9", "Viêm phổi", data_url="/ma"))).all(
        "input"
    )
    assert [(one["name"], one["value"], one["type"]) for one in only] == [("dx", "J18.9", "text")]


def test_a_refused_action_says_why_and_cannot_be_pressed(draw, outline) -> None:
    html = draw(parts.Action("Ký", disabled="Còn 2 mục trống"))
    assert "disabled" in outline(html).all("button")[0] and "Còn 2 mục trống" in html


def test_a_table_refuses_a_row_that_misses_a_cell() -> None:
    with pytest.raises(ValueError, match="one cell per column"):
        parts.Table(
            "t",
            "x",
            (parts.Column("a"), parts.Column("b")),
            (parts.Row((parts.Cell("1"),)),),
            parts.Empty("", ""),
        )


def test_the_rail_has_at_most_seven_places() -> None:
    places = tuple(parts.Place(str(number), "/", "home") for number in range(8))
    with pytest.raises(ValueError, match="at most 7"):
        parts.Frame("BV", "An", "Bác sĩ", places)


def test_the_life_of_a_record_names_the_step_it_stands_at(draw) -> None:
    steps = parts.life_of_record(2).steps
    assert [step.state for step in steps] == ["done", "done", "now", "next", "next"]
    assert draw(parts.life_of_record(2)).count('aria-current="step"') == 1


def test_a_gap_in_measuring_breaks_the_line_and_is_said_in_the_table() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    pulses = [Decimal(80), None, Decimal(300)]
    chart = charts.vital_chart(
        "c", "Mạch", [charts.Measurement(start + timedelta(hours=n), pulse) for n, pulse in enumerate(pulses)]
    )
    pulse = chart.series[0]
    assert pulse.path.count("M") == 2 and len(pulse.points) == 2
    assert pulse.points[1].y == "16" and pulse.points[1].is_out  # beyond the scale: drawn at its edge
    assert chart.table.lines[1][1] == "không đo"
    assert "Mạch 300 lần/phút" in pulse.points[1].text


def test_a_django_form_field_becomes_ours_with_its_errors() -> None:
    class Visit(forms.Form):
        pulse = forms.DecimalField(label="Mạch", widget=forms.NumberInput({"data-unit": "lần/phút"}))
        sex = forms.ChoiceField(label="Giới", choices=[("f", "Nữ"), ("m", "Nam")], widget=forms.RadioSelect)

    form = Visit({"pulse": "", "sex": "m"})
    pulse, sex = field_of(form["pulse"]), field_of(form["sex"], width="full")
    assert (pulse.kind, pulse.unit, pulse.is_required) == ("number", "lần/phút", True) and pulse.error
    assert [choice.is_chosen for choice in sex.choices] == [False, True] and sex.width == "full"


def test_a_catalogued_problem_becomes_a_page_with_its_code_and_no_developer_text(draw) -> None:
    problem = Problem("BH-UI-9999", "forbidden", 403, "secret path", "Anh/chị chưa được phân công.")
    page = page_of(problem.at())
    html = draw(page)
    assert page.status == 403 and "BH-UI-9999" in html
    assert "Anh/chị chưa được phân công." in html and "secret path" not in html


def test_an_unknown_icon_fails_at_once() -> None:
    with pytest.raises(KeyError):
        engines["django"].from_string('{% icon "khong-co" %}').render()
