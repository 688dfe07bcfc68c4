"""The demonstration's logins: made once per installation, kept in DATA/secrets, the same at every start."""

from __future__ import annotations

import base64
import json
import os
import secrets
import string
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo-logins.json"
_CONSONANTS, _VOWELS = "bcdghklmnrtv", "aeiou"


@dataclass(frozen=True, slots=True)
class Login:
    """One login as it is printed; `second_factor` is the TOTP key in base32, "" where none is needed."""

    login: str
    password: str
    role: str
    second_factor: str = ""

    def columns(self, data: Path) -> tuple[str, ...]:
        """What the demonstration prints: login, password, role, and how to get a second factor's code."""
        shown = (f"{self.login:<8}", self.password, self.role)
        if not self.second_factor:
            return shown
        hint = f"benhan totp --data {data} --user {self.login}"
        return (*shown, f"TOTP {self.second_factor} (lấy mã hiện tại: {hint})")


def read_logins(folder: Path) -> tuple[Login, ...]:
    """The kept logins; () when there are none yet."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return tuple(Login(**row) for row in json.loads(text))


def ensure_logins(folder: Path, wanted: Sequence[tuple[str, str, bool]]) -> dict[str, Login]:
    """The logins for (login, role, needs second factor); those that exist keep password and key."""
    known = {login.login: login for login in read_logins(folder)}
    made = {
        login: known.get(login)
        or Login(login, new_password(), role, new_second_factor() if has_second_factor else "")
        for login, role, has_second_factor in wanted
    }
    _write(
        folder / FILE, json.dumps([asdict(login) for login in made.values()], ensure_ascii=False, indent=1)
    )
    return made


def new_password() -> str:
    """Three syllable pairs and four digits, e.g. `Bime-Katu-Rofi-4821`: over 50 bits, all four classes."""
    words = [
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2)) for _ in range(3)
    ]
    digits = "".join(secrets.choice(string.digits) for _ in range(4))
    return "-".join([*(word.capitalize() for word in words), digits])


def new_second_factor() -> str:
    """A TOTP key of 160 bits (RFC 4226), base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
