"""A doctor who signs papers in the browser's way while bench/crash.py kills the servers."""

from __future__ import annotations

import http.client
import http.cookies
import json
import re
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

_PROGRAM = Path(__file__).with_name("crash_papers.py")
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|sha256)" value="([^"]*)"')


@dataclass(slots=True)
class Signing:
    """The papers of all rounds: id → whether a page said it is signed."""

    papers: dict[str, bool] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


class Browser:
    """Keeps cookies; one connection for each request, as what is killed takes its connections along."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, Location, body). OSError or HTTPException when no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
            for line in answer.msg.get_all("Set-Cookie") or ():
                self._cookies |= {name: one.value for name, one in http.cookies.SimpleCookie(line).items()}
            return answer.status, answer.headers.get("Location", ""), body
        finally:
            connection.close()

    def sign_in(self, login: str, password: str) -> None:
        _, _, page = self.ask("GET", "/dang-nhap/")
        status, to, _ = self.ask(
            "POST", "/dang-nhap/", dict(_HIDDEN.findall(page)) | {"login": login, "password": password}
        )
        if status != 302 or "dang-nhap" in to:
            raise SystemExit(f"signing in as {login}: {status} {to}")


def password_of(data: Path, login: str) -> str:
    rows = [line.split() for line in (data / "logins.txt").read_text(encoding="utf-8").splitlines()]
    return next(row[1] for row in rows if row and row[0] == login)


def more_papers(data: Path, papers: int, signing: Signing) -> None:
    """Prepare papers for a round (the database runs)."""
    fresh = _run(data, "prepare", "--papers", str(papers))
    signing.papers |= dict.fromkeys(fresh, False)
    signing.waiting += fresh


def sign(signing: Signing, port: int, login: str, password: str, stopping: threading.Event) -> None:
    """Open each waiting paper and sign it, twice at once for every third: a doubled click."""
    browser = Browser(port)
    browser.sign_in(login, password)
    for id_ in list(signing.waiting):
        if stopping.is_set():
            return
        try:
            _sign_one(signing, browser, id_, password, is_doubled=int(id_[0], 16) % 3 == 0)
        except (OSError, http.client.HTTPException):
            signing.answers["no answer"] += 1


def _sign_one(signing: Signing, browser: Browser, id_: str, password: str, *, is_doubled: bool) -> None:
    path = f"/kham/giay/{id_}/ky/"
    status, _, page = browser.ask("GET", path)
    hidden = dict(_HIDDEN.findall(page))
    if status != 200 or "sha256" not in hidden:
        signing.answers[f"page {status}"] += 1
        return
    form = hidden | {"xac_nhan_danh_tinh": password}
    second = threading.Thread(target=_again, args=(signing, browser, path, form))
    if is_doubled:
        second.start()
    try:
        status, to, _ = browser.ask("POST", path, form)
    finally:
        if is_doubled:
            second.join()
    signing.answers[str(status)] += 1
    if status == 302 and to == path:
        signing.papers[id_] = True


def _again(signing: Signing, browser: Browser, path: str, form: dict[str, str]) -> None:
    try:
        signing.answers[f"second {browser.ask('POST', path, form)[0]}"] += 1
    except (OSError, http.client.HTTPException):
        signing.answers["second no answer"] += 1


def wrong_papers(data: Path, signing: Signing) -> tuple[dict[str, int], list[str]]:
    """Counts, and one line for each paper that is signed twice, half, or not though a page said so."""
    found = _run(data, "check", given=json.dumps(signing.papers))
    return found["counts"], found["wrong"]


def _run(data: Path, act: str, *words: str, given: str = "") -> Any:
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), act, "--data", str(data), *words],
        input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])
