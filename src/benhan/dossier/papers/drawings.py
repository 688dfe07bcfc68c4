"""The drawings of a system as the papers show them; a paragraph in words stands beside each."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from benhan.assurance.models import System

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10"></svg>'


def drawing(kind: str, system: System) -> str:
    if find_spec(f"benhan.assurance.diagrams.{kind}") is None:
        return BLANK
    return str(getattr(import_module(f"benhan.assurance.diagrams.{kind}"), f"{kind}_svg")(system))
