"""The level file of a system: its state, its way, its papers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from benhan.assurance.models import System


class Dossier(models.Model):
    """A level file (hồ sơ đề xuất cấp độ) of a system under one regime.

    state  a key of law/dossier/workflow.yaml
    drafter_account  who sent it to appraisal: never its appraiser
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="dossiers")
    number = models.CharField(max_length=40)
    regime = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=30, default="draft")
    state_since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # of the state it is in
    drafter_account = models.CharField(max_length=64, blank=True)
    drafter_name = models.CharField(max_length=120, blank=True)
    appraiser = models.CharField(max_length=200, blank=True)  # the body that appraises
    appraiser_account = models.CharField(max_length=64, blank=True)
    approver = models.CharField(max_length=200, blank=True)
    regulation_number = models.CharField(max_length=60, blank=True)
    regulation_on = models.DateField(null=True, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    class Meta:
        db_table = "dossier_dossier"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "number"], name="one_dossier_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class DossierEvent(models.Model):
    """A step of the file: from which state to which, who, when, why, until when the next; append-only."""

    facility = models.CharField(max_length=32)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "dossier_event"

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class DossierPaper(models.Model):
    """A paper of the file as it was made; append-only but for its signatures.

    key      of law/dossier/papers.yaml, e.g. thuyet-minh, mau-01, quy-che
    content  the paper as data (dossier.papers.model), what the comparison with the approved version reads
    pdf, docx  SHA-256 of the bytes in the blob store; pdf changes with each signature added, unsigned_pdf doesn't
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    content = models.JSONField()
    unsigned_pdf = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64)
    docx = models.CharField(max_length=64)
    signatures = models.JSONField(default=list)  # [{"role", "name", "title", "at"}, …]
    is_approved = models.BooleanField(default=False)  # stood in the file when it was approved
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        db_table = "dossier_paper"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dossier", "key", "version"], name="one_paper_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
