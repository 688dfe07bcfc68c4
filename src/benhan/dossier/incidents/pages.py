"""/an-toan/su-co/: the register of incidents, and one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.addresses import ROOT
from benhan.assurance.models import Incident, System
from benhan.audit.entry import Entry
from benhan.dossier.incidents import incident_forms as asked
from benhan.dossier.incidents import presenters as shown
from benhan.dossier.incidents import register as acts
from benhan.dossier.incidents.clocks import address_of_incident
from benhan.dossier.incidents.problems import CHOICE_UNKNOWN
from benhan.fhir.problems import ProblemError
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository
from benhan.ui.desk import NOTHING_TYPED, DeskPage, Typed
from benhan.ui.frame import frame
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

Values = Mapping[str, str]


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    return _show_register(request, NOTHING_TYPED)


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Record an incident; what is refused comes back beside its field."""
    demand(actor_of(request), Permission.REPORT_INCIDENT)
    values = _sent(request, asked.RECORD)
    try:
        made = _record(repository_of(request), values)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show_register(request, _typed(asked.RECORD, values, problem))
    messages.success(request, f"Đã ghi sự cố {made.code}. Xem các hạn phải báo cáo bên dưới.")
    return see_other(address_of_incident(made))


def _record(repository: Repository, values: Values) -> Incident:
    def of(name: str) -> str:
        return values.get(asked.name_of(asked.RECORD, name), "")

    system = System.objects.filter(facility=repository.by.facility, slug=of(asked.SYSTEM)).first()
    if system is None:
        raise CHOICE_UNKNOWN.at(asked.SYSTEM, field=asked.SYSTEM)
    seen = acts.Seen(
        of("title"), of("kind"), asked.moment_of(of("discovered_at"), "discovered_at"), of("description"),
        asked.moment_of(of("happened_at"), "happened_at"), of("scope"), **_flags(asked.RECORD, values),
    )  # fmt: skip
    return acts.record(repository, system, seen)


@require_GET
def one(request: HttpRequest, incident: UUID) -> HttpResponse:
    return _show(request, _incident(request, incident), NOTHING_TYPED)


def _classify(repository: Repository, incident: UUID, values: Values) -> str:
    acts.classify(repository, incident, **_flags(asked.CLASSIFY, values))
    return "Đã ghi phân loại. Các hạn báo cáo theo phân loại mới."


def _note_sent(repository: Repository, incident: UUID, values: Values) -> str:
    def of(name: str) -> str:
        return values.get(asked.name_of(asked.SENT, name), "")

    sent_at = asked.moment_of(of("sent_at"), "sent_at")
    acts.note_sent(repository, incident, report=of("report"), sent_at=sent_at, to=of("to"), note=of("note"))
    return "Đã ghi lần gửi báo cáo."


def _close(repository: Repository, incident: UUID, values: Values) -> str:
    texts = {
        name: values.get(asked.name_of(asked.CLOSE, name), "") for name in ("cause", "remedy", "lessons")
    }
    acts.close(repository, incident, **texts)
    return "Đã đóng sự cố."


DEEDS: Mapping[str, Callable[[Repository, UUID, Values], str]] = {
    asked.CLASSIFY: _classify,
    asked.SENT: _note_sent,
    asked.CLOSE: _close,
}


@require_POST
def deed(request: HttpRequest, incident: UUID, act: str) -> HttpResponse:
    """Classify, note what was sent, close."""
    demand(actor_of(request), Permission.REPORT_INCIDENT)
    found = _incident(request, incident)
    if act not in DEEDS:
        raise NOT_FOUND.at("Incident")
    values = _sent(request, act)
    try:
        done = DEEDS[act](repository_of(request), found.pk, values)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, found, _typed(act, values, problem))
    messages.success(request, done)
    return see_other(address_of_incident(found))


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The register as CSV with a byte order mark, so that office programs read its letters."""
    repository = repository_of(request)
    demand(repository.by, Permission.READ_ASSURANCE)
    rows = list(_incidents(request))
    repository.record(Entry("incidents-exported", detail={"count": len(rows)}))
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(shown.CSV_HEAD)
    writer.writerows(tuple(_plain(cell) for cell in line) for line in shown.csv_lines(rows))
    answer = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="so-su-co-{timezone.localtime():%Y%m%d}.csv"'
    return answer


def _plain(cell: str) -> str:
    """A cell that no office program takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _incidents(request: HttpRequest) -> list[Incident]:
    rows = Incident.objects.filter(facility=actor_of(request).facility).select_related("system")
    return list(rows.order_by("-discovered_at"))


def _incident(request: HttpRequest, incident: UUID) -> Incident:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    rows = Incident.objects.filter(facility=actor.facility, pk=incident).select_related("system")
    found = rows.first()
    if found is None:
        raise NOT_FOUND.at("Incident")
    return found


def _sent(request: HttpRequest, act: str) -> dict[str, str]:
    return {name: str(value).strip() for name, value in request.POST.items() if name.endswith(f"-{act}")}


def _flags(act: str, values: Values) -> dict[str, bool]:
    return {name: bool(values.get(asked.name_of(act, name))) for name in asked.FLAGS}


def _typed(act: str, values: Values, problem: ProblemError) -> Typed:
    at = asked.name_of(act, problem.expression) if problem.expression else ""
    flags = {asked.name_of(act, name): values.get(asked.name_of(act, name), "") for name in asked.FLAGS}
    return Typed(act, {**flags, **values}, problem, at)


def _show_register(request: HttpRequest, typed: Typed) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    systems = list(System.objects.filter(facility=actor.facility, retired_at__isnull=True).order_by("name"))
    may_report = may(actor, Permission.REPORT_INCIDENT) and bool(systems)
    page = DeskPage(
        "Sổ sự cố an ninh mạng",
        lead="Ghi, phân loại, theo dõi hạn báo cáo và rút kinh nghiệm. Phần mềm không tự gửi báo cáo.",
        tables=(shown.register_table(_incidents(request), timezone.now()),),
        forms=(asked.record_form(systems, actor.name, typed),) if may_report else (),
    )
    return _render(request, page, typed, ("Sổ sự cố", ""))


def _show(request: HttpRequest, found: Incident, typed: Typed) -> HttpResponse:
    now = timezone.now()
    drawn = shown.clocks(found, now)
    may_report = may(actor_of(request), Permission.REPORT_INCIDENT)
    page = DeskPage(
        found.title,
        lead=f"Sự cố {found.code}",
        badge=shown.state_badge(found, now),
        actions=shown.papers(found),
        drawings=(drawn,) if drawn else (),
        texts=shown.texts(found),
        forms=asked.forms_of(found, typed) if may_report else (),
        facts=shown.facts(found),
        timeline=shown.timeline(found, now),
    )
    return _render(request, page, typed, ("Sổ sự cố", shown.URL), (found.code, ""))


def _render(request: HttpRequest, page: DeskPage, typed: Typed, *here: tuple[str, str]) -> HttpResponse:
    context = {"frame": frame(request, ("An toàn", ROOT), *here), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)
