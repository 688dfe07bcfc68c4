"""Who asked to read, copy or have a summary of a record, for what, and what they were given (EMR-ACC-01 to 07)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class RecordRequest(models.Model):
    """One request for one record.

    wants           read (on the spot), copy or summary
    asker           a key of law/record_requests.yaml; decides what may be asked
    borrower        account that a reading is opened to, "" otherwise
    state           asked, approved, refused, done (delivered or returned)
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    number = models.CharField(max_length=40)
    record = models.CharField(max_length=64)
    record_number = models.CharField(max_length=40)
    patient = models.CharField(max_length=64)
    wants = models.CharField(max_length=20)
    asker = models.CharField(max_length=40)
    asker_name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    identity_kind = models.CharField(max_length=40)
    identity_number = models.CharField(max_length=40)
    basis = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=300)
    appointment = models.DateField()
    received_account = models.CharField(max_length=64, default="")
    received_by = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="asked")
    decided_account = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    borrower = models.CharField(max_length=64, blank=True)
    borrower_name = models.CharField(max_length=120, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "records_request"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "state", "appointment"], name="request_by_state"),
            models.Index(fields=["facility", "borrower", "open_until"], name="request_by_borrower"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "number"], name="one_request_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "approved", "refused", "done"]), name="request_state"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RequestEvent(models.Model):
    """What happened to a request: received, approved, read, copied, delivered, returned. Only ever added to."""

    facility = models.CharField(max_length=32)
    request = models.ForeignKey(RecordRequest, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=30)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    copy_number = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "records_request_event"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "request", "at"], name="request_events")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.act}"
