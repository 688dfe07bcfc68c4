"""Tables of forms: drafts of typing (never a fact), and a facility's proposed and issued versions of forms."""

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


class ProposedVersion(models.Model):
    """A version being written: one per form and facility, gone once it is issued or given up."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        SUBMITTED = "submitted", "Đã trình giám đốc"

    facility = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    base_version = models.CharField(max_length=20, blank=True)  # of the Ministry's form; "" for an own form
    before_version = models.CharField(max_length=20, blank=True)  # in force when it was begun; "" for none
    content = models.JSONField()  # forms.changes
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(max_length=500, blank=True)
    returned_note = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=64)
    drafted_by_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "forms_proposed_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "code"], name="one_proposal_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.facility}/{self.code}"


class IssuedVersion(models.Model):
    """A version that the director put in force. Rows are only ever added: an old answer opens in its version."""

    facility = models.CharField(max_length=64)
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    base_version = models.CharField(max_length=20, blank=True)
    content = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decision_number = models.CharField(max_length=60)
    decision_date = models.DateField()
    decided_by = models.CharField(max_length=64)
    decided_by_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=64)
    drafted_by_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()

    class Meta:
        db_table = "forms_issued_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "code", "version"], name="one_issued_version"),
            models.CheckConstraint(condition=~models.Q(decision_number=""), name="issued_by_a_decision"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="issued_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "id"], name="issued_newest")
        ]

    def __str__(self) -> str:
        return f"{self.facility}/{self.code}/{self.version}"
