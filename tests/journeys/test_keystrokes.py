"""How many keys does one outpatient's treatment record cost, beside the clinical text itself? At most 25."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Desks

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # a hospital and a browser

MOST = 25
COUNTER = """
window.addEventListener("keydown", (event) => {
  if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
  const isText = event.key.length === 1 && !event.ctrlKey && event.target.matches("input, textarea");
  const name = isText ? "text" : "acts";
  sessionStorage.setItem(name, Number(sessionStorage.getItem(name) ?? 0) + 1);
}, true);
window.addEventListener("pointerdown", () => {
  sessionStorage.setItem("acts", Number(sessionStorage.getItem("acts") ?? 0) + 1);
}, true);
"""


class Hands:
    """The keyboard, counted where the browser sees it: chords, Tab, Enter, single letters outside of boxes, clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(COUNTER)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def picks(self, code: str) -> None:
        """Types a code until the list shows it, then Enter."""
        self.types(code)
        expect(self.page.locator(".picker-list:not([hidden]) [role=option]").first).to_be_visible()
        self.press("Enter")

    @property
    def acts(self) -> int:
        return int(self.page.evaluate('sessionStorage.getItem("acts") ?? 0'))

    def is_at(self, name: str) -> None:
        expect(steps.field(self.page, name)).to_be_focused()


def test_opening_filling_and_signing_one_outpatients_record_takes_few_keys(desks: Desks) -> None:
    lan = desks.signed_in("lan")
    steps.register(
        lan, name="Trần Thị Phương Liễu", birth="05/06/1990", national_id="", reason="Ho, sốt 2 ngày"
    )
    an = desks.signed_in("an")
    hands = Hands(an)
    an.goto("/kham/?q=phuong+lieu")
    an.goto("/kham/?xem=cho")
    rows = an.locator("table[data-rows] tbody tr")
    place = [row.inner_text() for row in rows.all()]
    steps_down = next(index for index, text in enumerate(place) if "PHƯƠNG LIỄU" in text) + 1
    an.evaluate("sessionStorage.clear()")

    hands.press(*["j"] * steps_down, "Enter")
    expect(an.get_by_role("button", name="Mở lượt khám")).to_be_visible()
    before_others = (
        steps_down - 1
    )  # other tests' patients wait in the same queue: theirs aren't this one's keys
    hands.press("n")
    expect(an.locator("#to-benh-an")).to_be_visible()

    hands.is_at("illness_course")
    hands.types("Ho khan 2 ngày, sốt 38 độ.")
    hands.press("Tab", "Tab", "Tab", "Tab", "Tab")  # one of them is the next section's own heading
    hands.is_at("pulse")
    for place_of, value in enumerate(("88", "38,1", "120", "80", "20", "52")):
        if place_of:
            hands.press("Tab")
        hands.types(value)
    hands.press("Control+ArrowDown")
    hands.is_at("dx_initial")
    hands.picks("J20.9")
    hands.press("Control+ArrowDown")
    hands.is_at("b_course")
    hands.types("Viêm phế quản cấp, đáp ứng điều trị.")
    hands.press("Control+ArrowDown")
    hands.is_at("b_dx_main")
    hands.picks("J20.9")
    hands.press("Control+ArrowDown")
    hands.is_at("b_treatment")
    hands.types("Hạ sốt, uống nhiều nước.")
    hands.press("Control+Enter")

    expect(an.locator(".signing-form")).to_be_visible()
    expect(an.locator('[id="o-xac_nhan_danh_tinh"]')).to_be_focused()
    hands.types(desks.hospital.login("an")[0])
    hands.press("Enter")
    expect(an.locator(".signing-done")).to_contain_text("Đã ký", timeout=60_000)
    used = hands.acts - before_others
    print(f"keys beside the text: {used}")
    assert used <= MOST, used
