"""`benhan sign-due` and the worker's crew: authorised signings, on as many processors as there are.

The worker itself never signs: a slow timestamp service would hold up the sealing of the account of acts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from benhan.ops.instance import activate
from benhan.ops.processes import spawn

_MOST = 8
_LOOK_EVERY_S, _CERTIFICATES_EVERY_S, _RENEWAL_EVERY_S = 1.0, 3600.0, 3600.0
_crew: list[subprocess.Popen[bytes]] = []
_looked_at = _certificates_at = _renewed_at = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    """Sign everything that is due, then end."""
    activate(arguments.data)
    from benhan.records.orders import carry_out_due

    carry_out_due()
    return 0


def look_after_certificates() -> int:
    """Once an hour: ask about the certificates not asked about for a day. Returns how many."""
    from benhan.records.certificate_checks import check_due

    global _certificates_at  # noqa: PLW0603 the one clock of this process
    now = time.monotonic()
    if _certificates_at and now - _certificates_at < _CERTIFICATES_EVERY_S:
        return 0
    _certificates_at = now
    return check_due()


def renew_timestamps() -> int:
    """Once an hour: renew archive timestamps that weaken soon. Returns how many were renewed."""
    from benhan.records.renewal import renew_due

    global _renewed_at  # noqa: PLW0603 the one clock of this process
    now = time.monotonic()
    if _renewed_at and now - _renewed_at < _RENEWAL_EVERY_S:
        return 0
    _renewed_at = now
    return len(renew_due().done)


def keep_signing() -> int:
    """Start a process for each processor while orders are due; returns how many work now. Waits for nothing."""
    from benhan.records.orders import due

    global _looked_at  # noqa: PLW0603 the one crew of this process
    _crew[:] = [one for one in _crew if one.poll() is None]
    now = time.monotonic()
    if now - _looked_at < _LOOK_EVERY_S:
        return len(_crew)
    _looked_at = now
    room = min(os.cpu_count() or 1, _MOST) - len(_crew)
    for _ in range(min(room, due()) if room > 0 else 0):
        _crew.append(spawn([sys.executable, "-m", "benhan.ops.cli", "sign-due"], dict(os.environ)))
    return len(_crew)
