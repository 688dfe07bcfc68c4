"""From the open visit to the sealed record, and who may not take a step when."""

from __future__ import annotations

from benhan.records import stages


def test_a_visit_becomes_a_sealed_record(visit):
    visit.finish()
    visit.close()
    visit.approve()
    record = visit.seal()
    assert stages.record_stage(record.resource) is stages.RecordStage.SEALED
