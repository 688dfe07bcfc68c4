"""Pen confirmations: canonical bytes, and scribbles that confirm nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benhan.fhir.problems import Problem, ProblemError
from benhan.signing import problems
from benhan.signing.evidence import PenConfirmation, Stroke
from tests.signing.pki import NOW, STROKES

CONFIRMED = PenConfirmation(
    strokes=STROKES,
    canvas_width=400,
    canvas_height=160,
    device="Bảng ký số 1",
    document_sha256="a" * 64,
    text_sha256="b" * 64,
    person="Trần Thị Kiểm Thử",
    relation="",
    witness_account="binh",
    witness_name="Trần Văn Bình",
    at=NOW,
)


def test_equal_confirmations_have_equal_bytes_whatever_zone_the_time_was_given_in() -> None:
    elsewhere = replace(CONFIRMED, at=NOW.astimezone(timezone(timedelta(hours=7))))
    assert elsewhere.canonical_json() == CONFIRMED.canonical_json()
    assert CONFIRMED.canonical_json().startswith(b'{"at":"2026-11-22T00:31:00.000+00:00","canvas":[400,160]')


@given(moved=st.integers(0, 59), by=st.floats(0.02, 5))
@settings(derandomize=True, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_every_moved_point_changes_the_digest(moved: int, by: float) -> None:
    first = list(STROKES[0])
    x, y, at_ms, pressure = first[moved]
    first[moved] = (x + by, y, at_ms, pressure)
    assert replace(CONFIRMED, strokes=(tuple(first), STROKES[1])).sha256() != CONFIRMED.sha256()


@pytest.mark.parametrize(
    ("strokes", "problem"),
    [
        ((), problems.SCRIBBLE_EMPTY),
        (((),), problems.SCRIBBLE_EMPTY),
        ((((10.0, 10.0, 0, None), (90.0, 90.0, 9, None)),), problems.SCRIBBLE_TOO_SHORT),
        ((tuple((10.0, 10.0, i, None) for i in range(50)),), problems.SCRIBBLE_TOO_SHORT),
        ((tuple((10.0 + 30 * i, 10.0, i, None) for i in range(50)),), problems.SCRIBBLE_OUTSIDE),
        ((tuple((10.0 + i, 10.0, 99 - i, None) for i in range(50)),), problems.SCRIBBLE_OUTSIDE),
    ],
)
def test_a_scribble_that_is_none_is_refused(strokes: tuple[Stroke, ...], problem: Problem) -> None:
    with pytest.raises(ProblemError) as caught:
        replace(CONFIRMED, strokes=strokes)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    "wrong", [{"at": NOW.replace(tzinfo=None)}, {"document_sha256": "A" * 64}, {"person": " "}]
)
def test_nonsense_that_no_person_can_cause_is_a_value_error(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="."):
        replace(CONFIRMED, **wrong)  # type: ignore[arg-type]
