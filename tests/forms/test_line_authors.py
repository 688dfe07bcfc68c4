"""Every line of a sheet that several people continue names who wrote it and when, as the server saw it (EMR-REC-05)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from benhan.forms.catalogue import codes, form
from benhan.forms.line_authors import Author, signed_tables, with_authors

TODAY = date(2026, 11, 23)
SHEET = form("36/BV2", TODAY)
AT_EIGHT, AT_NINE = (datetime(2026, 11, 23, hour - 7, 5, tzinfo=UTC) for hour in (8, 9))


def doctor(name: str, at: datetime = AT_EIGHT) -> Author:
    return Author(name, {"doctor"}, at)


def line(progress: str, at: datetime = AT_EIGHT, **more: Any) -> dict[str, Any]:
    return {"at": at, "progress": progress, **more}


def written(
    before: list[dict[str, Any]], after: list[dict[str, Any]], author: Author
) -> list[dict[str, Any]]:
    return list(with_authors(SHEET, {"entries": tuple(before)}, {"entries": tuple(after)}, author)["entries"])  # type: ignore[arg-type]


def test_a_line_names_who_wrote_it_whatever_was_typed_there():
    made = written([], [line("Đỡ sốt", signed="GS. Người Khác")], doctor("BS. An"))
    assert made == [line("Đỡ sốt", signed="BS. An, 08:05 23/11/2026")]


def test_a_sheet_another_doctor_continues_keeps_each_lines_author_wherever_the_new_line_stands():
    first = written([], [line("Đỡ sốt")], doctor("BS. An"))
    made = written(first, [line("Khó thở", AT_NINE), line("Đỡ sốt")], doctor("BS. Hùng", AT_NINE))
    assert [one["signed"] for one in made] == ["BS. Hùng, 09:05 23/11/2026", "BS. An, 08:05 23/11/2026"]


def test_who_changes_anothers_line_is_named_behind_its_author():
    first = written([], [line("Đỡ sốt")], doctor("BS. An"))
    made = written(first, [line("Còn sốt")], doctor("BS. Hùng", AT_NINE))
    assert made[0]["signed"] == "BS. An, 08:05 23/11/2026; BS. Hùng sửa 09:05 23/11/2026"
    again = written(made, [line("Còn sốt 39 độ")], doctor("BS. Hùng", AT_NINE))
    assert again[0]["signed"] == made[0]["signed"], "one mark a person, not one a save"
    nurse = written(first, [line("Hết sốt")], Author("ĐD. Hoa", {"nurse"}, AT_NINE))
    assert nurse[0]["signed"].endswith("; ĐD. Hoa sửa 09:05 23/11/2026")


def test_a_nurse_fills_no_doctors_place_of_a_new_line():
    assert "signed" not in written([], [line("Đỡ sốt")], Author("ĐD. Hoa", {"nurse"}, AT_EIGHT))[0]


def test_who_gives_an_infusion_stands_beside_who_ordered_it():
    infusions = form("07/BV2", TODAY)
    ordered = with_authors(infusions, {}, {"lines": ({"fluid": "NaCl 0,9%"},)}, doctor("BS. An"))
    given = with_authors(
        infusions,
        ordered,
        {"lines": ({"fluid": "NaCl 0,9%", "rate": 30},)},
        Author("ĐD. Hoa", {"nurse"}, AT_NINE),
    )
    assert given["lines"][0]["ordered_by"] == "BS. An, 08:05 23/11/2026"  # type: ignore[index,call-overload]
    assert given["lines"][0]["given_by"] == "ĐD. Hoa, 09:05 23/11/2026"  # type: ignore[index,call-overload]


def test_empty_lines_get_no_author_and_other_tables_are_left_alone():
    assert written([], [{"signed": "x"}], doctor("BS. An")) == []
    record = form("01/BV1", TODAY)
    answers: dict[str, Any] = {"department_in": ({"days": 3},)}
    assert with_authors(record, {}, answers, doctor("BS. An")) == answers


@pytest.mark.slow  # reads the whole catalogue
def test_the_sheets_signed_line_by_line_are_marked_as_such():
    marked = set()
    for code in codes():
        try:
            found = form(code, TODAY)
        except KeyError:
            continue
        if signed_tables(found):
            marked.add(code)
    assert {"07/BV2", "36/BV2", "38/BV2", "42/BV2", "50/BV2"} <= marked
