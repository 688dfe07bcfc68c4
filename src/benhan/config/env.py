"""Typed readers of environment variables; a bad value stops the start with its name, never its value."""

from __future__ import annotations

import os
from pathlib import Path


class SettingError(Exception):
    """A setting that can't be used; the text names the variable and the allowed forms."""


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    if raw not in ("0", "1"):
        raise SettingError(f"{name} must be 0 or 1")
    return raw == "1"


def integer(name: str, default: int, *, low: int, high: int) -> int:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}")
    return int(raw)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    raw = os.environ.get(name) or default
    if raw not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}")
    return raw


def words(name: str, default: tuple[str, ...]) -> list[str]:
    """A list separated by commas."""
    raw = os.environ.get(name)
    return [part.strip() for part in raw.split(",") if part.strip()] if raw else list(default)


def numbers(name: str, default: tuple[int, ...], *, low: int, high: int) -> tuple[int, ...]:
    """As many whole numbers as the default has, separated by commas."""
    raw = os.environ.get(name)
    if not raw:
        return default
    parts = [part.strip() for part in raw.split(",")]
    if len(parts) != len(default) or not all(
        part.isascii() and part.isdigit() and low <= int(part) <= high for part in parts
    ):
        raise SettingError(
            f"{name} must be {len(default)} whole numbers from {low} to {high}, separated by commas"
        )
    return tuple(int(part) for part in parts)


def directory(name: str, default: str) -> Path:
    return Path(os.environ.get(name) or default).resolve()


def secret(name: str, *, required: bool = True) -> str:
    """The value of NAME, or the content of the file named by NAME_FILE."""
    raw = os.environ.get(name)
    if raw:
        return raw
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE can't be read: {error.strerror}") from None
    if required:
        raise SettingError(f"{name} or {name}_FILE must be set")
    return ""
