"""How long the first and a second `benhan demo` take from an empty directory to READY; the limit is 30 s on 2 cores.

    python bench/demo_start.py [LIMIT_S]

Ends with status 1 when the first start took longer than the limit. Run it on a quiet machine.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time

LIMIT_S = 30.0


def seconds_to_ready(data: str) -> float:
    """Start, wait for READY, stop."""
    command = [sys.executable, "-m", "benhan.ops.cli", "demo", "--port", "0", "--data", data]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        ready = any(line.startswith("READY") for line in demo.stdout)
        taken = time.monotonic() - started
        demo.send_signal(signal.SIGTERM)
        demo.stdout.read()
    if not ready:
        raise SystemExit("the demonstration never became ready")
    return taken


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else LIMIT_S
    with tempfile.TemporaryDirectory() as data:
        first, second = seconds_to_ready(data), seconds_to_ready(data)
    print(f"first start {first:.1f} s, second start {second:.1f} s, limit {limit:.0f} s")
    raise SystemExit(first > limit)


if __name__ == "__main__":
    main()
