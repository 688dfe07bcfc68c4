"""A drug is found by its Vietnamese or its international name."""

import pytest

from benhan.terminology.drug_lookup import find_drugs


@pytest.mark.parametrize(
    ("typed", "inn"), [("amox", "amoxicillin"), ("PARACET", "paracetamol"), ("amlodi", "amlodipine")]
)
def test_a_drug_is_found_by_how_its_name_begins(typed, inn):
    assert find_drugs(typed)[0].inn == inn


def test_names_beginning_so_stand_before_words_within():
    found = [drug.display for drug in find_drugs("acid", 30)]
    first_within = next(place for place, name in enumerate(found) if not name.lower().startswith("acid"))
    assert all(not name.lower().startswith("acid ") for name in found[first_within:])


def test_recent_drugs_come_first_among_equals():
    second = find_drugs("am", 5)[3]
    assert find_drugs("am", 5, recent=[second.inn])[0] is second


def test_nothing_typed_finds_nothing():
    assert find_drugs(" ") == ()
