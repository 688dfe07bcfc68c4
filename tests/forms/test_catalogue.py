"""The catalogue holds everything of the reference, and what it says refers to what exists."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from benhan.access.actor import Role
from benhan.forms import catalogue
from benhan.forms.calculate import CALCULATIONS, CONDITIONS
from benhan.forms.catalogue_files import read_form
from benhan.forms.prefill import SOURCES, Known, prefill
from benhan.law import loading, scores, signers
from tests.forms.conftest import NOW

REFERENCE = Path(__file__).with_name("reference_fields.csv")
FORMS = catalogue.forms()
ALIVE = tuple(form for form in FORMS if form.sections)

# Where ours differs from the reference, and why it loses nothing.
OTHER_TYPE = {
    (
        "signature",
        "text",
    ): "a place to sign is no field: it stands among the signers, the line keeps the name",
    ("choice", "text"): "communes are typed: the country has no list of them that we may ship",
    ("group", "table"): "a group that repeats is a table of cards",
}
FLATTENED = {"para", "apgar_detail"}  # a group, and a table inside a card: their members stand as fields
TEETH = (
    "dental_chart"  # the reference's rows are quadrants, one line per tooth: ours are lines with any tooth
)
FRONT = {"common-inpatient": "01/BV1", "common-outpatient": "15/BV1"}


def reference():
    rows = defaultdict(list)
    with REFERENCE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[row["kind"]].append(row)
    return rows


ROWS = reference()


def form_of(code):
    code = FRONT.get(code.removeprefix("front:"), code)
    return next(form for form in FORMS if form.code == code)


def questions(form):
    """Fields by key, those inside cards too."""
    cards = {
        column.key: column for field in form.fields if field.layout == "cards" for column in field.columns
    }
    return cards | form.field_by_key


def is_flattened(form, key):
    head = key.partition(".")[0]
    return head in FLATTENED and any(name.startswith(head + "_") for name in questions(form))


def test_every_code_of_the_ministrys_lists_is_there():
    codes = set(catalogue.codes())
    assert {f"{number:02}/BV1" for number in range(1, 30)} <= codes
    assert {f"{number:02}/BV2" for number in range(1, 54)} <= codes
    assert len(codes) == 29 + 53 + 17 + 9


def test_no_field_of_the_reference_is_missing_and_each_keeps_its_type_and_mark():
    """EMR-REC-01: coverage of the fields is 100 %; the message lists what is missing."""
    missing = []
    for row in ROWS["field"]:
        form = form_of(row["code"])
        ours = questions(form).get(row["path"])
        if ours is None:
            if not is_flattened(form, row["path"]):
                missing.append((row["code"], row["path"], "missing"))
            continue
        if ours.type != row["type"] and (row["type"], ours.type) not in OTHER_TYPE:
            missing.append((row["code"], row["path"], f"{ours.type} instead of {row['type']}"))
        if ours.basis != row["basis"]:
            missing.append((row["code"], row["path"], f"{ours.basis} instead of {row['basis']}"))
    assert missing == []
    assert len(ROWS["field"]) > 5500


def test_no_column_and_no_row_of_a_table_is_missing():
    missing = []
    for row in ROWS["column"] + ROWS["row"]:
        form = form_of(row["code"])
        table, _, name = row["path"].partition(".")
        if is_flattened(form, row["path"]) or (row["kind"] == "row" and table == TEETH):
            continue
        ours = form.field_by_key.get(table)
        names = [
            one.key
            for one in (
                (*ours.columns, *ours.shown) if row["kind"] == "column" else ours.rows if ours else ()
            )
        ]
        if name not in names:
            missing.append((row["code"], row["path"]))
    assert missing == []


def test_every_filled_column_keeps_its_type():
    different = {("choice", "text"), ("multichoice", "text"), ("signature", "text"), ("text", "choice")}
    for row in ROWS["column"]:
        table, _, name = row["path"].partition(".")
        ours = form_of(row["code"]).field_by_key.get(table)
        for column in ours.columns if ours else ():
            if column.key == name and column.type != row["type"]:
                assert (row["type"], column.type) in different, row
                assert column.note or column.choices, row


def test_every_quadrant_of_the_dental_chart_is_among_its_teeth():
    for row in ROWS["row"]:
        table, _, _ = row["path"].partition(".")
        if table == TEETH:
            (tooth,) = [one for one in form_of(row["code"]).field(TEETH).columns if one.key == "tooth"]
            for end in row["type"].split("-"):
                assert tooth.choice(end), row


def test_no_choice_and_no_box_is_missing_and_boxes_nobody_could_read_say_so():
    missing = []
    for row in ROWS["choice"]:
        key, _, code = row["path"].partition(".")
        ours = questions(form_of(row["code"])).get(key)
        if ours is None or ours.choice(code) is None:
            missing.append((row["code"], row["path"]))
    assert missing == []
    for row in ROWS["boxes"]:
        ours = questions(form_of(row["code"]))[row["path"]]
        assert len(ours.choices) == int(row["type"]), row
        assert ours.choices_basis == "unread", row
        assert all("chưa đọc được" in choice.label for choice in ours.choices)


def test_every_choice_keeps_the_mark_of_its_words():
    for row in ROWS["choice"]:
        ours = questions(form_of(row["code"]))[row["path"].partition(".")[0]]
        assert (ours.choices_basis or ours.basis) == row["basis"], row


def test_a_record_carries_its_front_page_but_for_what_it_does_not_print():
    omitted = {(row["code"], row["path"]) for row in ROWS["omit"]}
    fronts = {row["code"]: row["path"] for row in ROWS["front"]}
    for code, front in fronts.items():
        keys = questions(form_of(code))
        for row in ROWS["field"]:
            if row["code"] == f"front:{front}":
                ours = keys.get(row["path"])
                if (code, row["path"]) in omitted:  # unless we keep it as our own addition
                    assert ours is None or ours.extension, (code, row["path"])
                else:
                    assert ours, (code, row["path"])
    assert len(fronts) == 25


@pytest.mark.parametrize("form", ALIVE, ids=lambda form: form.slug)
def test_what_a_form_refers_to_exists(form):
    for field in form.fields:
        for one in (field, *field.columns):
            if one.calc:
                assert one.calc.name in CALCULATIONS or one.calc.name in ("score", "band"), one.key
            if one.score:
                assert one.score in scores.scores(), one.key
            if one.required_if:
                assert one.required_if in CONDITIONS
            if one.prefill:
                assert one.prefill.partition(".")[0] in SOURCES or one.prefill == "form.code"
            if one.show_when and one.show_when.code:
                beside = (
                    form.field_by_key if one is field else {column.key: column for column in field.columns}
                )
                assert beside[one.show_when.key].choice(one.show_when.code), one.key
            if one.side:
                assert one.pair and one.side in ("right", "left")
            assert one.type != "figure" or one.figure
            assert one.choices_basis in ("", "RECALLED", "READ-S", "READ-D", "unread")


@pytest.mark.parametrize("form", ALIVE, ids=lambda form: form.slug)
def test_a_fresh_form_can_be_filled_in_from_what_is_known(form):
    made = prefill(form, Known(now=NOW, patient={"birthDate": "1978-05-14", "gender": "female"}))
    assert set(made.answers) <= {field.key for field in form.fields if field.prefill or field.calc}


@pytest.mark.parametrize("form", ALIVE, ids=lambda form: form.slug)
def test_somebody_may_sign_each_form_and_each_place_has_its_own_name(form):
    kinds = signers.who_may_sign()
    assert form.signers
    assert len({one.role for one in form.signers}) == len(form.signers)
    staff = [kinds[one.who] for one in form.signers if kinds[one.who].kind == "staff"]
    assert staff or {kinds[one.who].kind for one in form.signers} <= {"patient", "facility"}
    for kind in staff:
        assert {Role(role) for role in kind.roles}


def test_the_two_sheets_that_ended_name_what_took_their_place():
    for code in ("52/BV2", "53/BV2"):
        ended = next(form for form in FORMS if form.code == code)
        assert ended.valid_to == date(2025, 6, 30)
        assert catalogue.form(ended.replaced_by, date(2025, 7, 1))
        with pytest.raises(KeyError):
            catalogue.form(code, date(2025, 7, 1))


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("giay-ra-vien", date(2025, 7, 1)),
        ("giay-chung-sinh", date(2025, 10, 1)),
        ("don-thuoc-n", date(2025, 7, 1)),
        ("don-thuoc-co-truyen", date(2026, 3, 1)),
        ("07/BV1", date(2024, 1, 1)),
    ],
)
def test_a_paper_is_in_force_from_the_day_of_its_circular(code, first):
    assert catalogue.form(code, first).valid_from == first
    with pytest.raises(KeyError):
        catalogue.form(code, date.fromordinal(first.toordinal() - 1))


def test_mental_illness_and_death_are_kept_longer():
    kept = {form.code: form.retention for form in FORMS}
    assert kept["07/BV1"] == "mental"
    assert {kept[code] for code in ("giay-bao-tu", "26/BV2", "28/BV2", "47/BV2")} == {"death"}


def test_a_consent_says_what_is_declared_and_which_acts_it_holds_back():
    consent = catalogue.form("01/BV2", NOW.date())
    assert "surgery" in consent.gates.acts
    assert "cấp cứu" in consent.gates.rule
    assert len(consent.statement) > 3


def test_eye_forms_stand_right_beside_left():
    eye = catalogue.form("22/BV1", NOW.date())
    by_side = {side: {one.pair for one in eye.fields if one.side == side} for side in ("right", "left")}
    assert by_side["right"] == by_side["left"]
    assert any(section.layout == "right-left" for section in eye.sections)


def test_a_laboratory_sheet_shows_its_tests_units_and_ranges_and_asks_only_for_results():
    table = catalogue.form("22/BV2", NOW.date()).field("chemistry")
    assert {one.shows for one in table.shown} == {"key", "label", "unit", "reference"}
    assert {column.key for column in table.columns} == {"result", "flag"}
    sodium = next(row for row in table.rows if row.key == "sodium")
    assert sodium.unit == "mmol/l"
    assert sodium.ranges[0].low < sodium.ranges[0].high


def test_the_newborns_of_a_delivery_are_cards():
    newborn = catalogue.form("05/BV1", NOW.date()).field("newborn")
    assert newborn.layout == "cards"
    assert {"apgar_1", "birth_weight", "apgar_detail_tone_m5"} <= {column.key for column in newborn.columns}


def _raw(**changes):
    plain = dict(loading.document("forms/local/phieu-danh-gia-nguy-co-nga.yaml"))
    return plain | changes


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ({"type": "colour"}, "kiểu colour"),
        ({"type": "choice"}, "không có lựa chọn nào"),
        ({"type": "text", "required": "later"}, "required later"),
        ({"type": "text", "show_when": "nothing"}, "không có trường nothing"),
        ({"type": "number", "calc": {"name": "bmi", "of": ("a", "b")}}, "không có a để tính"),
        ({"type": "text", "colour": "red"}, "không hiểu colour"),
        ({"type": "table"}, "bảng cần cột"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_file_and_field(field, complaint):
    section = {
        "key": "s",
        "label": "S",
        "part": "A",
        "fields": ({"key": "k", "label": "K", "basis": "x"} | field,),
    }
    with pytest.raises(loading.LawDataError, match=complaint):
        read_form("forms/local/x.yaml", _raw(sections=(section,)))


def test_two_fields_or_two_signers_of_one_name_are_refused():
    raw = _raw()
    with pytest.raises(loading.LawDataError, match="có hai lần"):
        read_form("x", raw | {"sections": (*raw["sections"], raw["sections"][0])})
    with pytest.raises(loading.LawDataError, match="có hai lần"):
        read_form("x", raw | {"signers": (*raw["signers"], *raw["signers"])})
