"""The installation's own front door, asked from inside: real requests through the whole stack of middleware.

Only probes use it, inside their transaction, which is rolled back: whatever a request writes is gone afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from http import HTTPStatus
from importlib import import_module
from secrets import token_hex, token_urlsafe

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse, HttpResponseBase
from django.test.client import RequestFactory

from benhan.access import sessions
from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.store import border

SIGN_IN = "/dang-nhap/"


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def send(
    method: str,
    path: str,
    data: Mapping[str, str] | bytes | None = None,
    *,
    session: str = "",
    has_csrf: bool = True,
    content_type: str = "",
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """One request as a browser would send it; the answer of the whole stack.

    session   key of a stored session, "" for somebody who is not signed in
    has_csrf  False leaves the token against forged requests out, and lets the check speak
    """
    factory = RequestFactory(headers=headers, SERVER_NAME=_host())
    more = {"content_type": content_type} if content_type else {}
    is_https = bool(settings.SESSION_COOKIE_SECURE)
    request = getattr(factory, method.lower())(path, data or {}, secure=is_https, **more)
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    request._dont_enforce_csrf_checks = has_csrf  # what Django's own test client does
    before = border.here()
    answer = _handler().get_response(request)
    if before:
        border.enter(before)  # a request that enters another facility leaves it open in our transaction
    return answer


def _host() -> str:
    names = [one for one in settings.ALLOWED_HOSTS if one and one != "*"]
    return names[0].lstrip(".") if names else "localhost"


def is_refused(answer: HttpResponseBase) -> bool:
    """Whether somebody was turned away: to the sign-in page, or with a refusal."""
    if answer.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER):
        return answer.headers.get("Location", "").startswith(SIGN_IN)
    return answer.status_code in (
        HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED,
    )  # fmt: skip


def canary(
    facility: str, role: Role, *, password: str = "", **fields: object
) -> tuple[Account, Membership, str]:
    """An invented person with a post here and the password: gone when the probe's transaction is rolled back."""
    given = password or f"Aa1!{token_urlsafe(18)}"
    account = Account.objects.create_account(
        f"phep-thu-{token_hex(6)}", given, name="Tài khoản thử của hệ thống", **fields
    )
    post = Membership.objects.create(
        account=account, facility_id=facility, roles=[role.value], valid_from=date(2020, 1, 1)
    )
    return account, post, given


def session_store(key: str | None = None) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(key)


def begin(account: Account, post: Membership, *, second_factor: bool = False) -> SessionBase:
    """A real stored session of the person, begun as the sign-in page begins it."""
    session = session_store()
    sessions.begin(session, account, post, second_factor=second_factor)
    session.save()
    return session


def text_of(answer: HttpResponseBase) -> str:
    """The answer's text, "" when it is a stream."""
    return answer.content.decode(errors="replace") if isinstance(answer, HttpResponse) else ""
