"""Signing many documents: the list, looking at each, one authorisation, and how far the job has come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.fhir.problems import ProblemError
from benhan.records import batch, orders
from benhan.records.authority import desk
from benhan.records.batch import Candidate
from benhan.records.problems import KEY_ASKS
from benhan.store.problems import NOT_FOUND
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity, factor_of, identity_field
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import banner_in_one
from benhan.ward.signing import batch_presenters as presenters
from benhan.ward.visit.paper_answers import answers_of_document

SEEN = "ky_da_xem"  # in the session: document id → SHA-256 of the bytes this person was shown
HERE = ("Ký tài liệu", presenters.HOME)


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for my signature; POST authorises the ticked ones with one check of identity."""
    found = batch.waiting_for_me(repository_of(request))
    if request.method == "GET":
        return _list(request, found)
    repository = repository_of(request)
    chosen = dict(one.partition(":")[::2] for one in request.POST.getlist("chon"))
    if desk().asks(actor_of(request)):
        return _list(request, found, KEY_ASKS.at())
    problem = check_identity(repository, request.POST.get(NAME, ""), act="sign-batch")
    if problem is not None:
        return _list(request, found, problem)
    try:
        made = batch.start(
            repository, chosen=chosen, seen=_seen(request), factor=factor_of(actor_of(request))
        )
    except ProblemError as refused:
        return _list(request, found, refused)
    request.session[SEEN] = {id_: sha for id_, sha in _seen(request).items() if id_ not in chosen}
    return HttpResponseRedirect(f"{presenters.HOME}dot/{made}/")


def _list(
    request: HttpRequest, found: tuple[Candidate, ...], problem: ProblemError | None = None
) -> HttpResponse:
    actor, repository = actor_of(request), repository_of(request)
    is_identity = problem is not None and problem.expression == NAME
    page = presenters.batch_page(
        found,
        repository.read_many(sorted({f"Patient/{one.document.patient}" for one in found})),
        _seen(request),
        batch.my_batches(repository),
        name=actor.name,
        identity=identity_field(actor, problem.clinician if problem and is_identity else ""),
        asks=bool(found) and desk().asks(actor),
        now=timezone.now(),
        error=problem.clinician if problem else "",
        error_code=problem.problem.code if problem else "",
    )
    status = 200 if problem is None else 422 if is_identity else problem.problem.status
    context = {"frame": frame(request, (HERE[0], "")), "page": page}
    return render(request, "ward/signing/batch.html", context, status=status)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, document: str) -> HttpResponse:
    """One document of the list, shown whole; POST notes that this person has seen these very bytes."""
    repository = repository_of(request)
    found = batch.waiting_for_me(repository)
    place = next((number for number, one in enumerate(found) if one.document.id == document), None)
    if place is None:
        raise NOT_FOUND.at(f"DocumentReference/{document}")
    one = found[place]
    if request.method == "POST" and request.POST.get("sha256") == one.sha256:
        request.session[SEEN] = {**_seen(request), document: one.sha256}
        return HttpResponseRedirect(_next_url(found, _seen(request), place))
    patient = repository.read("Patient", one.document.patient)
    page = presenters.look_page(
        one,
        banner_in_one(repository, patient, one.encounter),
        answers_of_document(repository, one.document, one.form),
        place=place + 1,
        count=len(found),
        next_url=_next_url(found, {**_seen(request), document: one.sha256}, place),
    )
    context = {"frame": frame(request, HERE, ("Xem trước khi ký", "")), "page": page}
    return render(request, "ward/signing/look.html", context, status=409 if request.method == "POST" else 200)


def _next_url(found: tuple[Candidate, ...], seen: Mapping[str, str], place: int) -> str:
    """The next document after this place not seen yet, else the list."""
    for one in (*found[place + 1 :], *found[:place]):
        if seen.get(one.document.id) != one.sha256:
            return f"{presenters.HOME}xem/{one.document.id}/"
    return presenters.HOME


def _seen(request: HttpRequest) -> dict[str, str]:
    kept = request.session.get(SEEN, {})
    return dict(kept) if isinstance(kept, dict) else {}


@require_GET
def progress(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """How far one of my batches has come, document by document; a closed tab changes nothing."""
    repository = repository_of(request)
    found = batch.progress(repository, batch_id)
    people = repository.read_many(sorted({f"Patient/{one.patient}" for one in found.orders}))
    page = presenters.progress_page(found, people, timezone.now())
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "ward/signing/_progress.html", {"page": page})
    context = {"frame": frame(request, HERE, ("Kết quả", "")), "page": page}
    return render(request, "ward/signing/progress.html", context)


@require_GET
def bar(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked for while a batch runs."""
    found = batch.progress(repository_of(request), batch_id)
    context = {"job": presenters.job(found, timezone.now())}
    return render(request, "ward/signing/_bar.html", context)


@require_POST
def hurry(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """Try a waiting signing again at once."""
    orders.hurry(repository_of(request), order)
    messages.info(request, "Đang thử ký lại. Tải lại trang sau ít giây để xem kết quả.")
    return HttpResponseRedirect(_back(request))


@require_POST
def withdraw(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """Take back an authorisation that waits; nothing has been signed."""
    orders.withdraw(repository_of(request), order)
    messages.success(request, "Đã hủy lần ký đang chờ. Tài liệu chưa có chữ ký này.")
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The paper the button stood on, by its id; never an address from outside."""
    document = request.POST.get("giay", "")
    is_id = bool(document) and document.replace("-", "").isalnum() and document.isascii()
    return f"/kham/giay/{document}/ky/" if is_id else presenters.HOME
