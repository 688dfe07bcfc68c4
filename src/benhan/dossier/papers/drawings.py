"""The drawings of a system as the papers show them; a paragraph in words stands beside each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benhan.assurance.diagrams.flows import flows_svg
from benhan.assurance.diagrams.logical import logical_svg
from benhan.assurance.diagrams.physical import physical_svg
from benhan.assurance.models import System

DRAWINGS = {"logical": "mô hình lô-gic", "physical": "mô hình vật lý", "flows": "luồng dữ liệu"}
_DRAWN: Mapping[str, Callable[[System], str]] = {
    "logical": logical_svg,
    "physical": physical_svg,
    "flows": flows_svg,
}


def drawing(kind: str, system: System) -> str:
    """The drawing as SVG text; kind is a key of DRAWINGS."""
    return _DRAWN[kind](system)
