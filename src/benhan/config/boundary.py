"""The outermost edge of every request: who acts, one transaction, and a catalogued answer when it is refused.

Deny by default: a view runs with an actor unless it is marked `@public`.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control

from benhan.access import sessions
from benhan.access.actor import Actor
from benhan.access.problems import NOT_SIGNED_IN, PASSWORD_CHANGE_NEEDED
from benhan.fhir.problems import ProblemError
from benhan.rest.responses import problem_response
from benhan.store.problems import UNAVAILABLE, UNREADABLE_TEXT
from benhan.store.repository import Repository
from benhan.ui.problem_pages import problem_page

log = logging.getLogger("benhan.boundary")
_SAFE_INCIDENT = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
_READING = ("GET", "HEAD", "OPTIONS")
CHANGE_PASSWORD = "/tai-khoan/mat-khau/"  # noqa: S105 — an address
View = Callable[..., HttpResponse]


class BoundaryMiddleware:
    """Last in MIDDLEWARE, so that CSRF and the rest have spoken before a transaction begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.incident = given if _SAFE_INCIDENT.fullmatch(given) else str(uuid.uuid4())  # type: ignore[attr-defined]
        response = self._get_response(request)
        response["X-Request-Id"] = request.incident  # type: ignore[attr-defined]
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse:
        try:
            if holds_nul(request):
                raise UNREADABLE_TEXT.at()
            if getattr(view, "is_public", False):
                return view(request, *args, **kwargs)
            actor = actor_of(request)
            request.actor = actor  # type: ignore[attr-defined]
            if actor.must_change_password and request.path != CHANGE_PASSWORD:
                return password_change_first(request)
            with Repository(by=actor, writes=request.method not in _READING) as repository:
                request.repository = repository  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
        except ProblemError as problem:
            return answer(request, problem)
        except (OperationalError, InterfaceError) as error:
            return answer(request, unavailable(error))


def holds_nul(request: HttpRequest) -> bool:
    """Whether a page was sent the character NUL, which no keyboard types and PostgreSQL's text can't hold."""
    if request.path.startswith("/fhir/"):
        return False  # its reader says which element
    sent = (value for query in (request.GET, request.POST) for values in query.lists() for value in values[1])
    return "\0" in request.path or any("\0" in value for value in sent)


def actor_of(request: HttpRequest) -> Actor:
    """The session's actor for pages, the bearer token's for /fhir/; raises NOT_SIGNED_IN and its kin."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if not request.path.startswith("/fhir/"):
        return sessions.actor_of_session(request.session, idle_s=settings.BENHAN_IDLE_LOCK_S, address=address)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise NOT_SIGNED_IN.at()
    with transaction.atomic():
        return sessions.actor_of_token(token.strip(), address=address)


def password_change_first(request: HttpRequest) -> HttpResponse:
    """To the page that changes the password; an act or a script's request is refused instead."""
    is_page = request.method == "GET" and not request.headers.get("HX-Request")
    if is_page and not request.path.startswith("/fhir/"):
        return HttpResponseRedirect(CHANGE_PASSWORD)
    raise PASSWORD_CHANGE_NEEDED.at()


def unavailable(error: DatabaseError | InterfaceError) -> ProblemError:
    """Which kind of "can't write now" a driver's error is; its text, which may quote data, is dropped."""
    cause = error.__cause__
    full = isinstance(cause, psycopg.errors.DiskFull | psycopg.errors.OutOfMemory)
    return UNAVAILABLE.at(kind="disk-full" if full else "unreachable")


def answer(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """The problem in the words of the face that was asked; what is not the person's doing is logged as an event."""
    if problem.problem.status >= 500:
        log.error("problem %s (%s) incident %s", problem.problem.code, problem.developer, _incident(request))
    if request.path.startswith("/fhir/"):
        return problem_response(request, problem)
    return problem_page(request, problem)


def _incident(request: HttpRequest) -> str:
    return str(getattr(request, "incident", ""))
