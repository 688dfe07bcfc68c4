"""Values that follow from others: right at their borders, silent when an input is missing."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from benhan.forms import catalogue, formulas
from benhan.forms.answers import ROW, Coding, PartialDate
from benhan.forms.calculate import calculated
from benhan.forms.number_words import in_words
from benhan.law.vietnam_time import VIETNAM
from tests.forms.conftest import NOW

LMP = date(2026, 2, 1)


def at(day, hour=8):
    return datetime(2026, 3, day, hour, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2026, 2, 1), (0, 0)),
        (date(2026, 2, 10), (1, 2)),
        (date(2026, 11, 8), (40, 0)),
        (date(2026, 1, 31), None),
        (date(2027, 3, 1), None),
    ],
)
def test_a_pregnancy_is_counted_in_weeks_and_days_from_the_last_period(on, age):
    assert formulas.gestation(LMP, on) == age


def test_a_period_known_only_by_month_gives_no_age_and_no_due_date():
    assert formulas.gestation(PartialDate(2026, 2), NOW.date()) is None
    assert formulas.due_date(PartialDate(2026, 2)) is None
    assert formulas.due_date(LMP) == date(2026, 11, 8)


@pytest.mark.parametrize(
    ("weeks", "code"), [("36.9", "2"), ("37", "1"), ("41", "1"), ("42", "3"), ("0", None)]
)
def test_term_lies_between_37_and_42_weeks(weeks, code):
    assert formulas.gestation_class(Decimal(weeks)) == code


@pytest.mark.parametrize(("weight", "code"), [("1499", "3"), ("1500", "2"), ("2499", "2"), ("2500", "1")])
def test_birth_weight_classes_begin_at_1500_and_2500_gram(weight, code):
    assert formulas.birth_weight_class(Decimal(weight)) == code


def test_para_counts_births_early_ends_and_living_children():
    rows = ({ROW: "p1", "term": True, "living": Decimal(1)}, {ROW: "p2", "miscarriage": True})
    assert formulas.para(rows) == "1011"
    assert formulas.para(({ROW: "p1", "term": True},)) is None


def burns(**degrees):
    return {
        "burn_area_table": ({ROW: "trunk_front", **{key: Decimal(value) for key, value in degrees.items()}},)
    }


def test_burned_areas_add_up_and_the_index_counts_deep_burns_three_times():
    form = catalogue.form("11/BV1", NOW.date())
    made = calculated(form, burns(d2=10, d4=3, d5=2) | {"weight": Decimal(50)})
    assert made["burn_total_area"] == 15
    assert made["burn_deep_area"] == 5
    assert made["burn_index"] == 25
    assert made["fluid_first_24h"] == 3000


def test_no_burned_area_gives_no_index_and_no_fluid():
    form = catalogue.form("11/BV1", NOW.date())
    made = calculated(form, {"weight": Decimal(50), "burn_index": Decimal(3)})
    assert not {"burn_total_area", "burn_deep_area", "burn_index", "fluid_first_24h"} & set(made)


def test_above_half_of_the_skin_the_fluid_rises_no_further():
    assert (
        formulas.parkland_ml(Decimal(50), Decimal(80))
        == formulas.parkland_ml(Decimal(50), Decimal(50))
        == 10000
    )


def test_teeth_are_counted_when_decayed_missing_or_filled():
    form = catalogue.form("13/BV1", NOW.date())
    states = {column.key: column for column in form.field("dental_chart").columns}["state"]

    def tooth(code):
        return {"state": Coding(states.choice_system, code, states.choice(code).label)}

    made = calculated(form, {"dental_chart": (tooth("decayed"), tooth("sound"), tooth("filled"))})
    assert made["dmft"] == 2
    assert "dmft" not in calculated(form, {})


@pytest.mark.parametrize(
    ("died", "box"),
    [(at(2, 8), "1"), (at(2, 9), "2"), (at(3, 8), "2"), (at(3, 9), "3"), (at(4, 8), "3"), (at(4, 9), None)],
)
def test_a_death_is_put_into_the_box_of_its_hours_after_admission(died, box):
    assert formulas.death_timing_72(at(1), died) == box


def test_a_death_after_more_than_a_day_chooses_the_second_box_of_the_front_page():
    form = catalogue.form("01/BV1", NOW.date())
    made = calculated(form, {"admitted_at": at(1), "death_at": at(3)})
    assert made["death_timing"].display == "Sau 24 giờ vào viện"


def test_a_rest_of_so_many_days_counts_its_first_day():
    form = catalogue.form("giay-ra-vien", NOW.date())
    made = calculated(form, {"rest_from": date(2026, 3, 2), "rest_days": Decimal(5)})
    assert made["rest_to"] == date(2026, 3, 6)
    assert formulas.last_day(date(2026, 3, 2), Decimal("1.5")) is None


def test_fluids_in_and_out_and_what_remains():
    form = catalogue.form("37/BV2", NOW.date())
    hours = (
        {"in_food": Decimal(200), "in_infusion": Decimal(500), "out_urine": Decimal(300)},
        {"out_gastric": Decimal(150)},
    )
    made = calculated(form, {"hourly": hours})
    assert (made["total_in"], made["total_out"], made["balance"]) == (700, 450, 250)
    assert "balance" not in calculated(form, {"hourly": hours[1:]})


def test_the_day_of_stay_begins_with_one_and_the_day_after_surgery_with_none():
    form = catalogue.form("LOCAL/SINH-HIEU", NOW.date())
    made = calculated(
        form,
        {"admitted_on": date(2026, 3, 1), "surgery_on": date(2026, 3, 3), "sheet_date": date(2026, 3, 3)},
    )
    assert (made["day_of_stay"], made["day_after_surgery"]) == (3, 0)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (25, "hai mươi lăm"),
        (1_001, "một nghìn không trăm linh một"),
        (200_000, "hai trăm nghìn"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn"),
        (2_000_005, "hai triệu không trăm linh năm"),
        (3_400_000_000, "ba tỷ bốn trăm triệu"),
    ],
)
def test_money_is_written_out_in_words(number, words):
    assert in_words(number) == words
    assert formulas.money_words(Decimal(number)) == f"{words[0].upper()}{words[1:]} đồng"


def test_half_a_dong_and_a_negative_sum_have_no_words():
    assert formulas.money_words(Decimal("0.5")) is None
    assert formulas.money_words(Decimal(-1)) is None
    assert formulas.money_words(Decimal(10**12)) is None
