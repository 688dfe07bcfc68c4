"""What probes saw, whose reports are believed, and who was told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from benhan.assurance.models.systems import Asset, System


class ProbeRun(models.Model):
    """One look of a probe; append-only.

    state   observed (facts hold) or unable (because says why; it never counts as passed)
    source  here (this installation looked) or agent (a signed report was imported; agent names its key)
    sha256  of probe, asset, at and facts in canonical JSON: the run's hash as evidence
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="runs")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, null=True, blank=True, related_name="runs")
    probe = models.CharField(max_length=60)
    state = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    because = models.TextField(blank=True)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    source = models.CharField(max_length=10, default="here")
    agent = models.CharField(max_length=64, blank=True)
    asked_by = models.CharField(max_length=120)  # "lịch" or a person's name
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "assurance_probe_run"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "system", "probe", "asset", "-at"], name="run_newest")
        ]

    def __str__(self) -> str:
        return f"{self.probe} {self.at:%Y-%m-%d %H:%M}"


class AgentKey(models.Model):
    """The Ed25519 key of the agent on a host; its signed reports are believed while the key stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    facility = models.CharField(max_length=32)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="agent_keys")
    public_key = models.CharField(max_length=64)  # base64, 32 bytes
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    last_sequence = models.BigIntegerField(null=True, blank=True)  # of the newest report taken over
    last_report_at = models.DateTimeField(null=True, blank=True)
    last_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "assurance_agent_key"

    def __str__(self) -> str:
        return self.public_key


class Notice(models.Model):
    """Something a person is told in the application: a proof that failed, a limit that nears."""

    facility = models.CharField(max_length=32)
    account = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)  # what it is about, so that it is not told twice
    tone = models.CharField(max_length=10, default="hoe")  # hoe warns, son alarms, la is good news
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "assurance_notice"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["facility", "account", "seen_at"], name="notice_unseen")
        ]

    def __str__(self) -> str:
        return self.text


class SubjectCount(models.Model):
    """How many persons' data a system held on a day, with the query that counted them."""

    facility = models.CharField(max_length=32)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField()
    facts = models.JSONField()  # {"subjects": n, "sensitive": n, "query": text, …}

    class Meta:
        db_table = "assurance_subject_count"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "system", "on"], name="one_count_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.on}"
