"""The exchange structure as data: eleven groups from any form, valid against a schema made from the same data."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.access.models import Facility
from benhan.law.loading import LawDataError
from benhan.records.annex365 import checking, gathering, writing, xml_schema
from benhan.records.annex365.structure import Structure, facility_structure, structure
from benhan.records.annex365.writing import Sources
from benhan.records.package_contents import Contents
from benhan.store.repository import Stored

AT = datetime(2026, 3, 2, tzinfo=UTC)
GROUPS = (
    "ThongTinBenhNhan", "ThongTinVaoVien", "ThongTinDieuTri", "YLenhThuocVatTu", "PhieuChiDinh",
    "KetQuaChanDoanHinhAnh", "KetQuaXetNghiem", "GiayChuyenVien", "HoSoCapCuu", "PhieuThuThuat", "PhieuPhauThuat",
)  # fmt: skip


def checked(sources: Sources, shape: Structure | None = None) -> checking.Report:
    wanted = shape or structure()
    tree = writing.build(sources, wanted)
    json, xml = writing.to_json(tree), writing.to_xml(tree)
    return checking.check(wanted, tree, json, xml, xml_schema.xsd(wanted))


def kept(resource: dict[str, Any], patient: str = "p") -> Stored:
    return Stored(resource, 1, AT, patient)


def contents(*others: dict[str, Any], opened: str = "2026-03-02T08:00:00+07:00", **patient: Any) -> Contents:
    """A record without a single paper: everything has to come from facts."""
    record = {
        "resourceType": "Composition", "id": "r", "date": opened, "title": "Bệnh án Nội khoa",
        "identifier": {"value": "HS26-00000001"}, "author": [{"reference": "Practitioner/nv-an", "display": "BS. An"}],
        "type": {"coding": [{"code": "01/BV1", "version": "1"}], "text": "Bệnh án Nội khoa"},
    }  # fmt: skip
    person = {"resourceType": "Patient", "id": "p", "name": [{"text": "Trần Thị Thử"}]} | patient
    visit = {
        "resourceType": "Encounter", "id": "e", "serviceProvider": {"reference": "Organization/khoa-noi"},
        "period": {"start": "2026-03-02T07:30:00+07:00", "end": "2026-03-05T09:00:00+07:00"},
    }  # fmt: skip
    facility = Facility(code="24001", name="Bệnh viện thử")
    return Contents(facility, record, kept(person), kept(visit), (), (), tuple(kept(one) for one in others))


def test_emr_xch_01_all_eleven_groups_are_written_even_when_nothing_is_known() -> None:
    tree = writing.build(Sources({}))
    assert tuple(tree) == GROUPS
    assert checked(Sources({})).is_valid
    assert all(f"<{name}>" in writing.to_xml(tree).decode() for name in GROUPS)


def test_emr_xch_01_an_inpatient_record_without_its_own_answers_is_filled_from_facts() -> None:
    department = {"resourceType": "Organization", "id": "khoa-noi", "identifier": [{"value": "K03"}]}
    order = {
        "resourceType": "ServiceRequest", "id": "s", "authoredOn": "2026-03-02T09:00:00+07:00",
        "code": {"text": "Công thức máu", "coding": [{"code": "22.0120.1370"}]},
        "requester": {"reference": "Practitioner/nv-an", "display": "BS. An"},
    }  # fmt: skip
    sources = gathering.sources(contents(department, order, gender="female", birthDate="1960-02"), "")
    tree = writing.build(sources)
    person, treatment = tree["ThongTinBenhNhan"], tree["ThongTinDieuTri"]
    assert (person["hoten"], person["gioitinh"], person["ngaysinh"]) == ("Trần Thị Thử", "Nữ", "02/1960")
    assert person["makhoa"] == "K03"
    assert person["thoigianvaovien"] == "02/03/2026 07:30:00.000"
    assert treatment["ngayravien"] == "05/03/2026 09:00:00.000"
    ((line,),) = [one["danhsach"] for one in tree["PhieuChiDinh"]["danhsach"]]
    assert (line["machidinh"], line["tenchidinh"]) == ("22.0120.1370", "Công thức máu")
    assert checked(sources).is_valid


@pytest.mark.parametrize(
    ("opened", "district"),
    [("2025-06-30T10:00:00+07:00", "Huyện Yên Phong"), ("2025-07-01T00:10:00+07:00", "")],
)
def test_emr_xch_03_a_district_is_kept_for_old_addresses_and_empty_since_july_2025(
    opened: str, district: str
) -> None:
    address = [{"city": "Xã Thử", "district": "Huyện Yên Phong", "state": "Bắc Ninh"}]
    tree = writing.build(gathering.sources(contents(opened=opened, address=address), ""))
    assert tree["ThongTinBenhNhan"]["quanhuyen"] == district
    assert ("Huyện Yên Phong" in tree["ThongTinBenhNhan"]["diachi"]) is bool(district)


@pytest.mark.parametrize(
    ("written", "wanted"), [("J209", "J20.9"), ("A18.0†", "A18.0"), ("m49.0*", "M49.0"), ("I10", "I10")]
)
def test_emr_xch_04_icd_codes_have_their_dot_and_no_dagger_or_asterisk(written: str, wanted: str) -> None:
    assert writing.icd(written) == wanted


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("b_dx_main.icd", "J209x!", "ThongTinDieuTri/maicd"),
        ("identity_number", "0" * 16, "ThongTinBenhNhan/cccd_so"),
        ("identity_number", "số lạ", "ThongTinBenhNhan/cccd_so"),
        ("birth_date", "14-05-1978", "ThongTinBenhNhan/ngaysinh"),
        ("b_dx_main", "x" * 256, "ThongTinDieuTri/tenicd"),
        ("pulse", "tám mươi", "ThongTinVaoVien/mach"),
    ],
)
def test_a_value_of_the_wrong_type_or_too_long_is_named_by_both_checks_without_the_value(
    name: str, value: str, path: str
) -> None:
    report = checked(Sources({name: value}))
    assert path in [one.path for one in report.faults]
    assert any(path in one for one in report.schema_faults)
    assert not any(value in line for line in checking.lines(report))
    assert "CHƯA ĐẠT" in "\n".join(checking.lines(report))


def test_a_missing_group_and_a_strange_element_are_found() -> None:
    tree = writing.build(Sources({}))
    del tree["PhieuThuThuat"]
    tree["HoSoCapCuu"]["la"] = ""
    found = checking.check(
        structure(), tree, writing.to_json(tree), writing.to_xml(tree), xml_schema.xsd(structure())
    )
    assert {one.path for one in found.faults} == {"PhieuThuThuat", "HoSoCapCuu/la"}
    assert found.schema_faults


def test_unknown_group_fields_are_added_as_data_without_a_release(tmp_path: Path) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    (folder / "ho-so-benh-an.yaml").write_text(
        "version: '2'\nuse_additions: true\nadd: {GiayChuyenVien: [[lydochuyen, transfer_reason]]}\n"
        "limits: {lydochuyen: {max: 10}}\n",
        encoding="utf-8",
    )
    shape = facility_structure(tmp_path)
    assert shape.version == "365/TTYQG-GPQLCL+2"
    result = Sources({"code": "718-7", "name": "Hemoglobin", "value": "131", "unit": "g/L"})
    tree = writing.build(Sources({"transfer_reason": "vượt khả năng"}, {"results": [result]}), shape)
    assert tree["GiayChuyenVien"]["lydochuyen"] == "vượt khả năng"
    assert tree["KetQuaXetNghiem"]["danhsach"][0]["machiso"] == "718-7"
    assert writing.from_xml(writing.to_xml(tree), shape) == tree
    report = checking.check(shape, tree, writing.to_json(tree), writing.to_xml(tree), xml_schema.xsd(shape))
    assert [(one.path, one.why) for one in report.faults] == [
        ("GiayChuyenVien/lydochuyen", "dài 13 ký tự, tối đa 10")
    ]


@pytest.mark.parametrize(
    "text",
    ["add: {NhomLa: [[a]]}", "add: {HoSoCapCuu: [['1 a']]}", "limits: {hoten: {type: la}}", "[", "add: 3",
     "add: {HoSoCapCuu: [[sovaovien]]}"],
)  # fmt: skip
def test_additions_that_make_no_sense_are_refused_with_the_name_of_their_file(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange" / "ho-so-benh-an.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError, match=r"ho-so-benh-an\.yaml"):
        facility_structure(tmp_path)


_TEXT = st.text(max_size=40)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(name=_TEXT, rows=st.lists(_TEXT, max_size=3))
def test_whatever_is_typed_the_two_files_say_the_same_and_the_xml_obeys_the_schema(
    name: str, rows: list[str]
) -> None:
    lines = [Sources({"text": one}) for one in rows]
    tree = writing.build(Sources({"full_name": name}, {"personal_history": lines}))
    xml = writing.to_xml(tree)
    assert writing.from_xml(xml) == tree == writing.from_json(writing.to_json(tree))
    assert xml_schema.faults(xml, xml_schema.xsd(structure())) == ()
