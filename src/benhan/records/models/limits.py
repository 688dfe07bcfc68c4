"""What a facility decided about its own time limits; every decision stays, the newest holds (EMR-REC-09)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DeadlineSetting(models.Model):
    """One decision on one limit of law/deadlines.yaml."""

    facility = models.CharField(max_length=32)
    key = models.CharField(max_length=40)
    hours = models.PositiveIntegerField()
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "records_deadline_setting"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "key", "-set_at"], name="deadline_newest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(hours__gte=1, hours__lte=8760), name="deadline_hours_sane"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.hours} h"
