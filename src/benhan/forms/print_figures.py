"""Drawings on a base figure, and measurements drawn as a chart.

A drawing comes as the SVG that forms.drawing writes from strokes: 0..1000 on both axes of its base figure. The
base figures are our own plain SVG under law/figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from benhan import law
from benhan.forms.catalogue import Field, Form
from benhan.forms.print_cells import Printed
from benhan.forms.print_layout import Layout
from benhan.forms.print_lines import Block
from benhan.forms.print_text import printable

FIGURES = Path(law.__file__).resolve().parent / "figures"
_VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
SIZE = 1000


def figure_block(fields: Sequence[tuple[Field, str, Printed]], layout: Layout) -> Block:
    """One or several figures beside each other, each with its label."""
    return {"b": "figures", "items": [figure_cell(*item, layout) for item in fields]}


def figure_cell(field: Field, label: str, printed: Printed, layout: Layout) -> dict[str, Any]:
    name = layout.figures.get(field.key) or field.figure or "blank"
    svg, ratio = drawn(name, str(printed.get("svg", "")))
    return {"key": field.key, "label": printable(label), "svg": svg, "ratio": ratio, "blank": name == "blank"}


@cache
def base(name: str) -> tuple[str, int, int]:
    """SVG text of a base figure, its width and height in its own units; an unknown name is a blank box."""
    path = FIGURES / f"{name}.svg"
    if not path.is_file():
        path = FIGURES / "blank.svg"
    text = path.read_text(encoding="utf-8")
    found = _VIEW_BOX.search(text)
    if found is None:
        raise ValueError(f"figure {name} has no viewBox from 0 0")
    return text, int(found[1]), int(found[2])


def drawn(name: str, drawing: str) -> tuple[str, float]:
    """The base figure with the drawing over it; height per width beside."""
    text, width, height = base(name)
    strokes = _INNER.search(drawing)
    if strokes is None:
        return text, round(height / width, 4)
    scale = f"scale({width / SIZE:.4f} {height / SIZE:.4f})"
    pen = 'fill="none" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"'
    layer = f'<g transform="{scale}" {pen}>{strokes[1]}</g>'
    return text.replace("</svg>", f"{layer}</svg>"), round(height / width, 4)


# ---- charts ----


def chart_block(form: Form, field: Field, values: Mapping[str, Printed]) -> Block | None:
    """The chart a figure field stands for (figure: chart), drawn from the form's table of readings; or None."""
    if field.figure != "chart":
        return None
    if form.slug == "bieu-do-chuyen-da":
        return _partograph(field, values)
    return _vital_chart(field, values)


def _vital_chart(field: Field, values: Mapping[str, Printed]) -> Block:
    """Pulse 40–160 and temperature 35–41 on one grid, as wards draw it: 37 °C lies at 80 beats."""
    rows = list(values.get("readings", {}).get("rows", ()))
    columns = max(14, len(rows))
    marks = [_column_head(row) for row in rows] + [""] * (columns - len(rows))
    return {
        "b": "chart", "key": field.key, "label": printable(field.label), "columns": columns, "marks": marks,
        "axes": [
            {"label": "Mạch (lần/phút)", "low": 40, "high": 160, "step": 20, "colour": "#b00020"},
            {"label": "Nhiệt độ (°C)", "low": 35, "high": 41, "step": 1, "colour": "#0b3d91"},
        ],
        "series": [
            {"axis": 0, "dash": False, "points": _points(rows, "pulse")},
            {"axis": 1, "dash": True, "points": _points(rows, "temperature")},
        ],
        "height": 210,
    }  # fmt: skip


def _partograph(field: Field, values: Mapping[str, Printed]) -> Block:
    """Cervix 0–10 cm and descent 0–5 by reading, and the fetal heart 80–200 above the same columns."""
    rows = list(values.get("readings", {}).get("rows", ()))
    columns = max(24, len(rows))
    marks = [str(row.get("at", ""))[:5] for row in rows] + [""] * (columns - len(rows))
    return {
        "b": "chart", "key": field.key, "label": printable(field.label), "columns": columns, "marks": marks,
        "axes": [
            {"label": "Tim thai (lần/phút)", "low": 80, "high": 200, "step": 20, "colour": "#b00020"},
            {"label": "Cổ tử cung (cm)", "low": 0, "high": 12, "step": 2, "colour": "#0b3d91"},
        ],
        "series": [
            {"axis": 0, "dash": False, "points": _points(rows, "fetal_heart")},
            {"axis": 1, "dash": True, "points": _points(rows, "dilatation")},
        ],
        "height": 190,
    }  # fmt: skip


def _column_head(row: Mapping[str, Any]) -> str:
    return "\n".join(part for part in (str(row.get("date", ""))[:5], str(row.get("at", ""))[:5]) if part)


def _points(rows: Sequence[Mapping[str, Any]], key: str) -> list[list[str] | None]:
    """Column and value; a reading that was not taken breaks the line (None)."""
    points: list[list[str] | None] = []
    for place, row in enumerate(rows):
        value = _number(str(row.get(key, "")))
        points.append(None if value is None else [str(place), str(value)])
    return points


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(".", "").replace(",", ".")) if text else None
    except InvalidOperation:
        return None
