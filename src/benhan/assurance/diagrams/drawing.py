"""A plan as SVG text: frames, lines, cards, labels, the list of lines. Attributes only, so that it stands alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from benhan.assurance.diagrams.grid import Block, Spot, arrange
from benhan.assurance.diagrams.letters import FAMILY, SURE, width, wrap
from benhan.assurance.diagrams.measures import (
    CARD_W,
    HEAD,
    MARGIN,
    NAME,
    NOTE,
    PAD,
    SIGN_W,
    Measures,
    Point,
    card_text,
    group_text,
    measure,
    points,
)
from benhan.assurance.diagrams.plan import Plan
from benhan.assurance.diagrams.routing import Way, route
from benhan.assurance.diagrams.signs import sign

INK, QUIET, PAPER, SHEET = "#1D2327", "#4A5458", "#FBF8F1", "#FFFFFF"
INDIGO, VERMILION = "#1F3F66", "#A8321F"
DASH = ' stroke-dasharray="7 4"'
_TITLE = 19.0
Box = tuple[float, float, float, float]


def draw(plan: Plan) -> str:
    """The picture. Its width and height are in CSS pixels; the view box lets it be scaled."""
    grid = arrange(plan)
    ways = route(grid, plan.lines)
    measures = measure(grid, ways, MARGIN + _TITLE + 18)
    wide = max(measures.width, 560.0)
    shift = (wide - measures.width) / 2
    lines = points(grid, ways, measures)
    body = [_frame(measures, one) for one in grid.blocks]
    body += [_line(way, corners) for way, corners in lines]
    body += [_card(measures, one) for one in grid.spots]
    body += [_heading(measures, one) for one in grid.blocks]
    body += _labels(measures, grid.spots, grid.blocks, lines)
    legend, bottom = _legend(plan, [way for way, _ in lines], wide, measures.height)
    head = text(plan.title, MARGIN, MARGIN + _TITLE - 4, _TITLE, bold=True)
    inner = f'<g transform="translate({shift:.1f} 0)">' + "".join(body) + "</g>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{bottom:.0f}" '
        f'viewBox="0 0 {wide:.0f} {bottom:.0f}" role="img" font-family={quoteattr(FAMILY)} fill="{INK}">'
        f"<title>{shown(plan.title)}</title><desc>{shown(plan.described)}</desc>"
        f'<rect width="{wide:.0f}" height="{bottom:.0f}" fill="{SHEET}"/>{head}{inner}{legend}</svg>'
    )


# XML takes no control character, however written; the fonts of the papers have no pictographs and no other script.
_NO_XML = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_FOREIGN = re.compile(f"[^{SURE}]")


def shown(words: str) -> str:
    """Typed words as text of the drawing: without control marks, a box for each sign the fonts may not have."""
    return escape(_FOREIGN.sub("◊", unicodedata.normalize("NFC", _NO_XML.sub("", words))))


def text(
    words: str, x: float, y: float, size: float, *, bold: bool = False, fill: str = INK, anchor: str = ""
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{weight}{at}>{shown(words)}</text>'
    )


def _frame(measures: Measures, block: Block) -> str:
    x, y, w, h = measures.box(block)
    stroke = (
        f'stroke="{VERMILION}" stroke-width="1.6"{DASH}' if block.group.has_border else f'stroke="{QUIET}"'
    )
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="6" fill="{PAPER}" {stroke}/>'


def _ground(measures: Measures, block: Block) -> Box:
    """Where a group's heading is written; no line shows through it."""
    x, y, w, _ = measures.box(block)
    written = group_text(block.group, (block.last - block.first + 1) * CARD_W)
    long = max(
        [width(one, HEAD, bold=True) for one in written.name] + [width(one, NOTE) for one in written.notes]
    )
    return x + 6, y + 4, min(long + 6, w - 12), written.height + 6


