"""The JSON behind picker.js: GET ?q= → {"results": [{code, display, note}]}. No patient is named in any of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from benhan.fhir import systems
from benhan.store.repository import Repository
from benhan.ui.requests import repository_of
from benhan.ward.pickers import lists

RECENT = 20  # of this doctor's latest forms


@require_GET
def diagnoses(request: HttpRequest) -> JsonResponse:
    recent = recent_codes(repository_of(request))
    is_main = request.GET.get("chinh", "1") == "1"
    return _answer(lists.diagnoses(_text(request), is_main=is_main, recent=recent))


@require_GET
def medicines(request: HttpRequest) -> JsonResponse:
    return _answer(lists.medicines(_text(request)))


@require_GET
def allergens(request: HttpRequest) -> JsonResponse:
    return _answer(lists.allergens(_text(request)))


@require_GET
def national_list(request: HttpRequest, name: str) -> JsonResponse:
    found = lists.national_list(name, _text(request))
    if found is None:
        raise Http404
    return _answer(found)


def recent_codes(repository: Repository) -> tuple[str, ...]:
    """ICD-10 codes this person wrote last, newest form first, each once."""
    by = repository.by
    if not by.practitioner:
        return ()
    pairs = [("author", f"Practitioner/{by.practitioner}"), ("_sort", "-authored"), ("_count", str(RECENT))]
    codes = [
        str(answer["valueCoding"].get("code", ""))
        for stored in repository.search("QuestionnaireResponse", pairs).matches
        for group in stored.resource.get("item", ())
        for item in group.get("item", ())
        for answer in item.get("answer", ())
        if answer.get("valueCoding", {}).get("system") == systems.ICD_10
    ]
    return tuple(dict.fromkeys(code for code in codes if code))


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:100]


def _answer(options: Sequence[lists.Option]) -> JsonResponse:
    return JsonResponse(
        {"results": [one.as_json() for one in options]}, json_dumps_params={"ensure_ascii": False}
    )
