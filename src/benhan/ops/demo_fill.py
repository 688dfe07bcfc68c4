"""A program of `benhan demo`: fill an empty database with the invented hospital and note its logins."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from pathlib import Path

from benhan.ops.instance import activate


def fill() -> None:
    """Generate when there is no account yet; DATA/logins.txt then holds the demo's logins, one a line."""
    instance = activate(os.environ["BENHAN_DATA"])
    from django.contrib.auth import get_user_model  # needs the settings just activated

    demo_data = importlib.import_module("benhan.ops.demo_data")
    if not get_user_model()._default_manager.exists():
        demo_data.generate()
    write_logins(instance.directory / "logins.txt", getattr(demo_data, "LOGINS", ()))


def write_logins(path: Path, logins: Iterable[object]) -> None:
    """One line for each login; a tuple is written as columns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for login in logins:
            columns = login if isinstance(login, tuple) else (login,)
            file.write("  ".join(str(column) for column in columns) + "\n")


if __name__ == "__main__":
    fill()
