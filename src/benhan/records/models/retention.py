"""What is kept beyond its time, and what is destroyed on whose decision (EMR-RET-11)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class LegalHold(models.Model):
    """A record that must not be destroyed while the hold stands: by which body, on which paper, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    record = models.CharField(max_length=64)
    authority = models.CharField(max_length=200)
    document_number = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    until = models.DateField(null=True, blank=True)
    placed_by = models.CharField(max_length=120)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "records_legal_hold"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "record"], name="hold_by_record")
        ]

    def __str__(self) -> str:
        return f"hold {self.id}"


class DestructionList(models.Model):
    """One yearly list of records whose time is over: proposed, approved, carried out, kept for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    proposed_account = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    council = models.CharField(max_length=500, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    approved_account = models.CharField(max_length=64, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    executed_account = models.CharField(max_length=64, blank=True)
    executed_by = models.CharField(max_length=120, blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)
    backups = models.CharField(max_length=500, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    minutes_signed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "records_destruction_list"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "number"], name="one_list_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "refused", "approved", "destroyed", "signed"]),
                name="destruction_list_state",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DestructionItem(models.Model):
    """A record on a list: all that is left of it afterwards. No name of a patient."""

    facility = models.CharField(max_length=32)
    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="items")
    record = models.CharField(max_length=64)
    record_number = models.CharField(max_length=40)
    archive_number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    closed_year = models.PositiveIntegerField()
    retention_class = models.CharField(max_length=40)
    retention_until = models.DateField()
    state = models.CharField(max_length=20, default="listed")
    kept_reason = models.CharField(max_length=500, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    versions = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "records_destruction_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["list", "record"], name="record_once_per_list"),
            models.CheckConstraint(
                condition=models.Q(state__in=["listed", "kept", "destroyed"]), name="destruction_item_state"
            ),
        ]

    def __str__(self) -> str:
        return self.record_number
