"""How many places of a paper still say that nobody told."""

from __future__ import annotations

from collections.abc import Iterator

from benhan.dossier.papers.model import Bullets, Facts, Grid, Paper, Paragraph
from benhan.dossier.papers.wording import MISSING


def gaps_of(paper: Paper) -> int:
    """Cells, values and sentences that hold the word for a gap; each counts once."""
    return sum(MISSING in text or f": {MISSING.lower()}" in text for text in _told(paper))


def _told(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Grid):
            if not block.rows:
                yield block.empty
            for row in block.rows:
                yield from row
        elif isinstance(block, Facts):
            yield from (value for _, value in block.rows)
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Paragraph):
            yield block.text
