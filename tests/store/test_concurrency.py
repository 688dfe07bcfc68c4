"""Two sessions at one resource: exactly one wins, and the other is told it was overtaken, never that nothing is there."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection

from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository
from tests.support.cast import CAST


def test_of_two_updates_of_one_version_one_wins_and_the_other_is_overtaken(fresh_database: object) -> None:
    with Repository(by=CAST.system) as repository:
        first = repository.create({"resourceType": "Patient", "name": [{"text": "Nguyễn Văn Thử"}]})
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def change(gender: str) -> None:
        try:
            with Repository(by=CAST.system) as repository:
                together.wait(10)
                repository.update({**first.resource, "gender": gender}, if_match=1)
            outcomes.append("won")
        except ProblemError as problem:
            outcomes.append(problem.problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(gender,)) for gender in ("male", "female")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["BH-STORE-0004", "won"]
    with Repository(by=CAST.system) as repository:
        versions: Any = repository.history("Patient", first.id)
    assert [version.version for version in versions] == [2, 1]
