"""The programs one command starts: begun in order, watched, and stopped in the opposite order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from benhan.ops.privilege import die_with_parent
from benhan.ops.problems import PART_ENDED, STEP_FAILED

_POLL_S = 0.05


class StopRequested(Exception):  # noqa: N818 it is a wish, not an error
    """Somebody asked us to stop (SIGTERM, SIGINT, SIGHUP)."""


@dataclass(slots=True)
class Stopper:
    """Turns signals into a question asked at safe places, so that no started program is ever forgotten."""

    requested: bool = False

    def install(self) -> None:
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, _signum: int, _frame: FrameType | None) -> None:
        self.requested = True

    def check(self) -> None:
        if self.requested:
            raise StopRequested

    def sleep(self, seconds: float) -> None:
        """Wait, or raise StopRequested within 50 ms of the wish."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.check()
            time.sleep(min(_POLL_S, left))
        self.check()


@dataclass(slots=True)
class Part:
    """One program that runs as long as we do.

    log      file its output goes to; None: our own
    passing  descriptors it inherits
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path | None = None
    passing: tuple[int, ...] = ()
    patience_s: float = 15.0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        self.process = spawn(self.command, self.environment, log=self.log, passing=self.passing)

    def check(self) -> None:
        """Raise PART_ENDED when the program is gone although nobody asked it to go."""
        if self.process is not None and (status := self.process.poll()) is not None:
            raise PART_ENDED.at(part=self.name, status=status, log=self.log or "-")

    def stop(self) -> None:
        """SIGTERM, patience, SIGKILL. Never raises."""
        if self.process is not None:
            end(self.process, self.patience_s)
        self.process = None


def spawn(
    command: list[str],
    environment: dict[str, str],
    *,
    log: Path | None = None,
    passing: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own that gets SIGTERM if we die without stopping it."""
    output = log.open("ab") if log is not None else None
    try:
        return subprocess.Popen(  # noqa: S603 programs of ours, words of ours
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output if output is not None else sys.stderr,
            stderr=subprocess.STDOUT,
            pass_fds=passing,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    finally:
        if output is not None:
            output.close()


def end(process: subprocess.Popen[bytes], patience_s: float) -> None:
    """Ask a program to stop and, when it does not, make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_step(
    name: str, command: list[str], environment: dict[str, str], *, log: Path, check: Callable[[], None]
) -> None:
    """Run a program to its end; its output goes to the log. `check` is asked meanwhile and may raise.

    Raises STEP_FAILED with the last line the program wrote.
    """
    process = spawn(command, environment, log=log)
    try:
        while process.poll() is None:
            check()
            time.sleep(_POLL_S)
    finally:
        end(process, 10.0)
    if process.returncode != 0:
        raise STEP_FAILED.at(step=name, reason=f"{last_line(log)} (log: {log})")


def last_line(log: Path) -> str:
    """The last line of a log that says something."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    except OSError:
        return "no log"
    return next((line.strip() for line in reversed(lines) if line.strip()), "no word")
