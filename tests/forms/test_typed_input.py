"""What people type becomes typed answers, or stays as typed with a sentence beside the field."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.forms import catalogue, dates_vi, numbers_vi, typed_input
from benhan.forms.answers import PartialDate
from benhan.law.vietnam_time import VIETNAM
from benhan.terminology.lookup import shipped_index
from tests.forms.conftest import NOW

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0203", date(2026, 3, 2)),
        ("2/3", date(2026, 3, 2)),
        ("02/03/2026", date(2026, 3, 2)),
        ("2-3-26", date(2026, 3, 2)),
        ("020326", date(2026, 3, 2)),
        ("02031978", date(1978, 3, 2)),
        ("2.3.78", date(1978, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        ("30/2", None),
        ("hôm nay", None),
        ("32/01/2026", None),
    ],
)
def test_a_date_is_read_day_first_and_this_year_when_none_is_given(typed, meant):
    assert dates_vi.read_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1958", PartialDate(1958)), ("3/1958", PartialDate(1958, 3)), ("14/05/1978", date(1978, 5, 14))],
)
def test_a_birth_date_may_be_known_only_in_part(typed, meant):
    assert dates_vi.read_partial_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7:30", time(7, 30)),
        ("0730", time(7, 30)),
        ("7h30", time(7, 30)),
        ("19h", time(19, 0)),
        ("7 giờ 5 phút", time(7, 5)),
        ("24:00", None),
        ("7:30 SA", None),
    ],
)
def test_a_time_is_of_the_day_of_24_hours(typed, meant):
    assert dates_vi.read_time(typed) == meant


@pytest.mark.parametrize(
    "typed", ["07:31 22/11/2026", "22/11/2026 7h31", "2026-11-22T07:31", "7 giờ 31 22/11", "0731"]
)
def test_a_moment_may_be_typed_in_either_order(typed):
    assert dates_vi.read_datetime(typed, TODAY) == datetime(2026, 11, 22, 7, 31, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("36,5", "36.5"),
        ("36.5", "36.5"),
        ("36,50", "36.50"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-2", "-2"),
        ("12kg", None),
        ("1,2,3", None),
        ("", None),
    ],
)
def test_a_number_takes_the_comma_and_keeps_its_digits(typed, meant):
    read = numbers_vi.read_number(typed)
    assert (None if read is None else str(read)) == meant


def test_a_bad_value_is_kept_as_typed_and_named(record, parse):
    read = parse(record, temperature="ba tám", pulse="88")
    assert read.answers == {"pulse": Decimal("88")}
    assert read.kept == {"temperature": "ba tám"}
    (finding,) = read.findings
    assert finding.expression == "temperature"
    assert finding.clinician == (
        "“Nhiệt độ” phải là số, ví dụ 36,5. Nội dung đã gõ vẫn được giữ, anh/chị sửa lại."
    )


def test_a_diagnosis_is_found_without_dot_and_keeps_the_doctors_own_words(record, parse):
    read = parse(record, dx_initial="j209", dx_initial__text="Viêm phế quản cấp, theo dõi viêm phổi")
    value = read.answers["dx_initial"]
    assert (value.code, value.text) == ("J20.9", "Viêm phế quản cấp, theo dõi viêm phổi")
    assert value.version == "06/2026/TT-BYT"


def test_an_unknown_icd_code_is_kept_and_said(record, parse):
    read = parse(record, dx_initial="Q0Z.9", dx_initial__text="Cảm lạnh")
    assert "dx_initial" not in read.answers
    assert read.kept == {"dx_initial": "Q0Z.9", "dx_initial.text": "Cảm lạnh"}
    assert "mã bệnh Q0Z.9 không có trong danh mục ICD-10" in read.findings[0].clinician


def test_text_is_nfc_trimmed_and_without_control_characters(record, parse):
    read = parse(record, chief_complaint="  Ho\u0300 \x07 nhiều \r\nsốt  ")
    assert read.answers["chief_complaint"] == "Hò  nhiều\nsốt"


def test_a_code_outside_the_list_is_refused(record, parse):
    read = parse(record, ethnic_group="77")
    assert read.answers == {}
    assert read.kept == {"ethnic_group": "77"}


def test_calculated_fields_cannot_be_typed(record, parse):
    assert parse(record, age="12").answers == {}


def test_rows_of_a_free_table_come_in_order(prescription_form, parse):
    read = parse(
        prescription_form,
        drugs__10__name="Azithromycin",
        drugs__2__name="Paracetamol",
        drugs__2__times="3",
    )
    assert [row["name"] for row in read.answers["drugs"]] == ["Paracetamol", "Azithromycin"]


_RECORD = catalogue.form("15/BV1", TODAY)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from([field.key for field in _RECORD.fields if field.type != "table" and not field.calc]),
    st.text(),
)
def test_nothing_typed_is_ever_lost_and_nothing_crashes(key, typed):
    read = typed_input.parse(_RECORD, {key: [typed]}, now=NOW, find_icd=shipped_index().get)
    if typed_input.clean(typed):
        assert key in read.answers or (read.kept[key] == typed_input.clean(typed) and read.findings)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "1e3"])
def test_a_row_whose_number_is_none_is_not_read_and_breaks_nothing(number):
    sheet = catalogue.form("36/BV2", TODAY)
    table = sheet.field("order_drugs")
    parsed = typed_input.parse(sheet, {f"order_drugs.{number}.{table.columns[0].key}": ["x"]}, now=NOW)
    assert "order_drugs" not in parsed.answers
