"""Which code runs here? A version and a fingerprint of its source, so that papers can name exactly this release."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHORT = 12


@cache
def fingerprint() -> str:
    """The first 12 hexadecimal digits of the SHA-256 over every Python file of the running tree, by name."""
    digest = hashlib.sha256()
    for file in sorted(ROOT.rglob("*.py")):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:SHORT]


def version() -> str:
    """The installed version, "" when the tree runs uninstalled."""
    try:
        return metadata.version("benhan")
    except metadata.PackageNotFoundError:
        return ""


def running() -> str:
    """As a paper names it, e.g. "0.1.0 a1b2c3d4e5f6"."""
    return f"{version()} {fingerprint()}".strip()
