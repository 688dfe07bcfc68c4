"""An in-memory index of one edition of a code system: by code prefix, or by folded words in any order.

15 844 ICD-10 rows take about 8 MB and a few milliseconds a search, so a picker asks no database.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benhan.law import icd10
from benhan.law.icd10 import IcdCode
from benhan.terminology.folding import fold

# Spellings of one word in the Ministry's two lists and in people's fingers.
_SAME_WORD = {"typ": "tip", "type": "tip", "tuyp": "tip"}


@dataclass(frozen=True, slots=True)
class _Line:
    key: str  # code without dot, lower case
    words: str  # blank + folded display: " viem phoi" begins a word
    entry: IcdCode
    order: tuple[bool, bool, int, str]  # among equals: usable, common, short names first


class CodeIndex:
    """Codes of one edition; `find` ranks, `get` looks up."""

    def __init__(self, entries: Iterable[IcdCode]) -> None:
        common = icd10.by_code()
        self._lines = tuple(_line(entry, entry.code in common) for entry in entries)
        self._by_key = {line.key: line.entry for line in self._lines}

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, code: str) -> IcdCode | None:
        """The entry of a code written with or without dot and mark, in any case."""
        return self._by_key.get(code_key(code))

    def find(self, text: str, limit: int, recent: Sequence[str] = ()) -> tuple[IcdCode, ...]:
        """Best first: exact code, code prefix, name beginning so ("bệnh" aside), words beginning so, words
        within.

        Among equals the caller's recent codes stand first, then those that may be used, common ones,
        shorter names.
        """
        words = _words(text)
        if not words:
            return ()
        key = "".join(words)
        is_code = _CODE_BEGIN.fullmatch(key) is not None
        phrase = " " + " ".join(words)
        starts = [" " + word for word in words]
        fresh = {code_key(code): place for place, code in enumerate(recent)}
        ranked = []
        for line in self._candidates(words, key if is_code else ""):
            rank = _rank(line, key if is_code else "", phrase, starts)
            order = line.order if rank > 1 else (False, False, 0, line.key)  # codes stand in their own order
            ranked.append(((rank, fresh.get(line.key, len(fresh)), order), line.entry))
        best = heapq.nsmallest(limit, ranked, key=lambda pair: pair[0])
        return tuple(entry for _, entry in best)

    def _candidates(self, words: list[str], key: str) -> list[_Line]:
        """Lines that hold every word, or whose code begins so. The longest word sieves first: it is
        rarest."""
        found = list(self._lines)
        for word in sorted(words, key=len, reverse=True):
            found = [line for line in found if word in line.words]
        if key:
            known = {line.key for line in found}
            found += [line for line in self._lines if line.key.startswith(key) and line.key not in known]
        return found


_CODE_BEGIN = re.compile(r"[a-z](\d{1,4})?")


def _words(text: str) -> list[str]:
    return [_SAME_WORD.get(word, word) for word in fold(text).split()]


def _line(entry: IcdCode, is_common: bool) -> _Line:
    words = " " + " ".join(_words(entry.display))
    order = (entry.too_general, not is_common, len(words), entry.code)
    return _Line(code_key(entry.code), words, entry, order)


def _rank(line: _Line, key: str, phrase: str, starts: list[str]) -> int:
    if key and line.key.startswith(key):
        return 0 if line.key == key else 1
    if line.words.startswith((phrase, " benh" + phrase)):
        return 2
    return 3 if all(start in line.words for start in starts) else 4


def code_key(code: str) -> str:
    """Code without dot, dagger, asterisk and blanks, lower case: what list A calls MÃ BỆNH KHÔNG DẤU."""
    return "".join(sign for sign in code.lower() if sign.isascii() and sign.isalnum())
