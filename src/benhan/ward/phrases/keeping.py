"""Which templates a person may use, and how a department keeps its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from benhan.access.actor import Actor, Role
from benhan.audit.entry import Entry
from benhan.store.repository import Repository
from benhan.terminology.folding import fold
from benhan.ward.models import Phrase
from benhan.ward.phrases.problems import NO_DEPARTMENT, PHRASE_EMPTY, PHRASE_TAKEN

SHOWN = 12
LONGEST = 2_000  # characters
_NAME = re.compile(r"[^\s/]{1,40}")


def may_keep(actor: Actor) -> bool:
    return bool(actor.departments) and actor.has_role(Role.DOCTOR, Role.NURSE)


def of_department(actor: Actor) -> Sequence[Phrase]:
    """Every template of the person's departments, by question and name."""
    rows = Phrase.objects.filter(facility=actor.facility, department__in=sorted(actor.departments))
    return list(rows.order_by("department", "field", "name"))


def found(actor: Actor, field: str, text: str) -> list[Phrase]:
    """Templates for a question whose name or text holds the letters; those of this very question first."""
    rows = Phrase.objects.filter(
        facility=actor.facility, department__in=sorted(actor.departments), field__in=["", field]
    )
    wanted = fold(text)
    fitting = [
        one for one in rows if wanted in fold(one.name) or (len(wanted) > 2 and wanted in fold(one.text))
    ]
    fitting.sort(key=lambda one: (not fold(one.name).startswith(wanted), one.field == "", one.name))
    return fitting[:SHOWN]


def add(
    repository: Repository, *, department: str, field: str, name: str, text: str, now: datetime
) -> Phrase:
    """Keep a template for the department. Raises NO_DEPARTMENT, PHRASE_EMPTY, PHRASE_TAKEN."""
    by = repository.by
    if not may_keep(by) or department not in by.departments:
        raise NO_DEPARTMENT.at("khoa")
    if not _NAME.fullmatch(name.strip()) or not text.strip() or len(text) > LONGEST:
        raise PHRASE_EMPTY.at("ten")
    try:
        with transaction.atomic():
            made = Phrase.objects.create(
                facility=by.facility,
                department=department,
                field=field.strip()[:80],
                name=name.strip(),
                text=text.strip(),
                by=by.name,
                created_at=now,
            )
    except IntegrityError:
        raise PHRASE_TAKEN.at("ten") from None
    repository.record(Entry("phrase-kept", detail={"department": department, "name": made.name}))
    return made


def remove(repository: Repository, phrase: int) -> bool:
    """Drop one of the department's; whether there was one."""
    by = repository.by
    if not may_keep(by):
        raise NO_DEPARTMENT.at("khoa")
    rows = Phrase.objects.filter(facility=by.facility, department__in=sorted(by.departments), pk=phrase)
    count = rows.delete()[0]
    if count:
        repository.record(Entry("phrase-removed", detail={"phrase": phrase}))
    return bool(count)
