"""What is exported comes back as it was; a place that can't be written leaves one line and no half file."""

from __future__ import annotations

from benhan.access.models import Facility
from benhan.fhir import jsontext
from benhan.ops.exporting import write_all
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY


def test_every_current_resource_is_a_line_and_deleted_ones_are_not(db, tmp_path):
    Facility.objects.create(code=FACILITY, name="Bệnh viện thử", insurance_code=FACILITY)
    with Repository(by=CAST.system) as repository:
        kept = [
            repository.create({"resourceType": "Patient", "name": [{"text": f"Người {n}"}]}) for n in range(3)
        ]
        gone = repository.create({"resourceType": "Patient", "name": [{"text": "Ghi nhầm"}]})
        repository.delete("Patient", gone.id)
        repository.create({"resourceType": "Organization", "name": "Khoa"})
    file = tmp_path / "x.ndjson"
    with file.open("w", encoding="utf-8") as out:
        assert write_all(out, CAST.system, ["Patient"]) == 3
    lines = [jsontext.parse(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines == [stored.resource for stored in kept]
    with file.open("w", encoding="utf-8") as out:
        assert write_all(out, CAST.system, None) == 4
