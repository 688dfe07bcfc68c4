"""Importing the Ministry's ICD-10 list: all or nothing, mended slips reported, wrong rows named."""

from datetime import date

import pytest

from benhan.fhir import systems
from benhan.fhir.problems import ProblemError
from benhan.terminology import lookup, problems
from benhan.terminology.load import import_icd, parse_icd
from benhan.terminology.models import Code, Release

HEADER = "code,mark,chapter,block,title_vi,not_main,main_discouraged,too_general,death_only,female,male\n"
GOOD = HEADER + (
    "A00,,I,A00-A09,Bệnh tả,,,1,,,\n"
    "A00.0,,I,A00-A09,Bệnh tả cổ điển,,,,,,\n"
    "G01,*,VI,G00-G09,Viêm màng não trong bệnh nhiễm khuẩn,1,,,,,\n"
    "O80,,XV,O80-O84,Đẻ thường,,,,,1,\n"
)


def annex(*rows: dict[int, str]) -> bytes:
    """Heading rows as in the sheet, then rows given by column number."""
    lines = ["\t".join(["DANH MỤC"] + [""] * 28), "\t".join(["STT"] + ["cột"] * 28)]
    lines.append("\t".join(str(number) for number in range(1, 30)))
    for row in rows:
        lines.append("\t".join(row.get(number, " ") for number in range(1, 30)))
    return ("\n".join(lines) + "\n").encode()


def test_the_normalised_layout_is_read_with_its_marks():
    rows = {row.code: row for row in parse_icd(GOOD.encode())}
    assert rows["A00"].properties == {"too_general": True, "chapter": "I", "block": "A00-A09"}
    assert rows["G01"].properties["dual"] == "*"
    assert rows["O80"].properties["sex"] == "F"


def test_the_annex_of_29_columns_is_read_marks_are_not_blank_and_names_are_one_line():
    (row,) = parse_icd(
        annex(
            {
                1: "1",
                2: "I",
                6: "N70-N77",
                18: "N74.0*",
                19: "N740",
                22: "Viêm  cổ tử cung do lao",
                24: "N74",
                28: "N740",
            }
        )
    )
    assert (row.code, row.display) == ("N74.0", "Viêm cổ tử cung do lao")
    assert row.properties == {"not_main": True, "sex": "F", "dual": "*", "chapter": "I", "block": "N70-N77"}


def test_a_malformed_code_is_mended_from_the_column_without_dot_and_reported():
    (row,) = parse_icd(annex({1: "7", 18: "U13/9", 19: "U139", 22: "Sử dụng mã U13.9"}))
    assert row.code == "U13.9"
    assert row.mended == "mã “U13/9” sửa thành U13.9"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("XYZ,,I,A00-A09,Tên,,,,,,", "Dòng 6, cột code: mã “XYZ” không đúng dạng A00, A00.0 hoặc A00.00."),
        ("A09,,I,A00-A09,,,,,,,", "Dòng 6, cột title_vi: mã A09 không có tên bệnh tiếng Việt."),
        ("A09,,I,A00-A09,Tên,x,,,,,", "Dòng 6, cột not_main: chỉ nhận trống, 0 hoặc 1."),
        ("A09,,I,Tên", "Dòng 6, cột code: có 4 cột, cần 11."),
        ("A00.0,,I,A00-A09,Tên,,,,,,", "Dòng 6, cột 18: mã A00.0 đã có ở dòng 3."),
    ],
)
def test_a_wrong_row_is_named_with_its_column(line, said):
    with pytest.raises(ProblemError) as refused:
        parse_icd((GOOD + line + "\n").encode())
    assert refused.value.problem is problems.ROWS_REFUSED
    assert [finding.clinician for finding in refused.value.findings] == [said]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", HEADER.encode(), b"PK\x03\x04" + b"\x00" * 40]
)
def test_a_file_that_is_no_list_is_refused_whole(content):
    with pytest.raises(ProblemError) as refused:
        parse_icd(content)
    assert refused.value.problem is problems.FILE_UNREADABLE


@pytest.fixture
def file(tmp_path):
    lookup.forget()
    yield tmp_path / "icd.csv"
    lookup.forget()


@pytest.mark.django_db
def test_a_load_is_found_by_the_picker_and_reported(file, django_capture_on_commit_callbacks):
    file.write_text(GOOD, encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        report = import_icd(file)
    assert (report.rows, report.rows_by_length) == (4, {3: 3, 4: 1})
    assert report.rows_by_mark["too_general"] == 1
    assert "15844" in report.remarks[0]
    assert lookup.code(systems.ICD_10, "a000").display == "Bệnh tả cổ điển"
    assert lookup.code(systems.ICD_10, "J20.9") is None
    assert [entry.code for entry in lookup.find(systems.ICD_10, "de thuong")] == ["O80"]


@pytest.mark.django_db
def test_a_second_load_of_the_same_file_changes_nothing_and_says_so(file):
    file.write_text(GOOD, encoding="utf-8")
    import_icd(file)
    before = list(Code.objects.values_list("id", flat=True))
    assert import_icd(file).is_unchanged
    assert list(Code.objects.values_list("id", flat=True)) == before


@pytest.mark.django_db
def test_a_file_with_one_wrong_row_leaves_the_old_list_in_use(file):
    file.write_text(GOOD, encoding="utf-8")
    import_icd(file)
    file.write_text(GOOD + "XYZ,,I,A00-A09,Tên,,,,,,\n", encoding="utf-8")
    with pytest.raises(ProblemError):
        import_icd(file)
    assert Code.objects.count() == 4


@pytest.mark.django_db
def test_the_edition_follows_the_day_the_visit_ended(file):
    file.write_text(GOOD, encoding="utf-8")
    import_icd(file)
    file.write_text(GOOD.replace("Bệnh tả cổ điển", "Tả"), encoding="utf-8")
    import_icd(file, version=systems.ICD_10_QD4469, valid_from=date(2020, 11, 1), valid_to=date(2026, 6, 30))
    lookup.forget()
    assert Release.objects.count() == 2
    assert lookup.code(systems.ICD_10, "A00.0", at=date(2026, 6, 30)).display == "Tả"
    assert lookup.code(systems.ICD_10, "A00.0", at=date(2026, 7, 1)).display == "Bệnh tả cổ điển"
    assert lookup.version(systems.ICD_10, date(2026, 6, 30)) == "4469/QĐ-BYT"


@pytest.mark.django_db
def test_without_a_loaded_list_the_shipped_codes_answer(file):
    assert lookup.icd("J20.9") is not None
    assert lookup.version(systems.ICD_10) == systems.ICD_10_TT06
