"""The account of acts: who did what, when, with whose record; its chain; its download. Reading it is an act too."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.models import Account
from benhan.access.permissions import Permission, demand
from benhan.audit import reading
from benhan.audit.entry import Entry
from benhan.audit.verification import verify_inside
from benhan.fhir.search.folding import fold
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of, repository_of
from benhan.ui.typed_days import day_of
from benhan.ward.administration import audit_presenters as presenters
from benhan.ward.administration.audit_words import ACTS, OUTCOMES
from benhan.ward.administration.patient_numbers import numbers_of, patient_with_number

HERE = ("Nhật ký", presenters.HOME)
MOST_DOWNLOADED = 50_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed, what it means, and what is wrong with it."""

    typed: presenters.Typed
    sought: reading.Sought
    errors: dict[str, str]


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries newest first; with a patient's number also who they were."""
    actor = actor_of(request)
    demand(actor, Permission.READ_AUDIT)
    chosen = _filter(request)
    before = request.GET.get("truoc", "")
    before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = reading.PageOfLines((), None)
    people = None
    if not chosen.errors:
        found = reading.page(actor.facility, chosen.sought, before=before_id)
        people = reading.people(actor.facility, chosen.sought) if chosen.sought.patient else None
    page = presenters.entries_page(
        found,
        people,
        numbers_of(actor.facility, [line.patient for line in found.lines]),
        chosen.typed,
        errors=chosen.errors,
        is_first=before_id is None,
        last_link=reading.last_link(actor.facility),
        now=timezone.now(),
    )
    repository_of(request).record(
        Entry("read-audit", patient=chosen.sought.patient, detail={"found": len(found.lines)})
    )
    template = "ward/administration/_entries.html" if request.htmx else "ward/administration/entries.html"  # type: ignore[attr-defined]
    context = {"frame": frame(request, (HERE[0], "")), "page": page}
    return render(request, template, context, status=422 if chosen.errors else 200)


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The same entries as a CSV, at most 50 000 lines."""
    actor = actor_of(request)
    demand(actor, Permission.READ_AUDIT)
    chosen = _filter(request)
    lines = [] if chosen.errors else list(reading.every(actor.facility, chosen.sought, limit=MOST_DOWNLOADED))
    numbers = numbers_of(actor.facility, [line.patient for line in lines])
    repository_of(request).record(
        Entry("export-audit", patient=chosen.sought.patient, detail={"lines": len(lines)})
    )
    rows = (presenters.csv_line(line, numbers) for line in lines)
    response = HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"nhat-ky-{timezone.localtime():%Y%m%d-%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(rows: Iterator[tuple[str, ...]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(presenters.CSV_HEAD)
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()  # the mark makes spreadsheets read UTF-8


@require_GET
def chain(request: HttpRequest) -> HttpResponse:
    """Walk the facility's chain now and say whether it holds."""
    actor = actor_of(request)
    demand(actor, Permission.READ_AUDIT)
    started = time.monotonic()
    verdict = verify_inside(actor.facility)
    page = presenters.chain_page(
        verdict, reading.last_link(actor.facility), seconds=time.monotonic() - started, now=timezone.now()
    )
    outcome = "success" if verdict.is_whole else "failed"
    repository_of(request).record(Entry("verify-audit", outcome, detail={"links": verdict.links}))
    context = {"frame": frame(request, HERE, ("Kiểm tra chuỗi", "")), "page": page}
    return render(request, "ward/administration/chain.html", context)


def _filter(request: HttpRequest) -> Filter:
    """The filter of the address; what can't be read is an error, never silently dropped."""
    given = request.GET.get
    typed = presenters.Typed(
        given("nguoi", "").strip()[:80], given("benh-nhan", "").strip().upper()[:20], given("viec", ""),
        given("ket-qua", ""), given("tu", "").strip(), given("den", "").strip(),
    )  # fmt: skip
    errors: dict[str, str] = {}
    since, until = day_of(typed.since, "tu", errors), day_of(typed.until, "den", errors)
    if since and until and until < since:
        errors["den"] = "Ngày cuối đứng trước ngày đầu."
    facility = actor_of(request).facility
    patient = patient_with_number(facility, typed.patient) if typed.patient else ""
    if typed.patient and not patient:
        errors["benh-nhan"] = "Không có người bệnh mang mã này trong cơ sở."
    typed = replace(
        typed,
        act=typed.act if typed.act in ACTS else "",
        outcome=typed.outcome if typed.outcome in OUTCOMES else "",
    )
    sought = reading.Sought(
        accounts=_accounts(facility, typed.person),
        patient=patient,
        acts=(typed.act,) if typed.act else None,
        outcome=typed.outcome,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )
    return Filter(typed, sought, errors)


def _accounts(facility: str, person: str) -> tuple[str, ...] | None:
    """Ids of the facility's accounts whose name or login holds the text; None when nothing was typed."""
    if not person:
        return None
    wanted = fold(person)
    posts = Account.objects.filter(memberships__facility=facility).values_list("id", "login", "name")
    found = [str(pk) for pk, login, name in posts if wanted in fold(f"{name} {login}")]
    return (*found, "system") if wanted in fold("Hệ thống") else tuple(found)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=dates_vi.VIETNAM)
