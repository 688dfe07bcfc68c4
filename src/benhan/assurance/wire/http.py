"""How a web address answers: plainly or not, with which headers, to attack-looking questions and forged sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from benhan.assurance.host.root import Facts
from benhan.assurance.wire.target import Answer, CannotReachError, Target, ask

_DAY_S = 86_400
_VERSION = re.compile(r"/\d|\d+\.\d+")
# Harmless questions that look like well-known attacks: a filter in front must notice them.
CANARIES = (
    "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "id=1%27%20OR%20%271%27%3D%271%27--",
    "tep=..%2F..%2F..%2F..%2Fetc%2Fpasswd",
)
_BLOCKED = frozenset({400, 403, 406, 418, 429, 501})
ADMIN_PATHS = (
    "/admin/", "/an-toan/", "/quan-tri/", "/phpmyadmin/", "/pgadmin/", "/server-status", "/manager/html", "/actuator/env",
    "/.git/config", "/.env",
)  # fmt: skip
_FORGED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1",
    "X-Forwarded-Host": "localhost",
}
_NOWHERE = "/khong-co-trang-nay-4b1d/"


def headers(target: Target, now: datetime) -> Facts:
    """Probe endpoint-http. Raises OSError, CannotReachError."""
    answer = _landing(target)
    banner = " ".join(filter(None, (answer.header("server"), answer.header("x-powered-by"))))
    found = re.search(r"max-age=\"?(\d+)", answer.header("strict-transport-security"))
    return {
        "serves_plain": not target.is_https or serves_plain(target),
        "hsts_days": int(found[1]) // _DAY_S if found and target.is_https else 0,
        "banner": banner,
        "tells_version": bool(_VERSION.search(banner)),
        "missing_headers": _missing(answer),
        "loose_cookies": sorted(_loose(answer)),
    }


def filtering(target: Target, now: datetime) -> Facts:
    """Probe endpoint-filter: is an attack-looking question stopped by something? Raises OSError, CannotReachError."""
    usual = ask(target).status
    if usual in _BLOCKED or usual >= 500:
        raise CannotReachError(f"trang trả lời {usual} ngay cả khi được hỏi bình thường")
    passed = [one for one in CANARIES if not _is_stopped(target, f"{target.path}?{one}")]
    return {"asked": len(CANARIES), "stopped": len(CANARIES) - len(passed), "let_through": passed}


def administration(target: Target, now: datetime) -> Facts:
    """Probe endpoint-admin: what opens to one who has not logged in, or who lies about where they come from."""
    nowhere = ask(target, _NOWHERE)
    usual = {path: ask(target, path) for path in ADMIN_PATHS}
    forged = {path: ask(target, path, headers=_FORGED) for path in ADMIN_PATHS}
    return {
        "asked": len(ADMIN_PATHS),
        "open_paths": [path for path, one in usual.items() if _is_open(one, nowhere)],
        "open_to_forged": [
            path
            for path, one in forged.items()
            if one.status != usual[path].status and one.status not in _BLOCKED and one.status < 500
        ],
    }


def _landing(target: Target) -> Answer:
    """The page at the address; a redirect within the same host is followed once."""
    answer = ask(target)
    where = urlsplit(answer.header("location"))
    is_own = not where.netloc or where.netloc == target.authority
    return (
        ask(target, where.path)
        if answer.status in (301, 302, 303, 307, 308) and is_own and where.path
        else answer
    )


def serves_plain(target: Target) -> bool:
    """Whether content comes over plain HTTP, on port 80 or on the very port; refusing and redirecting are both right."""
    for port in {80, target.port}:
        try:
            answer = ask(replace(target, port=port, is_https=False))
        except (OSError, CannotReachError):
            continue
        goes = urlsplit(answer.header("location")).scheme
        if answer.status < 300 or (answer.status < 400 and goes != "https"):
            return True
    return False


def _missing(answer: Answer) -> list[str]:
    policy = answer.header("content-security-policy")
    there = {
        "Content-Security-Policy": bool(policy),
        "X-Content-Type-Options": answer.header("x-content-type-options").lower() == "nosniff",
        "X-Frame-Options": bool(answer.header("x-frame-options")) or "frame-ancestors" in policy,
        "Referrer-Policy": bool(answer.header("referrer-policy")),
    }
    return [name for name, is_there in there.items() if not is_there]


def _loose(answer: Answer) -> Iterable[str]:
    """Cookies that would also travel without encryption."""
    for one in answer.headers.get("set-cookie", ()):
        if "secure" not in {part.strip().lower() for part in one.split(";")[1:]}:
            yield one.partition("=")[0]


def _is_stopped(target: Target, path: str) -> bool:
    try:
        return ask(target, path).status in _BLOCKED
    except (OSError, CannotReachError):
        return True  # cut off without a word: that, too, is a filter


def _is_open(answer: Answer, nowhere: Answer) -> bool:
    """Content, and not merely what every address gets (a page that always answers 200)."""
    return answer.status == 200 and not (
        nowhere.status == 200 and abs(len(answer.body) - len(nowhere.body)) < 64
    )
