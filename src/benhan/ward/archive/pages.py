"""The archive's pages: the list, one record, what it lacks, whether it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, demand, may
from benhan.audit.entry import Entry
from benhan.records import archive, completeness, documents, package, plain_zip, scans
from benhan.records.archive import Wanted
from benhan.records.authority import desk
from benhan.records.sealing import package_digests
from benhan.records.stages import RecordStage
from benhan.records.stored_verification import verify_documents
from benhan.records.verification import FileReport, verify_package
from benhan.signing.verification import verify_pdf
from benhan.ui.desk import NOTHING_TYPED, Typed
from benhan.ui.frame import facility_of, frame
from benhan.ui.identity import NAME, identity_field
from benhan.ui.parts import PatientBanner, VerifyReport
from benhan.ui.requests import actor_of, repository_of
from benhan.ui.typed_days import day_of
from benhan.ward.archive import list_presenters, record_presenters, verify_presenters
from benhan.ward.archive.list_presenters import HOME, LATE, STAGES, Sought
from benhan.ward.archive.offices import needs_identity, offices
from benhan.ward.archive.reading import RecordFile, allergies_and_cards, open_file
from benhan.ward.patients import banner

HERE = ("Lưu trữ", HOME)
_LOOKUP_CODE = re.compile(r"(?!BN\d{8}$)[A-Z2-7]{10}")  # documents.lookup_code; not a patient's number


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Records by stage, found by number, patient, days and form."""
    repository = repository_of(request)
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    asked = _asked(request)
    offset = request.GET.get("bo", "")
    start = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 7 else 0
    nothing = archive.ArchivePage((), 0, None)
    found = nothing if asked.errors else archive.find(repository, asked.wanted, offset=start)
    page = list_presenters.records_page(
        found, archive.counts(repository), asked.typed, errors=asked.errors, offset=start, now=timezone.now()
    )
    template = "ward/archive/_records.html" if request.htmx else "ward/archive/records.html"  # type: ignore[attr-defined]
    context = {"frame": frame(request, (HERE[0], "")), "page": page}
    return render(request, template, context, status=422 if asked.errors else 200)


@dataclass(frozen=True, slots=True)
class _Asked:
    typed: Sought
    wanted: Wanted
    errors: dict[str, str]


def _asked(request: HttpRequest) -> _Asked:
    """The search of the address; the first visit shows what waits for this person."""
    given = request.GET.get
    stage = given("giai-doan")
    if stage is None:
        waits = {Permission.APPROVE_RECORD: "cho-duyet", Permission.SEAL_RECORD: "cho-niem-phong"}
        roles = [key for permission, key in waits.items() if may(actor_of(request), permission)]
        stage = roles[0] if roles and not request.GET else ""
    stage = stage if stage in (*STAGES, LATE) else ""
    typed = Sought(
        stage,
        given("q", "").strip()[:120],
        given("tu", "").strip(),
        given("den", "").strip(),
        given("mau", ""),
    )
    errors: dict[str, str] = {}
    since, until = day_of(typed.since, "tu", errors), day_of(typed.until, "den", errors)
    if since and until and until < since:
        errors["den"] = "Ngày cuối đứng trước ngày đầu."
    looks_like = _kind(typed.words)
    wanted = Wanted(
        number=looks_like.get("number", ""),
        patient_number=looks_like.get("patient_number", ""),
        patient_name=looks_like.get("patient_name", ""),
        lookup_code=looks_like.get("lookup_code", ""),
        opened_from=since,
        opened_to=until,
        stage=STAGES.get(typed.stage),
        form_code=typed.form if typed.form in list_presenters.record_forms() else "",
        is_overdue=typed.stage == LATE,
    )
    return _Asked(typed, wanted, errors)


def _kind(words: str) -> dict[str, str]:
    """What the words look like: a record or archive number, a patient's, a paper's look-up code, or a name."""
    upper = words.upper()
    has_digits = any(letter.isdigit() for letter in upper)
    if has_digits and upper[:2] in ("HS", "LT"):
        return {"number": upper}
    if _LOOKUP_CODE.fullmatch(upper):
        return {"lookup_code": upper}
    return {"patient_number": upper} if has_digits else {"patient_name": words}


