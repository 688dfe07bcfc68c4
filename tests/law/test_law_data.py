"""The files of law/: they load, hold together and say how sure they are."""

from datetime import date

import pytest

from benhan.law import code_lists, drugs, icd10, loading, rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("name", loading.names("code_lists", ".csv"))
def test_every_code_list_loads_and_each_code_has_words_and_a_basis(name):
    listed = code_lists.code_list(name.removeprefix("code_lists/").removesuffix(".csv"))
    assert listed.entries
    for entry in listed.entries:
        assert entry.code
        assert entry.display
        assert entry.basis in {"READ-T", "READ-D", "READ-S", "RECALLED"}


def test_a_province_list_holds_only_from_the_day_of_the_two_level_units():
    provinces = code_lists.code_list("provinces")
    assert provinces.at(date(2025, 6, 30)) == ()
    assert len(provinces.at(TODAY)) == 34
    assert provinces.display("24") == "Tỉnh Bắc Ninh"


def test_an_unknown_code_is_shown_as_it_is_rather_than_blank():
    assert code_lists.code_list("provinces").display("999") == "999"


def test_the_shipped_icd_codes_carry_the_marks_of_the_annex():
    codes = icd10.by_code()
    assert len(codes) == 1867
    assert codes["J18"].too_general
    assert not codes["J18.9"].too_general
    assert codes["I10"].display == "Bệnh tăng huyết áp vô căn (nguyên phát)"
    assert sum(code.too_general for code in codes.values()) == 630


def test_every_drug_uses_routes_and_allergy_classes_that_exist():
    routes = {entry.code for entry in code_lists.code_list("drug-routes").entries}
    for drug in drugs.drugs():
        assert set(drug.routes) <= routes, drug.inn
        assert set(drug.allergy_classes) <= set(drugs.allergy_classes()), drug.inn
        assert drug.control in {"N", "H", "C"}


def test_every_timing_is_a_fhir_timing_with_a_full_code_system():
    for word in drugs.timings().values():
        for coding in word.timing.get("code", {}).get("coding", ()):
            assert coding["system"].startswith("http://terminology.hl7.org/")


def test_a_normal_record_is_kept_to_the_end_of_the_tenth_year_and_incidents_for_ever():
    classes = rules.retention_classes()
    assert classes["normal"].until(date(2026, 5, 1)) == date(2036, 12, 31)
    assert classes["incident"].until(date(2026, 5, 1)) is None


def test_deadlines_are_defaults_that_admit_they_are_recalled():
    assert {item.key: item.hours for item in rules.deadlines().values()} == {
        "emergency-record": 24,
        "record": 36,
        "hand-over": 24,
    }
    assert {item.basis for item in rules.deadlines().values()} == {"RECALLED"}


def test_a_row_with_a_missing_cell_names_file_and_line(tmp_path, monkeypatch):
    (tmp_path / "broken.csv").write_text("code,display\nA,a\nB\n", encoding="utf-8")
    monkeypatch.setattr(loading, "DATA", tmp_path)
    with pytest.raises(loading.LawDataError, match=r"broken\.csv, dòng 3"):
        loading.rows("broken.csv")


def test_a_document_cannot_be_changed_by_its_reader():
    with pytest.raises(TypeError):
        loading.document("sources.yaml")["sources"] = ()
