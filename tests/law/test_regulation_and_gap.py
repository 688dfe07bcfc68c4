"""The regulation serves every document the catalogues ask; the crosswalk holds every row of the new standard."""

from __future__ import annotations

import pytest

from benhan.law import gap, regulation
from benhan.law.catalogues import catalogues


def named(what: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for chapter in regulation.chapters():
        for article in chapter.articles:
            for catalogue, ids in getattr(article, what).items():
                made.setdefault(catalogue, []).extend(ids)
    return made


@pytest.mark.parametrize("key", [gap.NEW, gap.OLD])
def test_each_requirement_shown_by_a_document_has_its_article(key):
    wanted = {
        one.id
        for one in catalogues()[key].requirements
        if "document" in one.evidence and min(one.clauses) <= 3
    }
    assert wanted == set(named("serves")[key]) | set(named("guides")[key])
    assert not set(named("serves")[key]) & set(named("guides")[key])


def test_what_holds_from_a_level_serves_nothing_below_it():
    for chapter in regulation.chapters():
        for article in chapter.articles:
            for key, ids in {**article.serves, **article.guides}.items():
                for one in ids:
                    lowest = min(catalogues()[key].requirement(one).clauses)
                    assert article.from_level <= lowest, (article.title, one)


def test_every_level_has_its_regulation():
    sizes = [sum(len(one.articles) for one in regulation.chapters_at(level)) for level in (1, 2, 3)]
    assert sizes == sorted(sizes) and sizes[0] > 25


def test_each_row_of_the_new_standard_is_compared_with_rows_that_are_there():
    old = {one.id for one in catalogues()[gap.OLD].requirements}
    for level in (1, 2, 3):
        crossed = gap.crossings(level)
        assert [one.new for one in crossed] == [one.id for one in catalogues()[gap.NEW].at_level(level)]
        for one in crossed:
            assert set(one.old) <= old
            assert bool(one.old) is (one.cover != "none"), one
            assert bool(one.tighter) or one.cover != "partly", one


def test_what_the_old_standard_asked_only_higher_up_is_new_below():
    chain = {level: {one.new: one for one in gap.crossings(level)} for level in (1, 2, 3)}
    assert chain[1]["5.10.1"].cover == "none"  # TCVN 11930 asked it from level 3
    assert chain[3]["5.10.1"].cover == "full"
    assert chain[2]["5.12.2.4.d"].cover == "full"
    assert chain[3]["5.12.2.4.d"].cover == "partly"
