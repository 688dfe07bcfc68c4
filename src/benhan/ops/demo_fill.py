"""A program of `benhan demo`: fill an empty database with the invented hospital, note its logins, keep today alive."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from benhan.ops.instance import activate
from benhan.ops.processes import end, spawn

PROCESSES = 2
"""Signing is arithmetic in Python: as many processes share the records as a small machine has cores."""
MADE = "demo-day"
"""File under DATA: the day on which the hospital was made, its people's ages count from it."""


def fill() -> None:
    """Generate when there is no account yet, else see that today has a queue.

    DATA/logins.txt then holds the demo's logins, one a line.
    """
    instance = activate(os.environ["BENHAN_DATA"])
    from django.contrib.auth import get_user_model  # needs the settings just activated
    from django.utils import timezone

    from benhan.ops import demo_data
    from benhan.ops.demo_data.endpoint import ensure_endpoint
    from benhan.ops.demo_tls import FOLDER

    made = instance.directory / MADE
    if not get_user_model()._default_manager.exists():
        now = timezone.localtime()
        _generate(now)
        made.write_text(now.date().isoformat(), encoding="ascii")
    elif made.exists():
        # Nobody signs in with most of the invented accounts; a demo kept for months must still open.
        get_user_model()._default_manager.update(woken_at=timezone.now())
        demo_data.ensure_today(date.fromisoformat(made.read_text(encoding="ascii").strip()))
    ensure_endpoint(instance.directory / FOLDER)
    logins: Iterable[object] = demo_data.LOGINS
    write_logins(instance.directory / "logins.txt", logins)


def _generate(now: datetime) -> None:
    """The hospital; when its people are there, other processes take their shares of the records.

    Raises RuntimeError when one of them failed; what went wrong stands in the log.
    """
    from benhan.ops import demo_data

    helpers = []

    def share(moment: datetime) -> demo_data.Share:
        for number in range(1, PROCESSES):
            command = [sys.executable, "-m", "benhan.ops.demo_fill", moment.isoformat(), str(number)]
            helpers.append(spawn(command, dict(os.environ)))
        return demo_data.Share(0, PROCESSES)

    try:
        demo_data.generate(now, share)
        if any(helper.wait() for helper in helpers):
            raise RuntimeError("a process that made a share of the records failed")
    finally:
        for helper in helpers:
            end(helper, 5.0)


def fill_share(moment: str, number: str) -> None:
    """Make one share of the records; what `_generate` starts."""
    activate(os.environ["BENHAN_DATA"])
    from benhan.ops import demo_data

    demo_data.write_records(datetime.fromisoformat(moment), demo_data.Share(int(number), PROCESSES))


def write_logins(path: Path, logins: Iterable[object]) -> None:
    """One line for each login; a tuple is written as columns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for login in logins:
            columns = login if isinstance(login, tuple) else (login,)
            file.write("  ".join(str(column) for column in columns) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        fill_share(*sys.argv[1:])
    else:
        fill()