@require_GET
def record(request: HttpRequest, record: str) -> HttpResponse:
    """One record: where it stands, its papers and signatures, what may be done now."""
    return show(request, open_file(repository_of(request), record))


def show(request: HttpRequest, file: RecordFile, typed: Typed = NOTHING_TYPED) -> HttpResponse:
    """The page of a record, after a refused act with its reason beside the field."""
    actor, facility = actor_of(request), facility_of(request)
    shown = _banner(request, file)
    identity = None
    if needs_identity(actor, file.stage):
        identity = identity_field(actor, typed.error(typed.key, NAME))
    heading = f"Hồ sơ {file.record.resource['identifier']['value']}"
    page = record_presenters.record_page(
        file,
        shown,
        actor,
        facility=facility.name,
        authority=facility.health_department,
        offices=offices(
            actor,
            file.record.id,
            file.stage,
            heading,
            shown.shown_name,
            identity,
            typed,
            has_package=package_digests(file.record.resource) is not None,
        ),  # fmt: skip
        now=timezone.now(),
    )
    context = {"frame": frame(request, HERE, (page.heading, "")), "page": page}
    return render(request, "ward/archive/record.html", context, status=422 if typed.problem else 200)


def _banner(request: HttpRequest, file: RecordFile) -> PatientBanner:
    allergies, cards = allergies_and_cards(repository_of(request), file.patient)
    return banner.present(
        file.patient,
        allergies=allergies,
        coverages=cards,
        encounter=file.encounter.resource,
        place=str(file.encounter.resource.get("serviceProvider", {}).get("display", "")),
        now=timezone.now(),
    )


@require_GET
def complete(request: HttpRequest, record: str) -> HttpResponse:
    """What the record lacks, for the page to load or to be read by itself."""
    repository = repository_of(request)
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    findings = completeness.check_record(repository, repository.read("Composition", record))
    context = {
        "frame": frame(request, HERE, ("Hồ sơ", f"{HOME}{record}/"), ("Kiểm tra đủ", "")),
        "notice": record_presenters.completeness_notice(findings),
        "findings": [one.clinician for one in findings],
    }
    template = "ward/archive/_complete.html" if request.htmx else "ward/archive/complete.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_GET
def verify(request: HttpRequest, record: str) -> HttpResponse:
    """Every signature and every byte of the record as it is kept now."""
    repository = repository_of(request)
    file = open_file(repository, record)
    report = _report(request, file)
    outcome = "failed" if report.verdict.tone == "son" else "success"
    repository.record(
        Entry(
            "verify-record", outcome, "Composition", file.record.id, file.record.version, file.record.patient
        )
    )
    context = {
        "frame": frame(request, HERE, ("Hồ sơ", f"{HOME}{record}/"), ("Kiểm tra chữ ký", "")),
        "banner": _banner(request, file),
        "report": report,
        "back_url": f"{HOME}{record}/",
    }
    return render(request, "ward/archive/verify.html", context)


def _report(request: HttpRequest, file: RecordFile) -> VerifyReport:
    repository, now = repository_of(request), timezone.now()
    if file.stage is not RecordStage.SEALED:
        return verify_presenters.of_documents(verify_documents(repository, file.record, desk().trust), at=now)
    scanned = scans.document_of(repository, file.record)
    if scanned is not None:
        pdf = documents.pdf_of(repository, scanned)
        checked = verify_pdf(pdf, trust=desk().trust)
        faults = (
            ()
            if checked.signatures and all(one.is_valid for one in checked.signatures)
            else ("chữ ký của cơ sở không hợp lệ",)
        )
        report = FileReport("ban-quet.pdf", faults, checked)
        return verify_presenters.of_documents([report], at=now)
    content = plain_zip.build(package.package_files(repository, file.record))
    return verify_presenters.of_package(verify_package(content, desk().trust), at=now)
