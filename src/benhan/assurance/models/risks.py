"""How bad could it be: level decisions, the risk register, incidents with their clocks."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from benhan.assurance.models.systems import Asset, System


class LevelDecision(models.Model):
    """A determination of the level: answers and counted facts in, matched clauses and doubts out; append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="level_decisions")
    regime = models.CharField(max_length=20)
    answers = models.JSONField()
    facts = models.JSONField()
    findings = models.JSONField()  # [{"criterion", "result", "clause", "level", "basis"}, …]
    doubts = models.JSONField(default=list)  # [{"question", "readings", "chosen", "why"}, …]
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_level_decision"

    def __str__(self) -> str:
        return f"L{self.level} {self.at:%Y-%m-%d}"


class Risk(models.Model):
    """A row of the risk register (sổ rủi ro); likelihood and impact 1–5, risk is their product."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(max_length=20)
    asset = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, blank=True)
    asset_text = models.CharField(max_length=200, blank=True)
    threat = models.CharField(max_length=300)
    weakness = models.CharField(max_length=300)
    exploitability = models.CharField(max_length=200, blank=True)
    consequence = models.CharField(max_length=300)
    affected = models.CharField(max_length=200)
    harm = models.CharField(max_length=20, blank=True)  # key of the Law 116 scale
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    present_control = models.CharField(max_length=300, blank=True)
    treatment = models.CharField(max_length=20)  # reduce, accept, transfer, avoid
    added_control = models.CharField(max_length=300, blank=True)
    requirement = models.CharField(max_length=60, blank=True)
    responsible = models.CharField(max_length=64, blank=True)
    responsible_name = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    residual = models.PositiveSmallIntegerField(null=True, blank=True)
    effect_on_level = models.CharField(max_length=200, blank=True)
    identified_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "assurance_risk"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5)) & models.Q(impact__range=(1, 5)),
                name="risk_scale",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Incident(models.Model):
    """A security incident (sự cố) with its 24 h and 72 h clocks; what is reported is noted, never sent from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="incidents")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    is_serious = models.BooleanField(default=False)
    touches_public_order = models.BooleanField(default=False)
    has_personal_data = models.BooleanField(default=False)
    happened_at = models.DateTimeField(null=True, blank=True)
    discovered_at = models.DateTimeField()
    description = models.TextField()
    scope = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    first_notice_at = models.DateTimeField(null=True, blank=True)
    full_report_at = models.DateTimeField(null=True, blank=True)
    data_notice_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    history = models.JSONField(
        default=list, blank=True
    )  # [{"act", "at", "name", "note", "report", "sent_at", "to"}, …]
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "assurance_incident"

    def __str__(self) -> str:
        return self.code
