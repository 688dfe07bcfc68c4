"""The scripts in a real browser, over the gallery's pages; the server's answers are given by the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Page, Route, sync_playwright

from tests.ui import settings as small

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
# slow: every test here starts a page of a real browser
pytestmark = [
    pytest.mark.slow,
    pytest.mark.journey,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser on this machine"),
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing: the test's own report is enough."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery, served on localhost."""
    with override_settings(
        ROOT_URLCONF="tests.ui.urls",
        MIDDLEWARE=small.MIDDLEWARE,
        STATICFILES_FINDERS=small.STATICFILES_FINDERS,
        DEBUG=True,  # lets the static files be served by their finders
    ):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/thu-vien/"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


class Server:
    """Answers the autosave as the test says, and remembers what came."""

    def __init__(self) -> None:
        self.mode = "saves"
        self.revision = 7
        self.bodies: list[str] = []

    def answer(self, route: Route) -> None:
        self.bodies.append(route.request.post_data or "")
        if self.mode == "is away":
            route.abort()
        elif self.mode == "asks to sign in":
            route.fulfill(status=401, json={"login_url": "/dang-nhap/"})
        elif self.mode == "has another text":
            self.mode, self.revision = "saves", 20
            answers = {"reason": ["Đau bụng"], "pulse_v": ["70"]}
            route.fulfill(status=409, json={"revision": "20", "by": "BS. Lê Chi", "answers": answers})
        else:
            self.revision += 1
            route.fulfill(json={"revision": str(self.revision), "saved_at": "07:31:05"})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def visit(browser, address: str, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(8000)
    page.route("**/thu-vien/luu/", server.answer)
    page.goto(f"{address}mau/lan-kham/")
    yield page
    context.close()


def _says(page: Page, text: str) -> None:
    page.locator("[data-save-text]", has_text=text).wait_for()


def test_the_line_says_saved_only_once_the_server_has_answered(visit: Page, server: Server) -> None:
    server.mode = "is away"
    visit.fill("#o-reason", "Ho khan")
    _says(visit, "Chưa lưu: mất kết nối, nội dung vẫn giữ trên máy này")
    server.mode = "saves"
    _says(visit, "Đã lưu lúc 07:31:05")
    assert "reason=Ho+khan" in server.bodies[-1] and "revision=7" in server.bodies[-1]


def test_text_the_server_never_got_is_back_after_a_reload(visit: Page, server: Server) -> None:
    server.mode = "is away"
    visit.fill("#o-reason", "Đau ngực từ đêm qua")
    _says(visit, "Chưa lưu")
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.reload()
    visit.locator(".restored").wait_for()
    assert visit.input_value("#o-reason") == "Đau ngực từ đêm qua"


def test_of_two_texts_the_person_chooses_and_untouched_fields_take_the_newer(
    visit: Page, server: Server
) -> None:
    server.mode = "has another text"
    visit.fill("#o-reason", "Ho ba ngày")
    visit.click("text=Lưu nội dung đã chọn")
    _says(visit, "Đã lưu lúc")
    assert visit.input_value("#o-reason") == "Ho ba ngày"
    assert visit.input_value("#o-pulse_v") == "70"
    assert "revision=20" in server.bodies[-1]


def test_an_expired_login_is_asked_for_and_the_text_saved_afterwards(visit: Page, server: Server) -> None:
    server.mode = "asks to sign in"
    visit.fill("#o-reason", "Ho bốn ngày")
    visit.get_by_role("heading", name="Cần đăng nhập lại").wait_for()
    server.mode = "saves"
    visit.click("text=Tôi đã đăng nhập, lưu lại")
    _says(visit, "Đã lưu lúc")
    assert visit.input_value("#o-reason") == "Ho bốn ngày"


def test_a_quick_enter_picks_from_what_was_typed_never_from_an_older_list(visit: Page) -> None:
    visit.fill("#o-second", "tăng")
    visit.locator("[role=option]").first.wait_for()
    visit.keyboard.press("Enter")
    assert visit.input_value("input[name=second]") == "I10"
    assert visit.input_value("#o-second").startswith("I10 Tăng huyết áp")


def test_typed_dates_are_completed_and_letters_lead_to_places(visit: Page, address: str) -> None:
    visit.goto(address)
    for field, typed, whole in (("#o-onset", "0203", "02/03/"), ("#o-arrived", "731", "07:31")):
        visit.fill(field, typed)
        visit.keyboard.press("Tab")
        assert visit.input_value(field).startswith(whole)
    visit.evaluate("document.activeElement.blur()")
    visit.keyboard.press("g")
    visit.keyboard.press("t")
    visit.wait_for_url("**/mau/tiep-don/")


def test_a_signature_is_kept_as_strokes_with_time_and_pressure(visit: Page, address: str) -> None:
    visit.goto(address)
    pad = visit.locator("[data-pad]").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    visit.mouse.move(box["x"] + 30, box["y"] + 90)
    visit.mouse.down()
    visit.mouse.move(box["x"] + 120, box["y"] + 40, steps=5)
    visit.mouse.up()
    strokes = visit.evaluate("JSON.parse(document.querySelector('[name=patient_signature]').value).strokes")
    assert len(strokes) == 1 and len(strokes[0]) >= 3 and all(len(spot) == 4 for spot in strokes[0])


@pytest.mark.parametrize(
    "name", ["", "mau/tiep-don/", "mau/lan-kham/", "mau/ky/", "mau/luu-tru/", "mau/dang-nhap/"]
)
def test_a_phone_never_scrolls_sideways(browser, address: str, name: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address + name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


@pytest.fixture
def gallery(browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(address)
    yield page
    context.close()


def test_rows_of_a_free_table_are_added_moved_and_removed_by_keyboard(gallery: Page) -> None:
    table = gallery.locator("[data-fill=rows]").first

    def texts() -> list[list[str]]:
        boxes = table.locator("tbody textarea")
        return boxes.evaluate_all("all => all.map((one) => [one.name, one.value])")

    assert texts() == [["rows.0.text", "Tỉnh, đỡ ho"], ["rows.1.text", ""]]
    table.locator("[data-fill-add]").click()
    gallery.keyboard.type("0731")
    gallery.keyboard.press("Tab")
    gallery.keyboard.type("Sốt lại")
    assert texts()[2] == ["rows.2.text", "Sốt lại"]
    gallery.keyboard.press("Alt+ArrowUp")
    gallery.keyboard.press("Alt+ArrowUp")
    assert [text for _, text in texts()] == ["Sốt lại", "Tỉnh, đỡ ho", ""]
    assert [name for name, _ in texts()] == ["rows.0.text", "rows.1.text", "rows.2.text"]
    assert table.locator('input[name="rows.0.at"]').input_value() == "07:31", "a row moves whole"
    table.locator("tbody tr").nth(1).locator("[data-fill-remove]").click()
    assert [text for _, text in texts()] == ["Sốt lại", ""]


def test_strokes_on_a_figure_are_sent_as_numbers_and_taken_back_one_by_one(gallery: Page) -> None:
    figure = gallery.locator("[data-figure]").first
    canvas = figure.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for start in (0.25, 0.5):
        gallery.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.5)
        gallery.mouse.down()
        gallery.mouse.move(box["x"] + box["width"] * (start + 0.2), box["y"] + box["height"] * 0.75, steps=6)
        gallery.mouse.up()
    strokes = json.loads(figure.locator("[data-figure-strokes]").input_value())
    assert len(strokes) == 2
    assert all(0 <= part <= 1000 for stroke in strokes for point in stroke["points"] for part in point)
    first = strokes[0]["points"][0]
    assert abs(first[0] - 250) < 5
    assert abs(first[1] - 500) < 5
    figure.locator("[data-figure-undo]").click()
    assert len(json.loads(figure.locator("[data-figure-strokes]").input_value())) == 1
    figure.locator("[data-figure-clear]").click()
    assert figure.locator("[data-figure-strokes]").input_value() == ""
    assert figure.locator("[data-figure-state]").inner_text() == "Chưa có nét nào"
