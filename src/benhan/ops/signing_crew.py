"""`benhan sign-due` and the worker's crew: authorised signings, on as many processors as there are.

The worker itself never signs: a slow timestamp service would hold up the sealing of the account of acts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from benhan.ops.instance import activate
from benhan.ops.processes import spawn

_MOST = 8
_crew: list[subprocess.Popen[bytes]] = []


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    """Sign everything that is due, then end."""
    activate(arguments.data)
    from benhan.records.orders import carry_out_due

    carry_out_due()
    return 0


def keep_signing() -> int:
    """Start a process for each processor while orders are due; returns how many work now. Waits for nothing."""
    from benhan.records.orders import due

    _crew[:] = [one for one in _crew if one.poll() is None]
    room = min(os.cpu_count() or 1, _MOST) - len(_crew)
    for _ in range(min(room, due()) if room > 0 else 0):
        _crew.append(spawn([sys.executable, "-m", "benhan.ops.cli", "sign-due"], dict(os.environ)))
    return len(_crew)
