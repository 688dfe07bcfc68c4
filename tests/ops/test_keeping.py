"""What dies is started again; what keeps dying ends the whole with a reason."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from benhan.fhir.problems import ProblemError
from benhan.ops.keeping import MOST_RESTARTS, Keeper
from benhan.ops.processes import Part


def sleeper(seconds: float) -> Part:
    return Part(
        "ngủ",
        [sys.executable, "-c", f"import time; time.sleep({seconds})"],
        dict(os.environ),
        log=Path(os.devnull),
    )


def wait_until_dead(part: Part) -> None:
    assert part.process is not None
    part.process.wait(20)


def test_a_killed_part_is_started_again_and_said_so() -> None:
    said: list[str] = []
    part = sleeper(60)
    part.start()
    try:
        keeper = Keeper(None, (part,), said.append)
        keeper.look()
        assert said == []
        assert part.process is not None
        first = part.process.pid
        part.process.kill()
        wait_until_dead(part)
        keeper.look()
        assert part.process.pid != first
        assert "ngủ" in said[0]
        part.check()
    finally:
        part.stop()


def test_a_part_that_keeps_dying_ends_the_whole() -> None:
    part = sleeper(0)
    part.start()
    keeper = Keeper(None, (part,), lambda _: None)
    end = time.monotonic() + 30
    with pytest.raises(ProblemError) as raised:
        for _ in range(MOST_RESTARTS + 1):
            wait_until_dead(part)
            keeper.look()
            assert time.monotonic() < end
    assert raised.value.problem.code == "BH-OPS-0008"
