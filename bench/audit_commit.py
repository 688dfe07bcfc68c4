"""What does waiting for the disk cost a read? Reads with their audit entry, committed with and without waiting.

Run: python bench/audit_commit.py   (starts a server of its own in a temporary directory, durable as in production)
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

READS = 1_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder))


def _run(folder: Path) -> None:
    from benhan.ops import instance, roles
    from benhan.ops.postgres import Server

    home = instance.at(folder)
    home.prepare(demo=True)
    server = Server(folder)
    server.start()
    try:
        roles.prepare_embedded(server)
        os.environ |= home.environment(role="benhan_owner")
        instance.activate(folder, role="benhan_owner")
        from benhan.ops.migrate import migrate_schema

        migrate_schema(verbosity=0)
        _measure()
    finally:
        server.stop()


def _measure() -> None:
    from benhan.access.actor import system_actor
    from benhan.store.repository import Repository

    actor = system_actor("24001")
    with Repository(by=actor) as repository:
        id_ = repository.create({"resourceType": "Patient", "name": [{"text": "Nguyễn Văn Thử"}]}).id
    for waits in (True, False, True, False):
        times = []
        for _ in range(READS):
            start = time.perf_counter()
            with Repository(by=actor, writes=waits) as repository:
                repository.read("Patient", id_)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        print(
            f"{'waiting' if waits else 'not waiting'}: p50 {statistics.median(times):.2f} ms, "
            f"p95 {times[int(READS * 0.95)]:.2f} ms"
        )


if __name__ == "__main__":
    main()
