"""After an act: the browser is sent to a page to read, so that going back or reloading repeats nothing."""

from __future__ import annotations

from django.http import HttpResponseRedirect


def see_other(url: str) -> HttpResponseRedirect:
    """303: the answer to a POST stands at another address."""
    return HttpResponseRedirect(url, status=303)
