"""How quick is a chart's page among 100,000 resources? Fills a database of its own, then opens charts.

Run: python bench/chart.py [RESOURCES]   (a server of its own in a temporary directory, durable as in production)
Prints p50 and p95 of the whole request through Django (session, access, border, audit, rendering) and its queries.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

FACILITY, CLINIC = "24001", "khoa-kham-benh"
PER_PATIENT = 400
OPENED = 200
BATCH = 2_000
VITALS = (
    ("8867-4", "Heart rate", "/min", 78),
    ("8310-5", "Body temperature", "Cel", 37),
    ("29463-7", "Body Weight", "kg", 61),
    ("8302-2", "Body Height", "cm", 160),
)
LABS = tuple(
    (f"{number}-{number % 10}", f"Laboratory test {number}", "mmol/L", 5) for number in range(1000, 1040)
)


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), wanted)


def _run(folder: Path, wanted: int) -> None:
    from benhan.ops import instance, roles
    from benhan.ops.postgres import Server

    home = instance.at(folder)
    home.prepare(demo=True)
    server = Server(folder)
    server.start()
    try:
        roles.prepare_embedded(server)
        os.environ |= home.environment(role="benhan_owner")
        instance.activate(folder, role="benhan_owner")
        from benhan.ops.migrate import migrate_schema

        migrate_schema(verbosity=0)
        _measure(_fill(wanted), wanted)
    finally:
        server.stop()


def _fill(wanted: int) -> list[str]:
    from django.db import connection

    from benhan.access.actor import system_actor
    from benhan.access.models import Facility
    from benhan.store.repository import Repository, Stored

    Facility.objects.create(code=FACILITY, name="Bench", insurance_code=FACILITY)
    rng, patients, batch, made, began = Random(20260302), [], [], 0, time.perf_counter()
    for resource in _resources(rng, wanted):
        if resource["resourceType"] == "Patient":
            patients.append(resource["id"])
        batch.append(resource)
        made += 1
        if len(batch) == BATCH or made == wanted:
            with Repository(by=system_actor(FACILITY), check_content=False) as repository:
                refused = [one for one in repository.create_many(batch) if not isinstance(one, Stored)]
            assert not refused, refused[0]
            batch = []
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _say(f"{made} resources of {len(patients)} patients in {took:.0f} s ({made / took:.0f}/s)")
    return patients


def _resources(rng: Random, wanted: int) -> Iterator[dict[str, Any]]:
    made = 0
    while made < wanted:
        for resource in _chart(rng):
            if made < wanted:
                yield {"id": str(uuid.UUID(int=rng.getrandbits(128))), **resource}
                made += 1


def _chart(rng: Random) -> Iterator[dict[str, Any]]:
    """A patient with ten years of visits: in each a few vital signs and laboratory results."""
    who = str(uuid.UUID(int=rng.getrandbits(128)))
    subject = {"subject": {"reference": f"Patient/{who}"}}
    yield {
        "resourceType": "Patient",
        "id": who,
        "name": [{"text": f"Nguyễn Văn {who[:4]}"}],
        "birthDate": "1970",
    }
    visits = PER_PATIENT // 20
    for number in range(visits):
        at = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(days=number * 180, minutes=rng.randrange(600))
        yield {
            "resourceType": "Encounter", "status": "finished" if number < visits - 1 else "arrived", **subject,
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "period": {"start": at.isoformat()}, "serviceProvider": {"reference": f"Organization/{CLINIC}"},
        }  # fmt: skip
        for code, name, unit, middle in (*VITALS, *rng.sample(LABS, 12)):
            yield _observation(rng, subject, code, name, unit, middle, at)
        yield {
            "resourceType": "Condition",
            **subject,
            "code": {"text": f"Bệnh {number}"},
            "recordedDate": at.isoformat(),
        }
        yield {
            "resourceType": "MedicationRequest", "status": "completed", "intent": "order", **subject,
            "medicationCodeableConcept": {"text": f"Thuốc {number}"}, "authoredOn": at.isoformat(),
        }  # fmt: skip
    yield {"resourceType": "AllergyIntolerance", "patient": subject["subject"], "code": {"text": "penicilin"}}


def _observation(
    rng: Random, subject: dict[str, Any], code: str, name: str, unit: str, middle: int, at: datetime
) -> dict[str, Any]:
    kind = "vital-signs" if any(code == one[0] for one in VITALS) else "laboratory"
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    value = Decimal(middle) + Decimal(rng.randrange(-20, 20)) / 10
    return {
        "resourceType": "Observation", "status": "final", **subject, "effectiveDateTime": at.isoformat(),
        "category": [{"coding": [{"system": system, "code": kind}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }  # fmt: skip


def _measure(patients: list[str], wanted: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benhan.access import sessions
    from benhan.access.models import Account, Membership

    account = Account.objects.create_account("an", None, name="BS. Nguyễn Văn An")
    membership = Membership.objects.create(
        account=account, facility_id=FACILITY, practitioner="nv-an", roles=["doctor"], departments=[CLINIC],
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    client = Client(headers={"host": "localhost"})
    session = client.session
    sessions.begin(session, account, membership, second_factor=True)
    session.save()
    client.cookies["sessionid"] = session.session_key
    urls = [f"/khoa/nguoi-benh/{patient}/" for patient in Random(1).choices(patients, k=OPENED)]
    for page in (*urls[:5], "/khoa/", "/kham/"):
        assert client.get(page).status_code == 200, page
    _timed("chart", client, urls)
    _timed("one kind of result", client, [f"{url}ket-qua/?ma=8867-4" for url in urls[:50]])
    _timed("patients in my care", client, ["/khoa/"] * 30)
    connection.force_debug_cursor = True
    with CaptureQueriesContext(connection) as captured:
        client.get(urls[0])
    statements = [one["sql"] for one in captured.captured_queries if one["sql"] not in ("BEGIN", "COMMIT")]
    _say(
        f"chart: {len(statements)} queries, {len(client.get(urls[0]).content) / 1000:.0f} kB, {wanted} resources"
    )


def _timed(what: str, client: Any, urls: list[str]) -> None:
    taken = []
    for url in urls:
        began = time.perf_counter()
        answer = client.get(url)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, url
    ordered = sorted(taken)
    _say(
        f"{what}: p50 {statistics.median(taken):.0f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms, n {len(taken)}"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
