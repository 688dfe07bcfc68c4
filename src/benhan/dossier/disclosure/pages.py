"""/.well-known/security.txt (RFC 9116): the contacts the facilities verified, for whoever found a weakness."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.models import Facility
from benhan.assurance import acts
from benhan.store.border import facility_transaction
from benhan.ui.visibility import public

KIND = "incident-contact-check"
_HOLDS = timedelta(days=366)
_UNVERIFIED_HOLDS = timedelta(days=30)


@require_GET
@public
def security_txt(request: HttpRequest) -> HttpResponse:
    """Contacts of every facility here and until when they stand; not there when nobody can be told."""
    contacts, until = [], []
    for facility in Facility.objects.order_by("code"):
        with facility_transaction(facility.code):
            checked = acts.newest(acts.standing(facility.code, None)).get(KIND)
        address = _uri(checked.reference if checked else "") or _uri(facility.phone)
        if address:
            contacts.append(address)
            until.append(checked.done_on + _HOLDS if checked else timezone.localdate() + _UNVERIFIED_HOLDS)
    if not contacts:
        raise Http404
    ends = datetime.combine(min(until), time(), tzinfo=UTC)
    lines = [*(f"Contact: {one}" for one in dict.fromkeys(contacts)), f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}"]
    text = "\n".join([*lines, "Preferred-Languages: vi, en", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _uri(text: str) -> str:
    """A mail address, a web address or a telephone number as a URI; "" for anything else."""
    word = text.strip()
    if word.startswith("https://") and " " not in word:
        return word
    if re.fullmatch(r"[\w.+-]+@[\w.-]+\.\w+", word, re.ASCII):
        return f"mailto:{word}"
    digits = re.sub(r"[\s().-]", "", word)
    if re.fullmatch(r"0\d{8,10}", digits, re.ASCII):
        return f"tel:+84{digits[1:]}"
    return f"tel:{digits}" if re.fullmatch(r"\+\d{8,14}", digits, re.ASCII) else ""
