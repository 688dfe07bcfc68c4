"""Keeps the parts of an installation alive: what dies is started again, unless it keeps dying."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benhan.fhir.problems import ProblemError
from benhan.ops.postgres import Server
from benhan.ops.problems import PART_ENDED
from benhan.ops.processes import Part

MOST_RESTARTS = 5
WITHIN_S = 60.0


@dataclass(slots=True)
class Keeper:
    """Watches the database server and the programs; `look` is called twice a second.

    say  one line for the person when something was started again
    """

    server: Server | None
    parts: Sequence[Part]
    say: Callable[[str], None]
    _restarts: deque[float] = field(default_factory=deque)

    def look(self) -> None:
        """Start again what has ended; raises PART_ENDED when that happened too often within a minute.

        The database first: the others wait for it by themselves and say meanwhile that they can't write.
        """
        if self.server is not None and (status := self.server.exit_status()) is not None:
            self._count(PART_ENDED.at(part="PostgreSQL", status=status, log=self.server.log))
            self.server.stop()
            self.server.start()
            self.say("PostgreSQL đã dừng ngoài ý muốn và được khởi động lại · PostgreSQL was started again")
        for part in self.parts:
            try:
                part.check()
            except ProblemError as problem:
                self._count(problem)
                part.start()
                self.say(
                    f"Thành phần {part.name} đã dừng ngoài ý muốn và được khởi động lại · {part.name} was started again"
                )

    def _count(self, problem: ProblemError) -> None:
        now = time.monotonic()
        while self._restarts and now - self._restarts[0] > WITHIN_S:
            self._restarts.popleft()
        if len(self._restarts) >= MOST_RESTARTS:
            raise problem
        self._restarts.append(now)
