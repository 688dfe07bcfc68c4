"""Machinery of the ward: counters for numbers that people read out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Counter(models.Model):
    """The last number given under a name, e.g. "2026-03-02/khoa-kham-benh"; see reception.numbers."""

    facility = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    last = models.BigIntegerField()

    class Meta:
        db_table = "ward_counter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["facility", "name"], name="one_counter_per_name")
        ]

    def __str__(self) -> str:
        return self.name
