"""The way of a level file as data: whole, without dead ends, and true to the reference's limits."""

from __future__ import annotations

from datetime import date

import pytest

from benhan.access.permissions import Permission
from benhan.law.loading import document
from benhan.law.rules import sources
from benhan.law.workflow import (
    FILE,
    gates,
    line,
    paths,
    regimes,
    situations,
    states,
    steps,
    steps_from,
    words,
)

BOTH = ("decree-331", "decree-85")


def test_every_state_step_gate_and_permission_named_is_there():
    for one in steps().values():
        assert set(one.from_states) <= states().keys()
        assert {one.goes_to(state) for state in one.from_states} <= states().keys()
        assert set(one.gates) <= gates().keys()
        assert {Permission(by) for by in one.by}
        assert one.says.endswith(".")
    assert {one.official for one in states().values()} <= words("official").keys()
    assert set(document(FILE)["sources"].values()) <= sources().keys()


@pytest.mark.parametrize("regime", BOTH)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_file_can_come_from_the_inventory_into_operation(regime, level):
    reached, waiting = set(), ["inventoried"]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [one.goes_to(state) for one in steps_from(state, regime, level)]
    assert {"draft", "returned_incomplete", "appraised_unfit", "in_operation", "reassess_due"} <= reached
    assert ("awaiting_approval" in reached) is (level == 3)
    assert ("risk_assessed" in reached) is (regime == "decree-331")
    # only the last state has nothing after it: from there a next version begins
    assert [one for one in reached if not steps_from(one, regime, level)] == ["reassess_due"]


@pytest.mark.parametrize(
    ("state", "level", "regime", "received", "last"),
    [
        ("submitted", 2, "decree-331", "2026-11-23", "2026-11-30"),
        ("submitted", 2, "decree-85", "2026-11-23", "2026-11-30"),
        ("accepted", 3, "decree-331", "2026-11-23", "2026-12-14"),
        ("accepted", 3, "decree-85", "2026-11-23", "2026-12-08"),  # calendar days
        ("accepted", 4, "decree-331", "2026-11-23", "2026-12-28"),
        ("accepted", 5, "decree-85", "2026-11-23", "2026-12-23"),
        ("accepted", 2, "decree-331", "2026-11-23", None),  # none stated at levels 1 and 2
        ("awaiting_approval", 3, "decree-331", "2026-11-23", "2026-12-02"),
        ("appraised_fit", 2, "decree-331", "2026-11-23", "2026-12-02"),
        ("appraised_fit", 3, "decree-331", "2026-11-23", None),
    ],
)
def test_the_limits_are_those_of_the_two_decrees(state, level, regime, received, last):
    limit = states()[state].limits[regime]
    assert limit.ends(level, date.fromisoformat(received)) == (date.fromisoformat(last) if last else None)


def test_level_three_takes_at_most_twenty_seven_working_days():
    keys = ("submitted", "accepted", "awaiting_approval")
    assert sum(states()[key].limits["decree-331"].days_at(3) for key in keys) == 27


def test_the_official_values_are_the_four_and_the_three_of_form_08():
    assert list(words("official").values()) == [
        "Đang dự thảo", "Đã gửi thẩm định", "Đã thẩm định", "Đã được phê duyệt",
    ]  # fmt: skip
    assert list(words("deployment").values()) == [
        "Chưa triển khai", "Đã triển khai một số hạng mục", "Đã triển khai đầy đủ",
    ]  # fmt: skip


def test_the_drawn_line_has_a_place_for_every_state():
    drawn = [key for _, keys in line() for key in keys]
    assert sorted(drawn) == sorted(states())


def test_the_forms_of_a_level_are_those_its_steps_want():
    for level in (1, 2, 3):
        wanted = {
            needed.key for one in steps().values() if level in one.levels for needed in one.papers_at(level)
        }
        assert wanted - {"thuyet-minh"} == set(paths()[level].forms)


def test_the_days_of_the_change_of_law_stand_with_their_article():
    dates = {one.on: one for each in situations().values() for one in each.dates}
    assert dates.keys() == {date(2026, 12, 31), date(2027, 6, 30)}
    assert all(one.article and one.basis for one in dates.values())
    assert {regime for each in situations().values() for regime in each.regimes} == set(regimes())


def test_what_is_remembered_says_so():
    recalled = [
        one for state in states().values() for one in state.limits.values() if one.basis == "RECALLED"
    ]
    assert recalled  # limits of the lapsed decree that were not read in its text
    assert {one.basis for state in states().values() for one in state.limits.values()} <= {
        "READ-T", "READ-D", "READ-S", "RECALLED", "DESIGN",
    }  # fmt: skip
