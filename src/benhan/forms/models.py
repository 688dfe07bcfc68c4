"""The table of drafts: what people typed and did not save yet. Never read as a fact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """One account's unsaved typing on one document; the payload is sealed with the facility's key."""

    facility = models.CharField(max_length=64)
    account = models.CharField(max_length=64)
    document = models.CharField(max_length=128)
    form_code = models.CharField(max_length=40)
    form_version = models.CharField(max_length=20)
    payload = models.BinaryField()
    revision = models.PositiveIntegerField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "forms_draft"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "account", "document"], name="forms_draft_once"),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="forms_draft_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.facility}/{self.document}"
