"""The complete file: every paper in both forms, drawings, OSCAL, an index and sums; nothing is written to the database."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import connection

from benhan.dossier.models import Dossier
from benhan.dossier.papers.complete import count_of, file_under, files_of
from benhan.dossier.papers.registry import papers_at, papers_of
from benhan.store.repository import Repository
from tests.dossier.papers.conftest import NOW
from tests.support.cast import CAST


@pytest.fixture
def reading(files):
    """A repository whose database refuses every change."""
    with Repository(by=CAST.dung, writes=False) as repository, connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("SET TRANSACTION READ ONLY")
        yield repository
        cursor.execute("ROLLBACK TO before")


@pytest.mark.slow  # sets a dozen papers twice
def test_the_complete_file_holds_every_paper_in_both_forms_and_true_sums(reading, files):
    regime = "decree-85"
    system = files[regime].system
    heard: list[str] = []
    made = {one.path: one.content for one in files_of(system, regime, NOW, heard.append)}
    for place, kind in enumerate(papers_at(regime, 2), start=1):
        stem = f"{regime}/{place:02d}-{kind.key}"
        assert made[f"{stem}.docx"].startswith(b"PK") and made[f"{stem}.pdf"].startswith(b"%PDF")
    assert all(
        made[f"{regime}/so-do/{name}.svg"].startswith(b"<svg") for name in ("logical", "physical", "flows")
    )
    assert "system-security-plan" in json.loads(made[f"{regime}/oscal/system-security-plan.json"])
    sums = dict(
        reversed(line.split("  ", 1)) for line in made.pop(f"{regime}/SHA256SUMS").decode().splitlines()
    )
    index = made.pop(f"{regime}/MUC-LUC.txt").decode()
    assert {f"{regime}/{name}": digest for name, digest in sums.items()} == {
        path: hashlib.sha256(content).hexdigest() for path, content in made.items()
    }
    assert all(path.removeprefix(f"{regime}/") in index for path in made)
    assert len(heard) == len(made) == count_of(system, regime, NOW)


def test_a_regime_without_a_file_is_set_as_a_draft_that_nobody_keeps(files):
    system = files["decree-331"].system
    with Repository(by=CAST.dung):
        Dossier.objects.filter(regime="decree-85").update(regime="decree-331", number="khac")
        found = file_under(system, "decree-85", NOW)
    assert found.regime == "decree-85" and found.level == 2 and found.number == ""
    assert not Dossier.objects.filter(regime="decree-85").exists()


def test_all_forms_may_be_asked_for(files):
    system = files["decree-331"].system
    more = count_of(system, "decree-331", NOW, with_all=True) - count_of(system, "decree-331", NOW)
    assert more == 2 * (len(papers_of("decree-331")) - len(papers_at("decree-331", 2))) > 0
