"""What people did for the system's safety, each with its day and its paper."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from benhan.assurance.models.systems import System


class Act(models.Model):
    """A dated act (việc đã làm): a review signed off, a training held, a scan done; withdrawn by a mark, never erased.

    kind    a key of law/assurance_acts.yaml
    system  null when it counts for the whole facility
    people  logins it is about: who was trained, who left, which shared accounts were approved
    sha256  of the paper that shows it, "" when it is named by its number only
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="acts", null=True, blank=True)
    kind = models.CharField(max_length=40)
    done_on = models.DateField()
    done_by = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    people = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "assurance_act"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "kind", "-done_on"], name="act_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"
