"""The invented hospital of `benhan demo`: made from a fixed seed, so that it is the same everywhere but for ids of
keys, passwords and the dates, which are counted back from now.

Nobody in it exists: numbers hold 99 where chance would stand, telephone numbers have no network.
"""

from __future__ import annotations

from pathlib import Path

from benhan.ops.demo_data.generating import SEED, Share, ensure_today, generate, write_records
from benhan.ops.demo_data.logins import Login, read_logins

__all__ = ["LOGINS", "SEED", "Login", "Share", "ensure_today", "generate", "read_logins", "write_records"]


def __getattr__(name: str) -> tuple[tuple[str, ...], ...]:
    """LOGINS is what the installation's own file says, also when the hospital was made by an earlier start."""
    if name != "LOGINS":
        raise AttributeError(name)
    from django.conf import settings

    data = Path(settings.BENHAN_DATA)
    return tuple(login.columns(data) for login in read_logins(data / "secrets"))
