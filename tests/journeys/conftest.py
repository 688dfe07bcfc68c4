"""A hospital that runs and people at its computers: Chromium over a real installation."""

from __future__ import annotations

import base64
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from benhan.ops.one_time_code import STEP_S, code_at
from tests.support.installation import Installation, installation

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DESK = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def hospital(
    django_db_setup: None, worker_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The installation every journey of a run shares."""
    from urllib.parse import quote

    databases = worker_database.databases
    name = f"benhan_journey_{uuid.uuid4().hex[:8]}"
    databases.clone(name)
    host = quote(databases.server.host, safe="")
    url = f"postgresql://benhan_app@/{name}?host={host}&port=5432"
    with installation(tmp_path_factory.mktemp("benhan"), url) as running:
        yield running
    databases.drop(name)


@pytest.fixture(scope="package")  # ended before other folders start a browser: Playwright runs once at a time
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "the journeys need chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass  # no slots: playwright writes on the object whose methods it calls
class Desks:
    """Everybody's browser. What goes wrong in any of them is kept in `wrong`, which must stay empty."""

    hospital: Installation
    browser: Browser
    wrong: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    is_storm: bool = False

    def sit_down(self, **options: Any) -> Page:
        """A fresh browser nobody has signed in to."""
        options = {"viewport": DESK, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **options}
        context = self.browser.new_context(base_url=self.hospital.url, **options)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        return context.new_page()

    def signed_in(self, login: str, **options: Any) -> Page:
        page = self.sit_down(**options)
        page.goto("/dang-nhap/")
        self.sign_in(page, login)
        return page

    def sign_in(self, page: Page, login: str) -> None:
        """From the sign-in page to wherever it leads."""
        password, key = self.hospital.login(login)
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        if key:
            page.get_by_label("Mã xác thực 6 số").fill(self.code(login))
            page.get_by_role("button", name="Xác nhận").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    def code(self, login: str) -> str:
        """A code never used before: each is good once, so the second in a half minute is the next one's."""
        step = max(int(time.time()) // STEP_S, _last_step.get(login, 0) + 1)
        _last_step[login] = step
        return code_at(base64.b32decode(self.hospital.login(login)[1]), step * STEP_S)

    def _failed(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED" or self.is_storm:
            return  # a page left while something loaded; or we pulled the plug ourselves
        self.wrong.append(f"{request.method} {request.url}: {request.failure}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # A refusal we asked for (401, 403, 409, 422 …) is written by the browser as an error; a 500 is one.
        if message.text.startswith("Failed to load resource") and ("of 4" in message.text or self.is_storm):
            return
        self.wrong.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


_last_step: dict[str, int] = {}


@pytest.fixture
def desks(hospital: Installation, browser: Browser) -> Iterator[Desks]:
    made = Desks(hospital, browser)
    yield made
    for context in made.contexts:
        context.close()
    assert not made.wrong, "\n".join(made.wrong)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path
