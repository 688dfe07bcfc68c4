"""The README's pictures, taken from a running demonstration: what a visitor sees first must be what there is.

    python tools/screenshots.py http://127.0.0.1:8000 --logins .demo/logins.txt --out docs/pictures

Needs playwright (requirements-dev.txt), chromium and pdftoppm. It signs in as the demonstration's people, opens one
waiting visit and half fills its record, so take the pictures from a demonstration of their own.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")  # fmt: skip
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
LARGEST_BYTES = 200_000
HALF_FILLED = {
    "illness_course": "Ho khan 3 ngày, sốt về chiều, không khó thở. Đã dùng paracetamol ở nhà.",
    "general_exam": "Tỉnh, tiếp xúc tốt. Da, niêm mạc hồng. Họng đỏ nhẹ.",
    "pulse": "88",
    "temperature": "38,2",
    "bp_systolic": "120",
    "bp_diastolic": "80",
}
PRESCRIBED = {
    "diagnosis": "J20.9",
    "drugs.0.inn": "paracetamol",
    "drugs.0.strength": "500 mg",
    "drugs.0.dose": "1 viên",
    "drugs.0.times": "3",
    "drugs.0.days": "5",
    "drugs.0.moment": "sau ăn",
    "advice": "Uống nhiều nước, khám lại khi sốt cao.",
}


@dataclass(frozen=True, slots=True)
class Studio:
    """Where the pictures are taken and where they go."""

    browser: Browser
    url: str
    passwords: dict[str, str]
    out: Path

    @contextmanager
    def desk_of(self, login: str, size: dict[str, int] = DESK) -> Iterator[Page]:
        """A page signed in as somebody without a second factor."""
        context = self.browser.new_context(
            base_url=self.url, viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", color_scheme="light"
        )  # fmt: skip
        page = context.new_page()
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(self.passwords[login])
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        yield page
        context.close()

    def keep(self, page: Page, name: str) -> None:
        """One screen as it stands; refused when it is heavier than a reader should wait for."""
        page.wait_for_load_state("networkidle")
        path = self.out / f"{name}.png"
        page.screenshot(path=path)
        if path.stat().st_size > LARGEST_BYTES:
            raise SystemExit(f"{path} is too heavy: {path.stat().st_size} bytes")


def read_passwords(path: Path) -> dict[str, str]:
    """DATA/logins.txt: login, password, role, in columns."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1}


def take_all(studio: Studio) -> None:
    with studio.desk_of("lan") as lan:
        lan.goto("/kham/tiep-don/")
        lan.locator('[id="o-q"]').press_sequentially("nguyen van", delay=20)
        lan.locator("#tim-thay table").wait_for()
        studio.keep(lan, "reception")
    with studio.desk_of("an") as an:
        an.goto("/kham/")
        studio.keep(an, "queue")
        an.goto("/kham/?xem=cho")
        address = visit(studio, an)
        sign(studio, an, address)
        chart(studio, an)
        batch(studio, an)
    with studio.desk_of("hung") as hung:
        hung.goto("/khoa/")
        studio.keep(hung, "beds")
    with studio.desk_of("an", PHONE) as phone:
        phone.goto("/kham/")
        studio.keep(phone, "phone")
    with studio.desk_of("minh") as minh:
        minh.goto("/luu-tru/?giai-doan=")
        studio.keep(minh, "archive")
        minh.goto("/bieu-mau/")
        studio.keep(minh, "forms")
        record(studio, minh)
        minh.goto("/an-toan/")
        studio.keep(minh, "board")
        minh.goto("/an-toan/he-thong/hsba/so-do/")
        studio.keep(minh, "diagram")


def visit(studio: Studio, an: Page) -> str:
    """The first person who waits: visit opened, record begun; returns the visit's address."""
    an.locator("a[data-row-link]").first.click()
    an.get_by_role("button", name="Mở lượt khám").click()
    for name, text in HALF_FILLED.items():
        an.locator(f'[id="o-{name}"]').fill(text)
    an.locator("[data-save-state]", has_text=re.compile("Đã lưu lúc")).wait_for()
    an.locator('[id="o-illness_course"]').scroll_into_view_if_needed()
    an.locator('[id="o-pulse"]').focus()
    studio.keep(an, "visit")
    return an.url.partition("?")[0]


def chart(studio: Studio, an: Page) -> None:
    """The chart with most to tell among the first ten of the ward."""
    an.goto("/khoa/")
    addresses = [one.get_attribute("href") or "" for one in an.locator("a[data-row-link]").all()[:10]]
    richest = max(addresses, key=lambda address: _weight(an, address))
    an.goto(richest)
    studio.keep(an, "chart")


def _weight(page: Page, address: str) -> int:
    return len(page.context.request.get(address).text())


def sign(studio: Studio, an: Page, address: str) -> None:
    """The ceremony of a prescription written for the visit just opened."""
    an.goto(f"{address}don-thuoc/")
    for name, text in PRESCRIBED.items():
        an.locator(f'[id="o-{name}"]').fill(text)
        an.keyboard.press("Escape")
    an.get_by_role("button", name="Trình ký đơn thuốc").first.click()
    accept = an.locator("input[name=xac_nhan_canh_bao]")
    an.locator(".signing-form").or_(accept).wait_for()
    if accept.count():
        accept.check()
        an.get_by_role("button", name="Trình ký đơn thuốc").first.click()
    an.locator(".signing-form").wait_for()
    an.wait_for_timeout(1500)  # the browser's own PDF viewer says nothing when it is done
    studio.keep(an, "sign")


def batch(studio: Studio, an: Page) -> None:
    """Everything that waits for one signature, each paper looked at, ready to be signed together."""
    an.goto("/ky/")
    an.get_by_role("link", name="Xem lần lượt").click()
    seen = an.get_by_role("button", name="Đã xem")
    while seen.count():
        with an.expect_navigation():
            seen.click()
    an.goto("/ky/")
    an.get_by_role("button", name="Ký các tài liệu đã đánh dấu").scroll_into_view_if_needed()
    studio.keep(an, "batch")


def record(studio: Studio, minh: Page) -> None:
    """Page 1 of a sealed record 15/BV1, as it is printed."""
    minh.goto("/luu-tru/?giai-doan=da-niem-phong")
    minh.locator("a[data-row-link]").first.click()
    link = minh.locator('a[href$=".pdf"]').first
    content = minh.context.request.get(link.get_attribute("href") or "").body()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder, "paper.pdf")
        paper.write_bytes(content)
        command = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile", str(paper)]
        subprocess.run([*command, str(studio.out / "record")], check=True)  # noqa: S603 words of ours


def main() -> int:
    parser = argparse.ArgumentParser(description="take the README's pictures from a running demonstration")
    parser.add_argument("url", metavar="BASE_URL")
    parser.add_argument("--logins", type=Path, required=True, metavar="FILE", help="DATA/logins.txt")
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"), metavar="DIR")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("chromium is needed")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        take_all(Studio(browser, arguments.url, read_passwords(arguments.logins), arguments.out))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
