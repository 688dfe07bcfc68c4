"""Scores against their published tables, written down here a second time.

Every table is RECALLED: neither this copy nor law/scores.yaml was made with the publication at hand.
"""

from decimal import Decimal

import pytest

from benhan.forms import catalogue
from benhan.forms.answers import ROW, Coding
from benhan.forms.calculate import calculated
from benhan.law.scores import scores
from tests.forms.conftest import NOW

# key: (lowest total, highest total, most points of each item in order, least points of each item)
PUBLISHED = {
    "glasgow": (3, 15, (4, 5, 6), (1, 1, 1)),
    "apgar": (0, 10, (2, 2, 2, 2, 2), (0, 0, 0, 0, 0)),
    "silverman": (0, 10, (2, 2, 2, 2, 2), (0, 0, 0, 0, 0)),
    "bishop": (0, 13, (3, 3, 3, 2, 2), (0, 0, 0, 0, 0)),
    "barthel": (0, 100, (10, 5, 5, 10, 10, 10, 10, 15, 15, 10), (0,) * 10),
    "fim": (18, 126, (7,) * 18, (1,) * 18),
    "braden": (6, 23, (4, 4, 4, 4, 4, 3), (1,) * 6),
    "morse": (0, 125, (25, 15, 30, 20, 20, 15), (0,) * 6),
    "mst": (0, 5, (4, 1), (0, 0)),
    "aldrete": (0, 10, (2, 2, 2, 2, 2), (0,) * 5),
    "vas": (0, 10, (10,), (0,)),
}
BANDS = {
    ("glasgow", 8): "severe",
    ("glasgow", 9): "moderate",
    ("glasgow", 12): "moderate",
    ("glasgow", 13): "mild",
    ("apgar", 3): "severe",
    ("apgar", 4): "moderate",
    ("apgar", 7): "good",
    ("silverman", 3): "none",
    ("silverman", 4): "moderate",
    ("silverman", 6): "severe",
    ("braden", 9): "1",
    ("braden", 10): "2",
    ("braden", 12): "2",
    ("braden", 13): "3",
    ("braden", 15): "4",
    ("braden", 18): "4",
    ("braden", 19): "5",
    ("morse", 24): "1",
    ("morse", 25): "2",
    ("morse", 44): "2",
    ("morse", 45): "3",
    ("mst", 1): "none",
    ("mst", 2): "risk",
    ("aldrete", 8): "stay",
    ("aldrete", 9): "ready",
}


def test_every_score_has_a_published_table_here():
    assert set(scores()) == set(PUBLISHED)


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_score_gives_the_points_of_its_table_and_says_it_was_recalled(key):
    low, high, most, least = PUBLISHED[key]
    score = scores()[key]
    assert (score.low, score.high) == (low, high) == (sum(least), sum(most))
    assert tuple(max(item.points.values()) for item in score.items) == most
    assert tuple(min(item.points.values()) for item in score.items) == least
    assert score.basis == "RECALLED"
    assert score.source


@pytest.mark.parametrize(("key", "total"), BANDS)
def test_a_band_begins_and_ends_where_its_table_says(key, total):
    assert scores()[key].band(Decimal(total)).code == BANDS[key, total]


@pytest.mark.parametrize("score", scores().values(), ids=lambda score: score.key)
def test_bands_cover_the_whole_range_without_gap_or_overlap(score):
    totals = [Decimal(total) for total in range(int(score.low), int(score.high) + 1)]
    for total in totals:
        hits = [band for band in score.bands if band.low <= total <= band.high]
        assert len(hits) == (1 if score.bands else 0)


def pick(form, **codes):
    return {
        key: Coding(form.field(key).choice_system, code, form.field(key).choice(code).label)
        for key, code in codes.items()
    }


MORSE = {
    "history_fall": "25",
    "secondary_diagnosis": "15",
    "walking_aid": "0",
    "iv_line": "20",
    "gait": "10",
    "mental": "0",
}


def test_the_items_of_a_sheet_add_up_and_choose_the_level():
    form = catalogue.form("LOCAL/NGUY-CO-NGA", NOW.date())
    made = calculated(form, pick(form, **MORSE))
    assert made["score"] == 70
    assert made["level"].display == "Cao (từ 45)"


def test_a_score_with_one_item_unanswered_is_no_score():
    form = catalogue.form("LOCAL/NGUY-CO-NGA", NOW.date())
    chosen = pick(form, **MORSE)
    del chosen["gait"]
    made = calculated(form, chosen | {"score": Decimal(60)})
    assert "score" not in made
    assert "level" not in made


def test_a_code_that_is_not_its_points_is_looked_up():
    form = catalogue.form("LOCAL/DINH-DUONG", NOW.date())
    assert calculated(form, pick(form, weight_loss="14", poor_intake="1"))["mst_score"] == 5
    assert calculated(form, pick(form, weight_loss="15", poor_intake="0"))["mst_score"] == 2


def test_a_printed_total_may_be_typed_until_its_items_are_all_there():
    form = catalogue.form("05/BV1", NOW.date())
    items = pick(
        form,
        bishop_dilatation="2",
        bishop_effacement="3",
        bishop_station="1",
        bishop_consistency="2",
        bishop_position="1",
    )
    assert calculated(form, {"bishop_score": Decimal(7)})["bishop_score"] == 7
    assert calculated(form, items | {"bishop_score": Decimal(7)})["bishop_score"] == 9
    assert form.field("bishop_score").is_typed


def test_the_rows_of_a_table_add_up_only_when_every_row_is_filled():
    form = catalogue.form("27/BV1", NOW.date())
    table = form.field("barthel_table")
    rows = tuple({ROW: row.key, "score": row.allowed[-1]} for row in table.rows)
    assert calculated(form, {"barthel_table": rows})["barthel_total"] == 100
    assert "barthel_total" not in calculated(form, {"barthel_table": rows[:-1]})


def test_each_newborn_of_a_delivery_has_an_apgar_score_of_its_own():
    form = catalogue.form("05/BV1", NOW.date())
    signs = ("heart_rate", "breathing", "tone", "reflex", "colour")
    first = {f"apgar_detail_{sign}_m1": Decimal(2) for sign in signs}
    second = {**first, "apgar_detail_colour_m1": Decimal(0)}
    one, other = calculated(form, {"newborn": (first, second)})["newborn"]
    assert (one["apgar_1"], other["apgar_1"]) == (10, 8)
    assert "apgar_5" not in one


@pytest.mark.parametrize(
    "form", [form for form in catalogue.forms() if form.sections], ids=lambda form: form.slug
)
def test_the_items_of_a_form_give_just_the_points_of_their_score(form):
    for field in form.fields:
        if field.calc is None or field.calc.name != "score":
            continue
        items = scores()[field.score].items
        if "." in field.calc.of[0]:
            table = form.field(field.calc.of[0].partition(".")[0])
            assert len(table.rows) == len(items)
            for row, item in zip(table.rows, items, strict=True):
                assert not row.allowed or set(row.allowed) == set(item.points.values())
        else:
            for key, item in zip(field.calc.of, items, strict=True):
                assert [choice.code for choice in form.field(key).choices] == list(item.points)