def _heading(measures: Measures, block: Block) -> str:
    """Written over the lines, on the frame's own ground."""
    x, y, w, h = _ground(measures, block)
    written = group_text(block.group, (block.last - block.first + 1) * CARD_W)
    made = [f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{PAPER}"/>']
    x, at = x - 6 + PAD, y + 2
    for line in written.name:
        at += 16
        made.append(text(line, x, at - 2, HEAD, bold=True))
    for line in written.notes:
        at += 13.5
        made.append(text(line, x, at - 2, NOTE, fill=QUIET))
    if not block.group.cards and not block.group.title.startswith("Chưa"):
        made.append(text("Chưa có tài sản nào", x, at + 24, NOTE, fill=QUIET))
    return "".join(made)


def _card(measures: Measures, spot: Spot) -> str:
    x, y, w, h = measures.card(spot)
    outside = DASH if spot.card.kind == "outside" else ""
    made = [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="4" fill="{SHEET}" stroke="{INK}"'
        f' stroke-width="1"{outside}/>',
        sign(spot.card.kind, x + 8, y + 9),
    ]
    written, at = card_text(spot.card), y + 5
    for line in written.name:
        at += 16
        made.append(text(line, x + SIGN_W + 8, at - 1, NAME, bold=True))
    at = max(at, y + 26)
    for line in written.notes:
        at += 13.5
        made.append(text(line, x + 8, at, NOTE, fill=QUIET))
    return "".join(made)


def _line(way: Way, corners: Sequence[Point]) -> str:
    """A white ground under the line keeps crossings apart; the arrow says who begins."""
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    colour = VERMILION if way.line.crosses else INDIGO
    (_, before), (x, y) = corners[-2], corners[-1]
    back = -7 if y > before else 7
    return (
        f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="{way.line.weight + 3:.1f}"/>'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{way.line.weight:.1f}" stroke-linejoin="round"/>'
        f'<path d="M{x:.1f} {y:.1f} l-4 {back} h8 z" fill="{colour}"/>'
    )


def _labels(
    measures: Measures,
    spots: Sequence[Spot],
    blocks: Sequence[Block],
    lines: Sequence[tuple[Way, list[Point]]],
) -> list[str]:
    """On each line its number and, where there is room, its protocol."""
    taken: list[Box] = [measures.card(spot) for spot in spots] + [_ground(measures, one) for one in blocks]
    made = []
    for number, (way, corners) in enumerate(lines, start=1):
        full = f"{number} · {way.line.label}" if way.line.label else str(number)
        words, box = next(
            (
                (words, box)
                for words in (full, str(number))
                for box in _places(corners, words, marked=way.line.crosses)
                if _is_free(box, taken)
            ),
            (str(number), next(iter(_places(corners, str(number), marked=way.line.crosses)))),
        )
        taken.append(box)
        x, y, w, h = box
        colour = VERMILION if way.line.crosses else INDIGO
        made.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="6.5" fill="{SHEET}" stroke="{colour}"/>'
            + (_diamond(x + 8, y + h / 2) if way.line.crosses else "")
            + text(words, x + w - 5, y + 10, 10.5, bold=True, fill=colour, anchor="end")
        )
    return made


def _places(corners: Sequence[Point], words: str, *, marked: bool) -> list[Box]:
    """Where a label could stand: along the line's pieces, the longest first, the middle first."""
    w, h = width(words, 10.5, bold=True) + 10 + (9 if marked else 0), 13.0
    pieces = sorted(
        zip(corners, corners[1:], strict=False),
        key=lambda piece: -abs(piece[0][0] - piece[1][0]) - abs(piece[0][1] - piece[1][1]) / 2,
    )
    return [
        (x0 + (x1 - x0) * share - w / 2, y0 + (y1 - y0) * share - h / 2, w, h)
        for (x0, y0), (x1, y1) in pieces
        for share in (0.5, 0.35, 0.65, 0.2, 0.8)
    ]


def _diamond(x: float, y: float) -> str:
    """What crosses a border of trust is told in black and white as well."""
    return f'<path d="M{x:.1f} {y:.1f} m-4 0 l4 -4 4 4 -4 4 z" fill="{VERMILION}"/>'


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    x, y, w, h = box
    return x > 2 and not any(
        x < a + c + 2 and a < x + w + 2 and y < b + d and b < y + h for a, b, c, d in taken
    )


def _legend(plan: Plan, ways: Sequence[Way], wide: float, top: float) -> tuple[str, float]:
    """What the signs mean, then every line in words; returns its SVG and the picture's height."""
    made, x, y = [], MARGIN, top + 14
    for kind, words in plan.key:
        long = width(words, NOTE) + 44
        if x + long > wide - MARGIN:
            x, y = MARGIN, y + 20
        made.append(_key(kind, x, y) + text(words, x + 32, y + 4, NOTE, fill=QUIET))
        x += long
    y += 32
    if ways:
        made.append(text(plan.list_title, MARGIN, y, HEAD, bold=True))
        y += 8
    columns = 2 if wide > 800 and len(ways) > 3 else 1
    most = (wide - 2 * MARGIN) / columns - 34
    half = -(-len(ways) // columns)
    deepest = y
    for column in range(columns):
        at = y
        for number, way in list(enumerate(ways, start=1))[column * half : (column + 1) * half]:
            left = MARGIN + column * (most + 34)
            colour = VERMILION if way.line.crosses else INDIGO
            made.append(text(f"{number}", left + 16, at + 13.5, NOTE, bold=True, fill=colour, anchor="end"))
            for line in wrap(way.line.words, most, NOTE, lines=3):
                at += 13.5
                made.append(text(line, left + 24, at, NOTE))
            at += 4
        deepest = max(deepest, at)
    return "".join(made), deepest + MARGIN


def _key(kind: str, x: float, y: float) -> str:
    if kind == "border":
        box = f'<rect x="{x:.1f}" y="{y - 7:.1f}" width="26" height="14" rx="3" fill="{PAPER}"'
        return f'{box} stroke="{VERMILION}" stroke-width="1.6"{DASH}/>'
    if kind in ("line", "crossing", "thick"):
        colour, weight = (VERMILION if kind == "crossing" else INDIGO), (3 if kind == "thick" else 1.3)
        end = f'<path d="M{x + 26:.1f} {y:.1f} l-7 -4 v8 z" fill="{colour}"/>'
        mark = _diamond(x + 11, y) if kind == "crossing" else ""
        return f'<path d="M{x:.1f} {y:.1f} h22" stroke="{colour}" stroke-width="{weight}"/>{end}{mark}'
    return sign(kind, x + 4, y - 9)
