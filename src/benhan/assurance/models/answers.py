"""An assessment of a system against a catalogue: what people answered, showed, said, and what was judged."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from benhan.assurance.models.systems import System


class Assessment(models.Model):
    """A system measured by a catalogue at a level (0 for a catalogue without levels)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="assessments")
    catalogue = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_assessment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["facility", "system", "catalogue", "level"], name="one_assessment_per_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} L{self.level}"


class Answer(models.Model):
    """What was answered to a requirement; append-only, the newest row counts.

    status      met, partial, unmet, not_applicable (with reason)
    cost        đồng, of what is still to be done
    responsible the account that is told when a proof fails
    """

    facility = models.CharField(max_length=32)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    requirement = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    current_state = models.TextField(blank=True)  # hiện trạng
    measure = models.TextField(blank=True)  # phương án triển khai
    task = models.TextField(blank=True)  # việc còn phải làm
    responsible = models.CharField(max_length=64, blank=True)
    responsible_name = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    cost = models.DecimalField(max_digits=15, decimal_places=0, null=True, blank=True)
    shared_solution = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)  # why it does not apply
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_answer"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assessment", "requirement", "-id"], name="answer_newest")
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.status}"


class Evidence(models.Model):
    """Something a named person shows for a requirement; append-only, withdrawn by a mark, never erased.

    kind    document, configuration, interview
    sha256  of the file kept in the blob store, "" for an interview or a paper named by its number
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="evidence")
    catalogue = models.CharField(max_length=40)
    requirements = ArrayField(models.CharField(max_length=60), default=list)  # one paper may show several
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    statement = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    author = models.CharField(max_length=120)  # who made or said it
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "assurance_evidence"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "system", "catalogue"], name="evidence_of")
        ]

    def __str__(self) -> str:
        return self.title


class Verdict(models.Model):
    """A change of a requirement's verdict: proved, declared, missing, not_applicable; append-only."""

    facility = models.CharField(max_length=32)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="verdicts")
    requirement = models.CharField(max_length=60)
    verdict = models.CharField(max_length=20)
    because = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "assurance_verdict"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assessment", "requirement", "-id"], name="verdict_newest")
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.verdict}"


class Comment(models.Model):
    """A remark on a requirement, of an appraiser or of the operator who answers it."""

    facility = models.CharField(max_length=32)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    requirement = models.CharField(max_length=60)
    text = models.TextField()
    is_appraisers = models.BooleanField(default=False)
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "assurance_comment"

    def __str__(self) -> str:
        return f"{self.requirement}: {self.text[:40]}"


class PlanItem(models.Model):
    """One thing to buy or do so that requirements are met: item, quantity, unit cost in đồng, until when."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="plan")
    catalogue = models.CharField(max_length=40)
    requirements = ArrayField(models.CharField(max_length=60), default=list)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)  # hardware, software, service, training, procedure
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=30, blank=True)
    unit_cost = models.DecimalField(max_digits=15, decimal_places=0, null=True, blank=True)
    responsible = models.CharField(max_length=64, blank=True)
    responsible_name = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_plan_item"

    def __str__(self) -> str:
        return self.title
