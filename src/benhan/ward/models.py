"""Machinery of the ward: counters for numbers that people read out, and sentences a department writes often."""

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


class Phrase(models.Model):
    """A sentence template (câu mẫu) of a department, for one question of the forms or for any; see ward.phrases."""

    facility = models.CharField(max_length=32)
    department = models.CharField(max_length=64)
    field = models.CharField(max_length=80, blank=True)  # key of a question, "" for any
    name = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "ward_phrase"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["facility", "department", "field", "name"], name="one_phrase_per_name"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="phrase_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
