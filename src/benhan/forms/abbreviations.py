"""Which words of a text are abbreviations of the list (law/abbreviations.csv)?

Only what stands alone and is written exactly as in the list counts: "BN" but not "BNP" or "bn". What could
as well be an ordinary word, a unit or a single letter is not asked about.
"""

from __future__ import annotations

import re
from functools import cache

from benhan.law.rules import Abbreviation, abbreviations


def abbreviations_in(text: str) -> tuple[Abbreviation, ...]:
    """Those found, each once, in the order of the text."""
    found = {match[0]: None for match in _pattern().finditer(text)} if text else {}
    return tuple(_by_word()[word] for word in found)


@cache
def _by_word() -> dict[str, Abbreviation]:
    return {
        item.abbreviation: item for item in abbreviations() if sum(map(str.isupper, item.abbreviation)) >= 2
    }


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_by_word(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
