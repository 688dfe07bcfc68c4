"""Vietnamese is searched without tones and sorted by its own alphabet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir.search.folding import fold, sort_key_vi


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("  ĐẶNG   Ý\tNhi\n", "dang y nhi"),
        ("Trần Hữu Phước", "tran huu phuoc"),
        ("ABC-123", "abc-123"),
        ("", ""),
    ],
)
def test_tones_case_and_spaces_do_not_matter_in_a_search(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@settings(derandomize=True, max_examples=120, deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "ordered",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "i", "o", "ô", "ơ", "u", "ư", "v", "y"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["An", "Anh", "Ăn", "Ân"],
        ["Lê", "Lê An", "Lê Bình", "Lều"],
        ["Dần", "Dũng", "Đan", "Đào"],
        ["Nguyễn 2", "Nguyễn An"],
        ["hoa", "hoà", "hoài"],
    ],
)
def test_names_stand_in_the_order_of_a_vietnamese_list(ordered: list[str]) -> None:
    keys = [sort_key_vi(name).encode() for name in ordered]
    assert keys == sorted(set(keys))


def test_upper_case_and_composition_do_not_change_the_place() -> None:
    assert sort_key_vi("ĐÀO") == sort_key_vi("đào") == sort_key_vi(unicodedata.normalize("NFD", "Đào"))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text())
def test_a_sort_key_can_stand_in_a_database_column(text: str) -> None:
    assert "\x00" not in sort_key_vi(text)
