"""The base figures people draw upon, as the law's data keeps them; no patient is named in any."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from benhan.law import loading

FOLDER = loading.DATA / "figures"


@require_GET
def base_figure(request: HttpRequest, name: str) -> HttpResponse:
    path = FOLDER / f"{name}.svg"  # a slug by its route: letters, digits and hyphens only
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def has_figure(name: str) -> bool:
    return bool(name) and (FOLDER / f"{name}.svg").is_file()
