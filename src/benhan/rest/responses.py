"""Values to HTTP: status, ETag, Location and body, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from benhan.fhir import jsontext
from benhan.fhir.outcome import outcome_of_error
from benhan.fhir.problems import ProblemError
from benhan.store.repository import Stored

MEDIA_TYPE = "application/fhir+json; charset=utf-8"


def body_response(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(jsontext.render(body).encode(), status=status, content_type=MEDIA_TYPE)


def stored_response(request: HttpRequest, stored: Stored, status: int = 200) -> HttpResponse:
    """A resource with its version; 304 when the caller has it already."""
    tag = f'W/"{stored.version}"'
    if request.method == "GET" and tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = body_response(stored.resource, status)
    response["ETag"] = tag
    response["Last-Modified"] = http_date(stored.last_updated.timestamp())
    if status == 201:
        response["Location"] = request.build_absolute_uri(
            f"/fhir/{stored.reference}/_history/{stored.version}"
        )
    return response


def problem_response(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """An OperationOutcome in the caller's language; the status is the problem's."""
    language = "en" if request.headers.get("Accept-Language", "vi").lower().startswith("en") else "vi"
    response = body_response(outcome_of_error(problem, language=language), problem.problem.status)
    if problem.problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="benhan"'
    return response
