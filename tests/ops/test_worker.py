"""The worker's duties: each exists, and each rests as long as it should."""

from __future__ import annotations

from benhan.ops.worker import DUTIES, _duties, resting


def test_every_duty_of_the_table_can_be_called() -> None:
    assert len(_duties()) == len(DUTIES)


def test_a_duty_is_done_at_once_and_again_only_when_it_has_rested() -> None:
    now, done = [100.0], []
    duty = resting(lambda: done.append(now[0]), 60.0, clock=lambda: now[0])
    for moment in (100.0, 100.5, 159.9, 160.0, 161.0):
        now[0] = moment
        duty()
    assert done == [100.0, 160.0]
