"""A host's files and commands, read without changing anything."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Fact = bool | int | float | str | None | list[str]
Facts = dict[str, Fact]
Command = Callable[[Sequence[str]], str | None]

_BIN = ("usr/sbin", "usr/bin", "sbin", "bin", "usr/local/sbin", "usr/local/bin")
_LIMIT_S = 10
_NO_RIGHTS = "không có quyền đọc {}; chạy bằng quyền quản trị của máy chủ"


class CannotReadError(Exception):
    """A reader could not see what it asks about; the text says why in Vietnamese."""


@dataclass(frozen=True, slots=True)
class HostRoot:
    """The root of a host's file tree.

    command  answers a command line with its output, None when it is not there or failed; without one the real
             commands are asked, but only when the tree is this machine's own
    """

    path: Path = Path("/")
    command: Command | None = None

    @property
    def is_live(self) -> bool:
        return self.path == Path("/")

    def at(self, name: str) -> Path:
        return self.path / name.lstrip("/")

    def has(self, *names: str) -> bool:
        """Whether one of the files is there; a file in a closed folder counts as absent."""
        return any(os.path.lexists(self.at(one)) for one in names)

    def text(self, name: str) -> str:
        """The file's text, "" when it is not there. Raises CannotReadError without the right to read it."""
        return _text(self.at(name), name)

    def lines(self, name: str, comment: str = "#") -> list[str]:
        """Lines that say something, without comments and edges. Raises CannotReadError."""
        return meaningful(self.text(name), comment)

    def files(self, *patterns: str) -> list[Path]:
        """Files of glob patterns below the root, sorted within each pattern."""
        return [one for each in patterns for one in sorted(self.path.glob(each.lstrip("/")))]

    def texts(self, *patterns: str) -> Iterator[tuple[Path, str]]:
        """Each file of the patterns with its text. Raises CannotReadError."""
        for one in self.files(*patterns):
            if one.is_file():
                yield one, _text(one, f"/{one.relative_to(self.path)}")

    def has_command(self, name: str) -> bool:
        return self.has(*(f"{folder}/{name}" for folder in _BIN))

    def run(self, *words: str) -> str | None:
        """The command's output; None when it is not installed, refused or took longer than 10 s."""
        if self.command is not None:
            return self.command(words)
        if not self.is_live or not self.has_command(words[0]):
            return None
        environment = {"PATH": ":".join(f"/{one}" for one in _BIN), "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 — fixed commands, no shell
                words, capture_output=True, text=True, errors="replace", timeout=_LIMIT_S, check=False,
                env=environment, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None

    def processes(self) -> frozenset[str]:
        """Short names (comm) of what runs now."""
        return frozenset(one for _, one in self.running())

    def running(self) -> Iterator[tuple[int, str]]:
        """Process id and short name; processes that end meanwhile are left out."""
        for one in self.path.glob("proc/[0-9]*/comm"):
            try:
                yield int(one.parent.name), one.read_text(encoding="utf-8", errors="replace").strip()
            except OSError:
                continue


def meaningful(text: str, comment: str = "#") -> list[str]:
    stripped = (line.strip() for line in text.splitlines())
    return [line for line in stripped if line and not line.startswith(comment)]


def settings(text: str, separator: str = "=") -> dict[str, str]:
    """`key = value` lines; the last one wins."""
    found = {}
    for line in meaningful(text):
        key, is_there, value = line.partition(separator) if separator.strip() else _spaced(line)
        if is_there:
            found[key.strip()] = value.split(" #")[0].strip().strip('"')
    return found


def number(text: str | None, default: int | None = None) -> int | None:
    """The whole number at the start of a text, else the default."""
    found = re.match(r"\s*(-?\d+)", text or "")
    return int(found[1]) if found else default


def _spaced(line: str) -> tuple[str, str, str]:
    words = line.split(None, 1)
    return words[0], " " if len(words) == 2 else "", words[1] if len(words) == 2 else ""


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except PermissionError:
        raise CannotReadError(_NO_RIGHTS.format(name)) from None
