"""Who cares for whom, and who opened a chart in an emergency."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Assignment(models.Model):
    """A patient in the care of a department or a person, from an encounter (or an import)."""

    facility = models.CharField(max_length=32)
    patient = models.CharField(max_length=64)
    source = models.CharField(max_length=80)  # "Encounter/<id>" or "import"
    department = models.CharField(max_length=64, blank=True)
    practitioner = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_assignment"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "patient"], name="assignment_by_patient"),
            models.Index(fields=["facility", "source"], name="assignment_by_source"),
            models.Index(fields=["facility", "department"], name="assignment_by_department"),
            models.Index(fields=["facility", "practitioner"], name="assignment_by_practitioner"),
        ]

    def __str__(self) -> str:
        return f"{self.patient} by {self.source}"


class BreakGlass(models.Model):
    """An emergency opening (mở khẩn cấp): who, whose chart, why, until when, and who looked at it after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    account = models.CharField(max_length=64)
    account_name = models.CharField(max_length=120)
    patient = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    explanation = models.TextField()
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    finding = models.CharField(max_length=20, blank=True)  # justified / not-justified
    remark = models.TextField(blank=True)

    class Meta:
        db_table = "access_break_glass"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["facility", "account", "patient", "expires_at"], name="break_glass_by_account"
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass {self.id}"
