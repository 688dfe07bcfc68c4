"""Where do the screen's fonts come from? From the installed font package, never from our tree."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

PREFIX = "ui/fonts/"
PACKAGE = "fontpkg_be_vietnam_pro"
FILES = tuple(f"BeVietnamPro-{face}.ttf" for face in ("Regular", "Medium", "SemiBold", "Bold", "Italic"))


def font_folder() -> Path | None:
    """The folder of the package's TTF files; None when it isn't installed (system fonts are used then)."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "files"


class PackagedFontFinder(BaseFinder):
    """Serves the five faces our pages use under ui/fonts/."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Absolute path of ui/fonts/<one of FILES>; [] for anything else. (Django 5.2 passes find_all.)"""
        folder = font_folder()
        name = path.removeprefix(PREFIX)
        if folder is None or not path.startswith(PREFIX) or name not in FILES:
            return []
        found = str(folder / name)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        folder = font_folder()
        if folder is None:
            return
        storage = FileSystemStorage(location=str(folder))
        storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]  # collectstatic reads it
        for name in FILES:
            if not matches_patterns(name, ignore_patterns or []):
                yield name, storage
