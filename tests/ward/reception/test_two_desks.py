"""Two desks at once: never the same queue number, never the same person twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository
from benhan.ward.reception import actions
from benhan.ward.reception.checking_in import Arrival, queue_number_of
from benhan.ward.reception.demographics import Typed, understand
from tests.support.cast import CAST
from tests.ward import places

DESKS = 6


def at_once(work):
    """Run work(place) at several desks that start together; what each returned, or its problem's code."""
    barrier = Barrier(DESKS)

    def desk(place: int):
        barrier.wait(timeout=20)
        try:
            return work(place)
        except ProblemError as problem:
            return problem.problem.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(DESKS) as pool:
        return list(pool.map(desk, range(DESKS)))


def typed(place: int, national_id: str = ""):
    text = Typed(
        national_id=national_id,
        no_number="" if national_id else "khong-mang",
        name=f"Người Thứ {place}",
        sex="male",
        birth="1990",
    )
    return understand(text, today=date(2026, 3, 2))


@pytest.mark.slow  # a database of its own and six connections
def test_six_desks_get_six_queue_numbers_and_six_patient_numbers(fresh_database):
    places.departments()

    def receive(place: int) -> tuple[str, str]:
        with Repository(by=CAST.lan) as repository:
            patient = actions.register(repository, typed(place))
            arrival = Arrival("khoa-kham-benh", "Ho", "R", "1")
            visit = actions.check_in(
                repository, patient=patient, arrival=arrival, departments=actions.departments(repository)
            )
            return queue_number_of(visit.resource), patient.resource["identifier"][0]["value"]

    given = at_once(receive)
    assert sorted(number for number, _ in given) == [f"{number:03d}" for number in range(1, DESKS + 1)]
    assert len({number for _, number in given}) == DESKS


@pytest.mark.slow  # a database of its own and six connections
def test_the_same_number_typed_at_six_desks_makes_one_patient(fresh_database):
    places.departments()

    def receive(place: int) -> str:
        with Repository(by=CAST.lan) as repository:
            return actions.register(repository, typed(place, "027190990001")).id

    outcomes = at_once(receive)
    assert outcomes.count("BH-WARD-0101") == DESKS - 1
    with Repository(by=CAST.lan) as repository:
        assert len(repository.search("Patient", [("identifier", "027190990001")]).matches) == 1


@pytest.mark.slow  # a database of its own and six connections
def test_one_patient_checked_in_at_six_desks_waits_once(fresh_database):
    places.departments()
    patient = places.patient()

    def receive(place: int) -> str:
        with Repository(by=CAST.lan) as repository:
            arrival = Arrival("khoa-kham-benh", "Ho", "R", "1")
            return actions.check_in(
                repository, patient=patient, arrival=arrival, departments=actions.departments(repository)
            ).id

    assert at_once(receive).count("BH-WARD-0104") == DESKS - 1
    with Repository(by=CAST.lan) as repository:
        (visit,) = repository.search("Encounter", [("patient", patient.reference)]).matches
    assert queue_number_of(visit.resource) == "001"
    assert visit.resource["period"]["start"][:10] == timezone.localdate().isoformat()
