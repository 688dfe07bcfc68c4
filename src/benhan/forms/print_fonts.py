"""The fonts papers are set in: found in an installed package, read once."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import typst

FONT_PACKAGE = "rinoh_typeface_texgyretermes"


@cache
def font_folder() -> Path:
    """The folder of TeX Gyre Termes, found without importing the package (its code needs a typesetting
    system)."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"font package {FONT_PACKAGE} is not installed")
    return Path(spec.origin).parent


@cache
def fonts() -> typst.Fonts:
    """TeX Gyre Termes and typst's own mathematical and symbol fonts; never those of the machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())]
    )
