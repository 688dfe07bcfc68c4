"""The internal regulation as data (law/dossier/regulation.yaml): chapters, articles, and what each article serves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "dossier/regulation.yaml"
PLACE = re.compile(r"\{(\w+)\}")
Ids = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered sentence (khoản) that holds from a level on; names in braces are filled by who prints it."""

    text: str
    from_level: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """An article (điều).

    serves  by catalogue: requirements whose document is the rule itself
    guides  by catalogue: requirements it orders, shown by a record and not by the rule
    """

    title: str
    clauses: tuple[Clause, ...]
    serves: Ids
    guides: Ids
    from_level: int = 1
    key: str = ""  # by which another article points to it

    def at(self, level: int) -> tuple[Clause, ...]:
        return tuple(one for one in self.clauses if one.from_level <= level)


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    articles: tuple[Article, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole regulation, every level."""
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["chapters"])
    return tuple(
        Chapter(
            str(row["title"]),
            tuple(_article(one) for one in cast("tuple[Mapping[str, object], ...]", row["articles"])),
        )
        for row in rows
    )


def chapters_at(level: int) -> tuple[Chapter, ...]:
    """What holds at the level; an article or a chapter without a clause there is left out."""
    made = (
        Chapter(each.title, tuple(one for one in each.articles if one.from_level <= level and one.at(level)))
        for each in chapters()
    )
    return tuple(one for one in made if one.articles)


def served(catalogue: str) -> frozenset[str]:
    """Requirements for which an issued regulation is the document asked."""
    return frozenset(
        one for each in chapters() for article in each.articles for one in article.serves.get(catalogue, ())
    )


def places() -> frozenset[str]:
    """Names in braces the texts use."""
    texts = (clause.text for each in chapters() for article in each.articles for clause in article.clauses)
    return frozenset(name for text in texts for name in PLACE.findall(text))


def note() -> str:
    return str(loading.document(FILE)["note"])


def _article(row: Mapping[str, object]) -> Article:
    return Article(
        str(row["title"]),
        tuple(_clause(one) for one in cast("tuple[object, ...]", row["clauses"])),
        _ids(row.get("serves", {})),
        _ids(row.get("guides", {})),
        int(str(row.get("from", 1))),
        str(row.get("key", "")),
    )


def _clause(row: object) -> Clause:
    if isinstance(row, Mapping):
        return Clause(str(row["text"]), int(str(row["from"])))
    return Clause(str(row))


def _ids(row: object) -> Ids:
    return {
        key: tuple(str(one) for one in ids)
        for key, ids in cast("Mapping[str, tuple[object, ...]]", row).items()
    }
