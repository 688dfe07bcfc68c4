"""Which code runs, with which libraries, and does it carry secrets?"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import connection

from benhan.assurance import release
from benhan.assurance.probes.registry import Facts, Look, probe

LOCK = release.ROOT / "assurance" / "locked.txt"
_READ = frozenset(
    {".py", ".yaml", ".yml", ".toml", ".json", ".html", ".js", ".txt", ".cfg", ".ini", ".sh", ".env"}
)
_LARGEST = 400_000  # bytes: longer files are vocabularies and generated definitions
_WORDS = ("password", "passwd", "secret", "api_key", "token", "mat_khau")
# What is found, the words of which one must stand in the file (a quick look first), and how it looks exactly.
_SIGNS = (
    (
        "khóa riêng",
        ("PRIVATE KEY",),
        re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[\r\n][A-Za-z0-9+/]{40}"),
    ),
    (
        "khóa dịch vụ",
        ("AKIA", "ghp_", "gho_", "ghs_", "xox"),
        re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pos]_[A-Za-z0-9]{36}|xox[bap]-[A-Za-z0-9-]{20,})\b"),
    ),
    (
        "mật khẩu trong địa chỉ",
        ("://",),
        re.compile(r"\b(?:postgres(?:ql)?|mysql|https?)://[^\s:/@{}\"']{1,60}:[^\s/@{}\"']{3,60}@"),
    ),
    (
        "mật khẩu viết sẵn",
        _WORDS,
        re.compile(
            r"(?i:password|passwd|secret|api_key|token|mat_khau)\w*\s*[:=]\s*[\"'](?=[^\"'\s/{}<>]*\d)"
            r"(?=[^\"'\s/{}<>]*[A-Za-z])[^\"'\s/{}<>]{8,80}[\"']"
        ),
    ),
)


@probe("source-secrets")
def source_secrets(look: Look) -> Facts:
    """Every text file of the running tree, searched for keys, passwords and this installation's own secrets."""
    files = 0
    found: list[str] = []
    own = [str(one) for one in (settings.SECRET_KEY, settings.BENHAN_MASTER_KEY) if len(str(one)) >= 16]
    for file in _files(release.ROOT):
        files += 1
        text = file.read_text(encoding="utf-8", errors="replace")
        name = file.relative_to(release.ROOT).as_posix()
        found += [
            f"{name}: {what}" for what, words, sign in _SIGNS if _has_any(text, words) and sign.search(text)
        ]
        found += [f"{name}: khóa của nơi cài đặt này" for secret in own if secret in text]
    return {"files": files, "found": sorted(found)}


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    low = text.lower()
    return any(word.lower() in low for word in words)


def _files(root: Path) -> Iterator[Path]:
    for file in sorted(root.rglob("*")):
        if file.suffix in _READ and file.is_file() and file.stat().st_size <= _LARGEST:
            yield file


@probe("libraries")
def libraries(look: Look) -> Facts:
    """What is installed against the lock that was released with this code."""
    wanted = locked()
    installed = {name: _installed(name) for name in wanted}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = str(cursor.fetchone()[0])
    return {
        "listed": len(wanted),
        "drifted": [
            f"{name}: {installed[name] or 'thiếu'}, cần {version}"
            for name, version in wanted.items()
            if installed[name] != version
        ],
        "runtime": f"Python {platform.python_version()}",
        "database": f"PostgreSQL {database.split()[0]}",
    }


def locked() -> dict[str, str]:
    """Version by name, as released; lines are name==version."""
    rows = (line.partition("==") for line in LOCK.read_text(encoding="ascii").splitlines())
    return {name.strip(): version.strip() for name, sign, version in rows if sign}


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
