"""The score between two people: laws that hold for everybody, and the cases the desk meets."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.ward.reception.duplicates import THRESHOLD, Person, compare, name_likeness
from benhan.ward.reception.identity_numbers import national_id_doubts, read_card

WORDS = ("Nguyễn", "Thị", "Thuỳ", "Dương", "Đỗ", "Văn", "Ưng", "Hồng", "Lê", "Phương")
names = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
births = st.one_of(
    st.just(""),
    st.integers(1930, 2025).map(str),
    st.tuples(st.integers(1930, 2025), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}"),
    st.dates(min_value=date(1930, 1, 1)).map(str),
)
people = st.builds(
    Person,
    name=names,
    birth_date=births,
    sex=st.sampled_from(["", "male", "female", "unknown"]),
    national_id=st.sampled_from(["", "027184990001", "027184990002"]),
    cards=st.sets(st.sampled_from(["GD4272499000001", "GD4272499000002"]), max_size=2).map(frozenset),
    phones=st.sets(st.sampled_from(["0100000001", "0100000002"]), max_size=2).map(frozenset),
)
few = settings(derandomize=True, max_examples=150, deadline=None)


@few
@given(people, people)
def test_it_does_not_matter_who_comes_first(one, other):
    assert compare(one, other) == compare(other, one)


@few
@given(people, people)
def test_nobody_is_more_like_somebody_than_that_person_itself(one, other):
    assert compare(one, one).score >= compare(one, other).score


@few
@given(names, st.randoms(use_true_random=False))
def test_tones_d_and_order_make_no_difference(name, random):
    words = name.split()
    random.shuffle(words)
    bare = "".join(c for c in unicodedata.normalize("NFD", " ".join(words)) if not unicodedata.combining(c))
    bare = bare.replace("Đ", "D").replace("đ", "d").upper()
    assert name_likeness(name, bare) == name_likeness(name, name)
    person = Person(name=name, birth_date="1984-03-02", sex="female")
    assert compare(person, Person(name=bare, birth_date="1984-03-02", sex="female")) == compare(
        person, person
    )


DUONG = Person("Nguyễn Thị Thuỳ Dương", "1984-03-02", "female", "027184990001")


def like(**changes: object):
    return compare(DUONG, replace(DUONG, **{"national_id": "", **changes}))


def test_the_same_number_decides_alone_and_two_numbers_speak_against():
    assert compare(DUONG, Person(national_id="027184990001")).is_same_number
    assert (
        compare(DUONG, Person("Nguyễn Thị Thuỳ Dương", "1984-03-02", "female", "027184990009")).score
        < THRESHOLD
    )


def test_day_and_month_changed_over_and_a_birth_year_alone_still_count():
    assert "ngày và tháng sinh đảo nhau" in like(birth_date="1984-02-03").reasons
    assert like(birth_date="1984-02-03").is_likely
    assert like(birth_date="1984").is_likely


def test_a_name_alone_is_not_enough_nor_is_a_birthday():
    assert not like(birth_date="", sex="").is_likely
    assert not like(name="Lê Văn Hải", sex="male").is_likely
    assert not like(birth_date="1950-03-02").is_likely


def test_one_wrong_letter_in_a_name_is_still_alike():
    assert like(name="Nguyễn Thị Thuỳ Dươn").is_likely


def test_numbers_are_doubted_by_place_sex_and_century():
    assert national_id_doubts("027184990001", sex="female", birth_date="1984-03-02") == ()
    assert len(national_id_doubts("997084990001", sex="female", birth_date="2084")) == 3
    assert national_id_doubts("027304990001", sex="female", birth_date="2004") == ()
    assert national_id_doubts("027184990001", sex="", birth_date="") == ()


@few
@given(st.text(max_size=80))
def test_reading_a_card_never_fails(text):
    read_card(text)
    read_card(f"027184990001|{text}|{text}|{text}|{text}|{text}")
