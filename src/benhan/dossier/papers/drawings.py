"""The drawings of a system as the papers show them; a paragraph in words stands beside each."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from benhan.assurance.models import System

DRAWINGS = {"logical": "mô hình lô-gic", "physical": "mô hình vật lý", "flows": "luồng dữ liệu"}
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10"></svg>'


def drawing(kind: str, system: System) -> str:
    """The drawing as SVG text; kind is a key of DRAWINGS."""
    if not find_spec("benhan.assurance.diagrams") or not find_spec(f"benhan.assurance.diagrams.{kind}"):
        return BLANK
    return str(getattr(import_module(f"benhan.assurance.diagrams.{kind}"), f"{kind}_svg")(system))
