"""A picker finds a disease by code or by words without tones, best first."""

import time

import pytest

from benhan.law.icd10 import IcdCode
from benhan.terminology.folding import fold
from benhan.terminology.index import CodeIndex
from benhan.terminology.lookup import shipped_index


def codes(text, limit=10, **more):
    return [entry.code for entry in shipped_index().find(text, limit, **more)]


def test_tones_case_and_d_with_stroke_do_not_matter():
    assert fold("  Đái THÁO đường, không  biến chứng ") == "dai thao duong khong bien chung"
    assert "J18.9" in codes("viem phoi")
    assert codes("viem phoi") == codes("Viêm phổi")


@pytest.mark.parametrize("typed", ["J20.9", "j209", "J20.9*"])
def test_an_exact_code_comes_first(typed):
    assert codes(typed)[0] == "J20.9"


def test_a_code_prefix_lists_its_children():
    found = codes("J20", limit=20)
    assert found[0] == "J20"
    assert all(code.startswith("J20") for code in found)


def test_words_may_stand_in_any_order():
    assert set(codes("phe quan viem cap", 50)) == set(codes("viem phe quan cap", 50))


def test_names_that_begin_so_stand_before_words_within():
    index = CodeIndex(
        [
            IcdCode("A01", "Sốt do bệnh tả"),
            IcdCode("A02", "Bệnh tả"),
            IcdCode("A03", "Tả"),
            IcdCode("A04", "Thuốc statin"),
        ]
    )
    assert [entry.code for entry in index.find("ta", 9)] == ["A03", "A02", "A01", "A04"]


def test_a_code_that_may_not_be_used_stands_after_its_equals():
    index = CodeIndex([IcdCode("A01", "Tả", too_general=True), IcdCode("A01.0", "Tả cổ điển")])
    assert [entry.code for entry in index.find("ta", 9)] == ["A01.0", "A01"]


def test_recent_codes_of_the_caller_come_first_among_equals():
    plain = codes("viem phoi", 5)
    assert codes("viem phoi", 5, recent=[plain[3]])[0] == plain[3]


@pytest.mark.parametrize("typed", ["", "   ", "…", "zzzz không có"])
def test_nothing_typed_or_nothing_known_finds_nothing(typed):
    assert codes(typed) == []


def test_a_search_takes_less_than_twenty_milliseconds_of_work():
    shipped_index().find("a", 1)
    started = time.process_time()
    for text in ("viem", "tang huyet ap", "J", "k29", "dai thao duong"):
        shipped_index().find(text, 20)
    assert (time.process_time() - started) / 5 < 0.02
