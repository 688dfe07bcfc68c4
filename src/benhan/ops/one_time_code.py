"""`benhan totp`: the current second-factor code of a demonstration's login (RFC 6238, SHA-1, 30 s, 6 digits)."""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import sys
import time

from benhan.ops import instance
from benhan.ops.demo_data.logins import read_logins
from benhan.ops.import_problems import DEMO_ONLY

STEP_S = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", metavar="DIR", default=".demo", help="the demonstration's directory (.demo)"
    )
    parser.add_argument("--user", required=True, metavar="NAME", help="the login")


def run(arguments: argparse.Namespace) -> int:
    found = instance.at(arguments.data)
    logins = {login.login: login for login in read_logins(found.secrets)} if found.is_demo else {}
    login = logins.get(arguments.user.strip().lower())
    if login is None or not login.second_factor:
        raise DEMO_ONLY.at(directory=found.directory, login=arguments.user)
    now = time.time()
    sys.stdout.write(code_at(base64.b32decode(login.second_factor), now) + "\n")
    sys.stderr.write(f"Còn hiệu lực {STEP_S - int(now) % STEP_S} giây; mỗi mã chỉ dùng được một lần.\n")
    return 0


def code_at(key: bytes, seconds: float) -> str:
    """The six digits of a moment (Unix time)."""
    digest = hmac.digest(key, (int(seconds) // STEP_S).to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"
