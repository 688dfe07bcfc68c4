"""What does the web face answer to strangers, to forged requests and to the wrong role?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpResponseBase
from django.test.client import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.dateparse import parse_datetime

from benhan.access.actor import Role
from benhan.assurance import door
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe

_FILLED = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
_SLOT = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")
_GROUP, _LOOKAHEAD = (
    re.compile(r"\(\?P<\w+>[^)]*\)"),
    re.compile(r"\(\?!.*?\)"),
)  # of a pattern written as regex
_HEADERS = (
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
    "strict-transport-security", "cross-origin-opener-policy",
)  # fmt: skip
CONTACT = "/.well-known/security.txt"
# Pages of the office, and a role each that has no business there.
_OFFICES = (
    ("/quan-tri/", Role.DOCTOR), ("/quan-tri/", Role.RECEPTION),
    ("/quan-tri/nhat-ky/", Role.NURSE), ("/quan-tri/chung-thu/", Role.RECEPTION), ("/an-toan/", Role.NURSE),
    ("/luu-tru/", Role.RECEPTION), ("/luu-tru/", Role.APPRAISER), ("/kham/tiep-don/", Role.APPRAISER),
)  # fmt: skip


@cache
def routes() -> tuple[str, ...]:
    """Every address of the installation as its pattern."""
    return tuple(sorted(set(_walk(get_resolver().url_patterns, ""))))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here)
        else:
            yield here


def _filled(route: str) -> str:
    bare = _LOOKAHEAD.sub("", _GROUP.sub("x", route)).replace("^", "").replace("$", "")
    return "/" + _SLOT.sub(lambda slot: _FILLED.get(slot["kind"] or "str", "x"), bare)


@probe("web-anonymous")
def web_anonymous(look: Look) -> Facts:
    """Every address by a stranger, reading and writing; some by a person whose role has no business there."""
    opened = [
        route
        for route in routes()
        if not all(door.is_refused(door.send(method, _filled(route))) for method in ("get", "post"))
    ]
    sessions = {
        role: door.begin(*door.canary(look.facility, role)[:2], second_factor=True) for _, role in _OFFICES
    }
    refused = [
        door.send("get", path, session=sessions[role].session_key or "").status_code == HTTPStatus.FORBIDDEN
        for path, role in _OFFICES
    ]
    return {
        "routes": len(routes()),
        "open": opened,
        "roles_refused_percent": 100 * sum(refused) // len(refused),
    }


@probe("web-answers")
def web_answers(look: Look) -> Facts:
    """Headers and cookies of real answers, a forged request, and where a sign-in leads."""
    page = door.send("get", door.SIGN_IN)
    account, _, password = door.canary(look.facility, Role.RECEPTION)
    sent = {"login": account.login, "password": password, "tiep": "//trang-la.example/"}
    entered = door.send("post", door.SIGN_IN, sent)
    if entered.status_code != HTTPStatus.FOUND:
        raise CannotLookError("tài khoản thử không đăng nhập được")
    forged = door.send("post", door.SIGN_IN, sent, has_csrf=False)
    csp = page.headers.get("Content-Security-Policy", "")
    return {
        "is_https": bool(settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
        "headers": [one for one in _HEADERS if page.headers.get(one)],
        "unsafe_sources": [
            word for word in ("'unsafe-inline'", "'unsafe-eval'", " * ", "http:") if word in f"{csp} "
        ],
        "weak_cookies": _weak_cookies(page) + _weak_cookies(entered),
        "forged_refused": forged.status_code == HTTPStatus.FORBIDDEN,
        "foreign_host_refused": _is_foreign_host_refused(),
        "leaves_site": "trang-la" in entered.headers.get("Location", ""),
    }


def _weak_cookies(answer: HttpResponseBase) -> list[str]:
    """Which cookie lacks which flag; the one against forged requests may be read by our scripts."""
    weak = []
    for name, cookie in answer.cookies.items():
        wanted = ["secure", "samesite"] + ([] if name == settings.CSRF_COOKIE_NAME else ["httponly"])
        weak += [f"{name}: thiếu {flag}" for flag in wanted if not cookie[flag]]
    return weak


def _is_foreign_host_refused() -> bool:
    """Asked of the request itself: the whole stack would log an attack each day."""
    try:
        RequestFactory(SERVER_NAME="trang-la.example").get("/").get_host()
    except DisallowedHost:
        return True
    return False


@probe("security-contact")
def security_contact(look: Look) -> Facts:
    """The file of RFC 9116 as a stranger gets it."""
    answer = door.send("get", CONTACT)
    text = door.text_of(answer) if answer.status_code == HTTPStatus.OK else ""
    fields = [line.partition(":")[::2] for line in text.splitlines() if ":" in line]
    until = [parse_datetime(value.strip()) for name, value in fields if name.lower() == "expires"]
    return {
        "contacts": [value.strip() for name, value in fields if name.lower() == "contact"],
        "days_left": (until[0] - look.now).days if until and until[0] else 0,
    }


@probe("performance")
def performance(look: Look) -> Facts:
    """How long a page and the database take, and how near the database is to its limits."""
    began = perf_counter()
    door.send("get", door.SIGN_IN)
    page_ms = (perf_counter() - began) * 1000
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity")
        used = int(cursor.fetchone()[0])
        database_ms = (perf_counter() - began) * 1000
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'max_connections'")
        most = int(cursor.fetchone()[0])
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'")
        limit_ms = int(cursor.fetchone()[0])
    return {
        "page_ms": round(page_ms, 1),
        "database_ms": round(database_ms, 1),
        "connections_percent": 100 * used // most,
        "statement_limit_s": limit_ms // 1000 if limit_ms else "không giới hạn",
        "memory_mb": _memory_mb(),
    }


def _memory_mb() -> int | None:
    """Of this process, in whole megabytes; None where the system doesn't say."""
    try:
        import resource
    except ImportError:  # no such thing outside Unix
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
