"""What people do at their screens, said once: filling in, picking, signing, drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.journeys.audit import check_page

SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d:\d\d")
RECEPTION = "/kham/tiep-don/"


def field(page: Page, name: str) -> Locator:
    """The input of a question, by its name."""
    return page.locator(f'[id="o-{name}"]')


def chip(page: Page, name: str, words: str) -> None:
    field(page, name).get_by_role("radio", name=words, exact=True).check()


def type_into(page: Page, values: Mapping[str, str]) -> None:
    """With the keyboard, key by key, leaving each field by Tab as hands do."""
    for name, text in values.items():
        field(page, name).click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def pick(page: Page, name: str, letters: str, *, steps: int = 0) -> str:
    """Type some letters (the first hit is marked), go down `steps` more, Enter; returns what then stands in the box."""
    box = field(page, name)
    box.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(letters)
    expect(page.locator(f'[id="o-{name}-danh-sach"] [role=option]').first).to_be_visible()
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f'[id="o-{name}-danh-sach"]')).to_be_hidden()
    return box.input_value()


def is_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(SAVED, timeout=40_000)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def error_beside(page: Page, name: str) -> Locator:
    return page.locator(f'[id="o-{name}-loi"]')


def register(page: Page, *, name: str, birth: str, national_id: str, reason: str, sex: str = "Nữ") -> str:
    """Reception takes somebody new in; returns the number on the ticket."""
    page.goto(f"{RECEPTION}moi/")
    type_into(page, {"national_id": national_id, "name": name, "birth": birth})
    if not national_id:
        field(page, "no_number").select_option("khong-mang")
    chip(page, "sex", sex)
    type_into(page, {"reason": reason})
    press(page, "Lưu và cấp số thứ tự")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã tiếp đón")
    return page.locator(".ticket-number").inner_text()


def open_from_queue(page: Page, name: str) -> str:
    """The doctor finds the person in the queue and opens the visit; returns the visit's address."""
    page.goto("/kham/")
    page.get_by_role("link", name=name.upper()).click()
    press(page, "Mở lượt khám")
    expect(page.locator("#to-benh-an")).to_be_visible()
    return re.sub(r"^https?://[^/]+", "", page.url)


def sign(page: Page, secret: str) -> None:
    """The ceremony's last step: identity again, then the button."""
    page.locator('[id="o-xac_nhan_danh_tinh"]').fill(secret)
    page.locator(".signing-form button.button-primary").click()


def draw_signature(page: Page) -> None:
    """Real strokes with the mouse: down, along a curve, up, twice."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for start, bend in ((0.15, 0.3), (0.4, 0.7)):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.6)
        page.mouse.down()
        for place in range(1, 9):
            height = bend if place % 2 else 0.65
            page.mouse.move(
                box["x"] + box["width"] * (start + 0.05 * place), box["y"] + box["height"] * height, steps=4
            )
        page.mouse.up()
    expect(page.locator("[data-pad-state]")).to_have_text("Đã có 2 nét")


def patient_confirms(page: Page, *, empty_first: bool = False) -> None:
    """On the pad beside the paper; an empty pad is refused first when asked for."""
    expect(page.locator("[data-pad]")).to_be_visible()
    if empty_first:
        press(page, "Ghi xác nhận")
        expect(page.locator(".signature-pad .field-error")).to_be_visible()
        expect(page).to_have_title(re.compile("^Lỗi:"))
        check_page(page)
    draw_signature(page)
    press(page, "Ghi xác nhận")
    expect(page.locator("#thong-bao")).to_contain_text("Đã ghi xác nhận của")
