"""Find a drug for a prescription by the beginning of any word of its name, tones and case aside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from benhan.law import drugs
from benhan.law.drugs import Drug
from benhan.terminology.folding import fold


def find_drugs(text: str, limit: int = 20, *, recent: Sequence[str] = ()) -> tuple[Drug, ...]:
    """Substances whose name holds every word typed; names beginning so first, then words beginning so.

    recent  INNs, newest first
    """
    words = fold(text).split()
    if not words:
        return ()
    phrase = " " + " ".join(words)
    fresh = {inn: place for place, inn in enumerate(recent)}
    ranked = []
    for place, (folded, drug) in enumerate(_folded()):
        if all(word in folded for word in words):
            begins = folded.startswith(phrase) or f" |{phrase}" in folded
            starts = all(" " + word in folded for word in words)
            rank = 0 if begins else 1 if starts else 2
            ranked.append(((rank, fresh.get(drug.inn, len(fresh)), place), drug))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(drug for _, drug in ranked[:limit])


@cache
def _folded() -> tuple[tuple[str, Drug], ...]:
    """Vietnamese name and INN in one string; the bar parts them."""
    return tuple((f" {fold(drug.display)} | {fold(drug.inn)}", drug) for drug in drugs.drugs())
