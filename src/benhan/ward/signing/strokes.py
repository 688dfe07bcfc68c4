"""What signature-pad.js sends → strokes of a pen confirmation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benhan.signing.evidence import PenConfirmation, Stroke
from benhan.signing.problems import SCRIBBLE_EMPTY, SCRIBBLE_OUTSIDE

LARGEST = 400_000  # characters; a long signature is a tenth of it


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes as drawn: width and height in px of the pad, pointer as the browser names it."""

    strokes: tuple[Stroke, ...]
    width: int
    height: int
    pointer: str


def read_strokes(text: str) -> Drawing:
    """Raises SCRIBBLE_EMPTY for nothing, SCRIBBLE_OUTSIDE for what no pad sends."""
    if not text.strip():
        raise SCRIBBLE_EMPTY.at()
    try:
        value: Any = json.loads(text) if len(text) <= LARGEST else None
        width, height = int(value["width"]), int(value["height"])
        strokes = tuple(tuple(_point(point) for point in stroke) for stroke in value["strokes"] if stroke)
        pointer = str(value.get("pointer", ""))[:20]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise SCRIBBLE_OUTSIDE.at(width=0, height=0) from None
    if not 0 < width <= 10_000 or not 0 < height <= 10_000:
        raise SCRIBBLE_OUTSIDE.at(width=width, height=height)
    return Drawing(strokes, width, height, pointer)


def _point(point: object) -> tuple[float, float, int, float | None]:
    if not isinstance(point, list) or len(point) not in (3, 4):
        raise ValueError("a point has three or four numbers")
    x, y, at, *pressure = point
    numbers = [float(x), float(y), float(at), *(float(one) for one in pressure)]
    if not all(abs(number) < 1e7 for number in numbers):  # also refuses NaN
        raise ValueError("a coordinate out of this world")
    return numbers[0], numbers[1], int(numbers[2]), numbers[3] if pressure else None


def confirmation(
    drawing: Drawing,
    *,
    browser: str,
    document_sha256: str,
    text_sha256: str,
    person: str,
    relation: str,
    witness_account: str,
    witness_name: str,
    at: datetime,
) -> PenConfirmation:
    """The evidence value. Raises SCRIBBLE_EMPTY, SCRIBBLE_TOO_SHORT, SCRIBBLE_OUTSIDE."""
    return PenConfirmation(
        strokes=drawing.strokes,
        canvas_width=drawing.width,
        canvas_height=drawing.height,
        device=f"{drawing.pointer or 'không rõ'} · {browser[:200]}",
        document_sha256=document_sha256,
        text_sha256=text_sha256,
        person=person,
        relation=relation,
        witness_account=witness_account,
        witness_name=witness_name,
        at=at,
    )
