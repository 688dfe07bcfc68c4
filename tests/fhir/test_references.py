"""References are read, listed and rewritten without touching anything else."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir.references import (
    LiteralReference,
    ReferenceKind,
    list_references,
    parse_reference,
    rewrite_references,
)
from tests.fhir.builders import observation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient/dao", (ReferenceKind.RELATIVE, "Patient", "dao", "", "")),
        ("Patient/dao/_history/3", (ReferenceKind.RELATIVE, "Patient", "dao", "3", "")),
        (
            "https://benh-vien.example/fhir/Patient/dao",
            (ReferenceKind.ABSOLUTE, "Patient", "dao", "", "https://benh-vien.example/fhir"),
        ),
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", (ReferenceKind.URN, "", "", "", "")),
        ("#p1", (ReferenceKind.CONTAINED, "", "p1", "", "")),
        ("NguoiBenh/dao", (ReferenceKind.OTHER, "", "", "", "")),
        ("https://benh-vien.example/fhir/NguoiBenh/dao", (ReferenceKind.OTHER, "", "", "", "")),
        ("Patient?identifier=1", (ReferenceKind.OTHER, "", "", "", "")),
        ("", (ReferenceKind.OTHER, "", "", "", "")),
    ],
)
def test_a_literal_reference_is_taken_apart(
    text: str, expected: tuple[ReferenceKind, str, str, str, str]
) -> None:
    kind, type_name, id_, version, base = expected
    assert parse_reference(text) == LiteralReference(kind, text, type_name, id_, version, base)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text())
def test_any_text_can_be_asked_for_its_kind(text: str) -> None:
    assert parse_reference(text).text == text


def test_references_are_listed_with_their_places() -> None:
    resource = observation(
        performer=[{"reference": "Practitioner/an"}, {"display": "Bình"}],
        contained=[{"resourceType": "Device", "id": "d", "patient": {"reference": "Patient/dao"}}],
    )
    assert [(each.expression, each.literal.text) for each in list_references(resource)] == [
        ("Observation.subject", "Patient/dao"),
        ("Observation.performer[0]", "Practitioner/an"),
        ("Observation.contained[0].patient", "Patient/dao"),
    ]


def test_rewriting_gives_a_copy_and_leaves_the_original_alone() -> None:
    resource = observation(subject={"reference": "urn:uuid:1"}, performer=[{"reference": "Practitioner/an"}])
    before = copy.deepcopy(resource)
    changed = rewrite_references(resource, {"urn:uuid:1": "Patient/9"}.get)
    assert changed["subject"] == {"reference": "Patient/9"}
    assert changed["performer"] == [{"reference": "Practitioner/an"}]
    assert resource == before
    assert {key: changed[key] for key in changed if key != "subject"} == {
        key: before[key] for key in before if key != "subject"
    }
