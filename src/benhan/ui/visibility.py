"""Marks the few views that need no signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """This page is for everybody: sign-in, health, what the law wants public."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    marked.is_public = True  # type: ignore[attr-defined]
    return marked
