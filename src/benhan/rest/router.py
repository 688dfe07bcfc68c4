"""Method and path to interaction, from one table that also feeds the CapabilityStatement."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from benhan.fhir.definitions.tables import resource_types
from benhan.rest import interactions
from benhan.rest.problems import METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNKNOWN_TYPE
from benhan.store.problems import NOT_FOUND

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)

# level: {method: (R4 interaction code, function)}
TYPE_LEVEL: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "GET": ("search-type", interactions.search),
    "POST": ("create", interactions.create),
}
INSTANCE_LEVEL: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "GET": ("read", interactions.read),
    "PUT": ("update", interactions.update),
    "DELETE": ("delete", interactions.delete),
}
OTHER_INTERACTIONS = ("vread", "history-instance")


@csrf_exempt
def route(request: HttpRequest, path: str) -> HttpResponse:
    """Everything under /fhir/ but metadata. Bearer tokens only, so no CSRF is possible."""
    parts = path.strip("/").split("/")
    resource_type = parts[0]
    if resource_type not in resource_types():
        raise UNKNOWN_TYPE.at(resource_type=resource_type[:40])
    accept = request.headers.get("Accept", "*/*")
    if not any(word in accept for word in ("json", "*/*", "application/*")):
        raise NOT_ACCEPTABLE.at()
    match parts[1:]:
        case []:
            return _dispatch(request, TYPE_LEVEL, resource_type)
        case ["_search"] if request.method == "POST":
            return interactions.search(request, resource_type)
        case [id_] if _ID.fullmatch(id_):
            return _dispatch(request, INSTANCE_LEVEL, resource_type, id_)
        case [id_, "_history"] if _ID.fullmatch(id_) and request.method == "GET":
            return interactions.history(request, resource_type, id_)
        case [id_, "_history", version] if (
            _ID.fullmatch(id_) and request.method == "GET" and _is_version(version)
        ):
            return interactions.read_version(request, resource_type, id_, int(version))
    raise NOT_FOUND.at(resource_type)


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _dispatch(
    request: HttpRequest, table: dict[str, tuple[str, Callable[..., HttpResponse]]], *args: str
) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else str(request.method)
    if method not in table:
        raise METHOD_NOT_ALLOWED.at(method=method)
    return table[method][1](request, *args)
