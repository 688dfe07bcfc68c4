"""One-time codes on their way, and what a device said of a person's body: kept apart from everything else."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class OneTimeCode(models.Model):
    """A code sent to a patient's telephone. The code itself is nowhere: only a keyed digest bound to the document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    document = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64)
    role = models.CharField(max_length=64)
    person = models.CharField(max_length=64)  # "" the patient, else the RelatedPerson's id
    channel = models.CharField(max_length=40)  # the telephone with its middle hidden
    digest = models.CharField(max_length=64)
    sent_as = models.CharField(max_length=80)
    sent_by = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "records_one_time_code"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "document", "-sent_at"], name="one_time_code_newest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(tries__lte=5), name="one_time_code_tries")
        ]

    def __str__(self) -> str:
        return f"code {self.id}"


class BiometricResult(models.Model):
    """The result of one recognition, sealed with a key of its own; never used for anything else (EMR-ESIG-11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    document = models.CharField(max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "records_biometric_result"

    def __str__(self) -> str:
        return f"result {self.id}"
