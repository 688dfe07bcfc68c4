"""How a client names a PostgreSQL socket directory whose path may be longer than the kernel allows."""

from __future__ import annotations

import os
from pathlib import Path

# sun_path holds 108 bytes; the file's own name and the final zero need 19 of them.
LONGEST_DIRECTORY = 108 - len("/.s.PGSQL.5432") - 1

_opened: dict[Path, int] = {}


def client_host(directory: Path) -> str:
    """The `host` that libpq should use for a server whose socket lies in this directory.

    A path that fits is returned as it is. A longer one is opened once and named /proc/self/fd/N, which is
    right for this process and its forks; a program started with exec needs N in its `pass_fds`.
    A directory that does not exist is returned as it is: connecting then fails with the path in its message.
    """
    if len(os.fsencode(directory)) <= LONGEST_DIRECTORY or not directory.is_dir():
        return str(directory)
    if directory not in _opened:
        _opened[directory] = os.open(directory, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    return f"/proc/self/fd/{_opened[directory]}"


def descriptors(host: str) -> tuple[int, ...]:
    """The descriptors a child program must inherit to use a host made by `client_host`."""
    return (int(host.rsplit("/", 1)[1]),) if host.startswith("/proc/self/fd/") else ()
