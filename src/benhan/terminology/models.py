"""Tables of code systems. They belong to the installation, not to a facility: the law is the same for all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Release(models.Model):
    """One loaded edition of a code system, with the days on which it holds."""

    system = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    rows = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "terminology_release"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["system", "version"], name="terminology_release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system}|{self.version}"


class Code(models.Model):
    """One code of an edition. folded = display without tones; properties = the list's own marks."""

    system = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    code = models.CharField(max_length=64)
    display = models.TextField()
    folded = models.TextField()
    properties = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "terminology_code"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["system", "version", "code"], name="terminology_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system}|{self.code}"
