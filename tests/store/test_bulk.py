"""Many first versions at once are what one at a time would have been."""

from __future__ import annotations

import pytest
from django.db import connection

from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository, Stored

TABLES = ("token", "string", "reference", "date", "quantity", "uri")


def rows_of(resource_type: str) -> list[tuple]:
    """Index rows without the row number, for comparing."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT i.* FROM store_index_{table} i JOIN store_current c USING (facility, row) WHERE c.type = %s",  # noqa: S608
                [resource_type],
            )
            names = [column.name for column in cursor.description]
            keep = [place for place, name in enumerate(names) if name not in ("row", "clinical_at")]
            found += [(table, *(str(row[place]) for place in keep)) for row in cursor.fetchall()]
    return sorted(found)


def test_versions_index_rows_and_audit_are_those_of_create(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        one = repository.create(observation(), id="o1")
        alone = rows_of("Observation")
        repository.delete("Observation", "o1")
        (many,) = repository.create_many([observation(id="o1")])
        assert isinstance(many, Stored)
        assert (many.version, many.patient) == (3, one.patient)
        assert [row for row in rows_of("Observation") if "_lastUpdated" not in row] == alone
        assert repository.search("Observation", [("code", "8867-4")]).matches[0].id == "o1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, version FROM audit_entry WHERE resource_id = 'o1' ORDER BY id")
        assert cursor.fetchall() == [("create", 1), ("delete", 2), ("create", 3)]


def test_each_is_refused_for_itself_and_the_others_go_in(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        repository.create(observation(), id="o1")
        results = repository.create_many(
            [
                observation(id="o1"),
                observation(id="o2"),
                observation(id="o2"),
                observation(id="o3", status="xong"),
                observation(id="o4", subject={"reference": "Patient/cua-nguoi-khac"}),
                observation(),
                observation(id="o5"),
            ]
        )
        codes = [each.problem.code if isinstance(each, ProblemError) else each.id for each in results]
        assert (codes[1], codes[6]) == ("o2", "o5")
        assert codes[0] == codes[2]
        assert [code.startswith("BH-") for code in codes] == [True, False, True, True, True, True, False]
        assert len(repository.search("Observation", [("code", "8867-4")]).matches) == 3


def test_who_may_not_write_writes_nothing_in_bulk_either(cast, patient, observation):
    with Repository(by=cast.chi) as repository:
        (result,) = repository.create_many([observation(id="o1")])
        assert isinstance(result, ProblemError)
    with pytest.raises(ProblemError), Repository(by=cast.an) as repository:
        repository.read("Observation", "o1")
