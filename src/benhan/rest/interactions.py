"""The FHIR interactions: one function each, from a request to a Repository call and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from benhan.fhir import jsontext
from benhan.fhir.search.parse import parse
from benhan.records.outside import refuse_from_outside
from benhan.rest.problems import BAD_IF_MATCH, BAD_PAGE, NOT_UTF8, WRONG_MEDIA_TYPE
from benhan.rest.responses import body_response, stored_response
from benhan.store.problems import TOO_LARGE, WRONG_ID
from benhan.store.repository import Page, Repository, Stored

LARGEST_BODY = 8 * 1024 * 1024  # bytes
LARGEST_OFFSET = 1_000_000


def repository_of(request: HttpRequest) -> Repository:
    repository: Repository = request.repository  # type: ignore[attr-defined]
    return repository


def read(request: HttpRequest, resource_type: str, id_: str) -> HttpResponse:
    return stored_response(request, repository_of(request).read(resource_type, id_))


def read_version(request: HttpRequest, resource_type: str, id_: str, version: int) -> HttpResponse:
    return stored_response(request, repository_of(request).read_version(resource_type, id_, version))


def create(request: HttpRequest, resource_type: str) -> HttpResponse:
    resource = _body(request)
    if resource.get("resourceType") != resource_type:
        raise WRONG_ID.at(resource_type)
    refuse_from_outside(repository_of(request), resource_type, resource=resource)
    return stored_response(request, repository_of(request).create(resource), 201)


def update(request: HttpRequest, resource_type: str, id_: str) -> HttpResponse:
    resource = _body(request)
    if resource.get("resourceType") != resource_type or resource.get("id") != id_:
        raise WRONG_ID.at(resource_type)
    refuse_from_outside(repository_of(request), resource_type, id_=id_, resource=resource)
    stored = repository_of(request).update(resource, if_match=_if_match(request), may_create=True)
    return stored_response(request, stored, 201 if stored.version == 1 else 200)


def delete(request: HttpRequest, resource_type: str, id_: str) -> HttpResponse:
    refuse_from_outside(repository_of(request), resource_type, id_=id_)
    repository_of(request).delete(resource_type, id_, if_match=_if_match(request))
    return HttpResponse(status=204)


def history(request: HttpRequest, resource_type: str, id_: str) -> HttpResponse:
    versions = repository_of(request).history(resource_type, id_)
    base = request.build_absolute_uri("/fhir/")
    entries = [_history_entry(base, resource_type, id_, stored) for stored in versions]
    return body_response(
        {
            "resourceType": "Bundle",
            "type": "history",
            "total": len(entries),
            "link": [{"relation": "self", "url": request.build_absolute_uri()}],
            "entry": entries,
        }
        if entries
        else {"resourceType": "Bundle", "type": "history", "total": 0}
    )


def _history_entry(base: str, resource_type: str, id_: str, stored: Stored) -> dict[str, Any]:
    method = "DELETE" if stored.is_deleted else "POST" if stored.version == 1 else "PUT"
    url = resource_type if method == "POST" else f"{resource_type}/{id_}"
    status = {"DELETE": "204", "POST": "201", "PUT": "200"}[method]
    entry: dict[str, Any] = {"fullUrl": f"{base}{resource_type}/{id_}"}
    if not stored.is_deleted:
        entry["resource"] = stored.resource
    entry["request"] = {"method": method, "url": url}
    entry["response"] = {
        "status": status,
        "etag": f'W/"{stored.version}"',
        "lastModified": stored.last_updated.isoformat(timespec="milliseconds"),
    }
    return entry


def search(request: HttpRequest, resource_type: str) -> HttpResponse:
    """GET, or POST to _search with a form; an unknown parameter is refused unless `Prefer: handling=lenient`."""
    pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    if request.method == "POST":
        pairs += parse_qsl(_form_text(request.body), keep_blank_values=True)
    offset = _offset(pairs)
    wanted = [(name, value) for name, value in pairs if name not in ("_offset", "_format", "_pretty")]
    strict = "handling=lenient" not in request.headers.get("Prefer", "")
    query = parse(resource_type, wanted, strict=strict, base_url=request.build_absolute_uri("/fhir/"))
    page = repository_of(request).search_query(query, offset=offset)
    return body_response(_searchset(request, page, wanted, offset))


def _form_text(body: bytes) -> str:
    try:
        return body.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise NOT_UTF8.at() from None


def _offset(pairs: list[tuple[str, str]]) -> int:
    text = next((value for name, value in pairs if name == "_offset"), "0")
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_OFFSET:
        raise BAD_PAGE.at("_offset")
    return int(text)


def _searchset(request: HttpRequest, page: Page, pairs: list[tuple[str, str]], offset: int) -> dict[str, Any]:
    base = request.build_absolute_uri("/fhir/")
    here = request.build_absolute_uri(request.path.removesuffix("/_search"))

    def url(at: int) -> str:
        query = urlencode([*pairs, *([("_offset", str(at))] if at else [])])
        return f"{here}?{query}" if query else here

    links = [{"relation": "self", "url": url(offset)}]
    if page.next_offset is not None:
        links.append({"relation": "next", "url": url(page.next_offset)})
    entries = [
        {"fullUrl": f"{base}{stored.reference}", "resource": stored.resource, "search": {"mode": mode}}
        for mode, group in (("match", page.matches), ("include", page.included))
        for stored in group
    ]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if page.total is not None:
        bundle["total"] = page.total
    bundle["link"] = links
    if entries:
        bundle["entry"] = entries
    return bundle


def _body(request: HttpRequest) -> dict[str, Any]:
    content_type = request.content_type or ""
    if content_type not in ("application/fhir+json", "application/json"):
        raise WRONG_MEDIA_TYPE.at()
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise TOO_LARGE.at(limit=LARGEST_BODY)
    return jsontext.parse(request.body)


def _if_match(request: HttpRequest) -> int | None:
    text = request.headers.get("If-Match", "").strip()
    if not text:
        return None
    digits = text.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise BAD_IF_MATCH.at()
    return int(digits)
