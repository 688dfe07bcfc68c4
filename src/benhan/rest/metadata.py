"""The CapabilityStatement, made from the router's tables and the search parameters that work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.search.parameters import search_parameters
from benhan.rest.responses import body_response
from benhan.rest.router import INSTANCE_LEVEL, OTHER_INTERACTIONS, TYPE_LEVEL
from benhan.ui.visibility import public

RELEASED = "2026-11-22"


@require_GET
@public
def metadata(request: HttpRequest) -> HttpResponse:
    """GET /fhir/metadata, open to everybody: it says what the server does, nothing of anybody."""
    return body_response(capability_statement(request.build_absolute_uri("/fhir")))


def capability_statement(base: str) -> dict[str, Any]:
    codes = [code for code, _ in (*TYPE_LEVEL.values(), *INSTANCE_LEVEL.values())] + list(OTHER_INTERACTIONS)
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": RELEASED,
        "kind": "instance",
        "software": {"name": "Benhan", "version": "0.1.0"},
        "implementation": {"description": "Benhan", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Bearer token; a token sees one facility"},
                "resource": [_resource(name, codes) for name in sorted(resource_types())],
            }
        ],
    }


def _resource(name: str, codes: list[str]) -> dict[str, Any]:
    parameters = [
        {"name": parameter.code, "type": parameter.type}
        for parameter in search_parameters(name).values()
        if not parameter.refusal
    ]
    return {
        "type": name,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "searchParam": sorted(parameters, key=lambda row: row["name"]),
    }
