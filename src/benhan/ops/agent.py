"""`benhan agent`: look at this host and write what was seen as a signed report. Needs neither Django nor a database.

It runs on any Debian or Ubuntu host of the facility; `python -m benhan.ops.agent` starts it without the rest.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benhan.assurance import signed_report
from benhan.assurance.host.root import HostRoot
from benhan.fhir.problems import ProblemError
from benhan.ops.agent_problems import KEY_BROKEN, KEY_THERE, LYNIS_FAILED, NO_KEY

_LYNIS = ("lynis", "audit", "system", "--quick", "--no-colors", "--quiet")
_LYNIS_LIMIT_S = 1800


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", required=True, metavar="FILE", help="the host's private key")
    parser.add_argument(
        "--new-key", action="store_true", help="make the key first; its public part is printed"
    )
    parser.add_argument(
        "--facility", default="", metavar="CODE", help="with --new-key: whom its reports are for"
    )
    parser.add_argument("--out", metavar="FILE", help="where the report goes (else standard output)")
    parser.add_argument(
        "--lynis", action="store_true", help="run Lynis first (weekly, as root; takes minutes)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Raises NO_KEY, KEY_THERE, KEY_BROKEN, LYNIS_FAILED."""
    path = Path(arguments.key)
    if arguments.new_key:
        held = make_key(path, arguments.facility)
        sys.stderr.write(
            f"Khóa công khai, đăng ký ở trang kiểm tra của hệ thống:\n{signed_report.public_text(held.key)}\n"
        )
        if not arguments.out:
            return 0
    if arguments.lynis:
        run_lynis()
    report = next_report(path, HostRoot())
    if arguments.out:
        Path(arguments.out).write_bytes(report)
    else:
        sys.stdout.buffer.write(report)
    return 0


@dataclass(frozen=True, slots=True)
class Held:
    """What the key file holds; sequence is that of the last report."""

    key: Ed25519PrivateKey
    facility: str
    sequence: int


def make_key(path: Path, facility: str) -> Held:
    """A fresh key in a file that only its owner reads. Raises KEY_THERE."""
    held = Held(Ed25519PrivateKey.generate(), facility, 0)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KEY_THERE.at(path=path) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_text(held))
    return held


def next_report(path: Path, root: HostRoot) -> bytes:
    """A report one higher than the last; the number is kept before the report leaves. Raises NO_KEY, KEY_BROKEN."""
    held = _read(path)
    fresh = Held(held.key, held.facility, held.sequence + 1)
    report = signed_report.make(root, fresh.key, facility=fresh.facility, sequence=fresh.sequence)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(_text(fresh))
    beside.replace(path)
    return report


def run_lynis() -> None:
    """Raises LYNIS_FAILED."""
    try:
        subprocess.run(  # noqa: S603 — fixed words
            _LYNIS, check=True, capture_output=True, timeout=_LYNIS_LIMIT_S, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LYNIS_FAILED.at(reason=type(error).__name__) from None


def _text(held: Held) -> str:
    private = base64.b64encode(held.key.private_bytes_raw()).decode()
    return json.dumps({"private_key": private, "facility": held.facility, "sequence": held.sequence}) + "\n"


def _read(path: Path) -> Held:
    try:
        told = json.loads(path.read_text(encoding="ascii"))
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(told["private_key"], validate=True))
        return Held(key, str(told["facility"]), int(told["sequence"]))
    except FileNotFoundError:
        raise NO_KEY.at(path=path) from None
    except (KeyError, TypeError, ValueError):
        raise KEY_BROKEN.at(path=path) from None


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="benhan agent", description="look at this host, write a signed report"
    )
    add_arguments(parser)
    try:
        return run(parser.parse_args())
    except ProblemError as error:
        sys.stderr.write(f"benhan: {error.clinician} · {error.developer}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
