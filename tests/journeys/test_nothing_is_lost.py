"""Nothing shown as saved is lost: an ended session, a killed server, a lost network, a second browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.audit import check_page
from tests.journeys.conftest import Desks

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # a browser, and a server that is killed and comes back

COURSE, PLAN = "illness_course", "b_next_plan"


@pytest.fixture
def visit(desks: Desks) -> str:
    """A patient An has just begun to see; one more for each test."""
    names = ("Trần Văn Thử", "Lê Thị Mẫu", "Phạm Văn Giả", "Hoàng Thị Tưởng", "Đặng Văn Nháp")
    _met.append(names[len(_met) % len(names)])
    lan = desks.signed_in("lan")
    steps.register(lan, name=_met[-1], birth=f"0{len(_met)}/05/1970", national_id="", reason="Đau đầu")
    lan.context.close()
    an = desks.signed_in("an")
    address = steps.open_from_queue(an, _met[-1])
    an.context.close()
    return address


_met: list[str] = []


def at_the_form(desks: Desks, visit: str) -> Page:
    an = desks.signed_in("an")
    an.goto(visit)
    expect(an.locator("#to-benh-an")).to_be_visible()
    return an


def stands(page: Page, visit: str, name: str, text: str) -> None:
    """What the server has, asked anew."""
    page.goto(visit)
    expect(steps.field(page, name)).to_have_value(text)


def test_typing_goes_on_after_the_session_ended(desks: Desks, visit: str) -> None:
    an = at_the_form(desks, visit)
    steps.type_into(an, {COURSE: "Đau đầu hai hôm nay."})
    steps.is_saved(an)

    an.context.clear_cookies(name=re.compile("session"))
    steps.type_into(an, {PLAN: "Nghỉ ngơi."})
    asked = an.get_by_role("heading", name="Cần đăng nhập lại")
    expect(asked).to_be_visible()
    expect(an.locator("[data-save-state]")).to_contain_text("Chưa lưu")
    check_page(an)
    with an.context.expect_page() as opened:
        an.get_by_role("link", name="Đăng nhập trong thẻ mới").click()
    desks.sign_in(opened.value, "an")
    opened.value.close()
    if asked.is_visible():
        steps.press(an, "Tôi đã đăng nhập, lưu lại")
    steps.is_saved(an)
    steps.type_into(an, {"b_course": "Đỡ dần."})
    steps.is_saved(an)

    other = at_the_form(desks, visit)
    for name, text in ((COURSE, "Đau đầu hai hôm nay."), (PLAN, "Nghỉ ngơi."), ("b_course", "Đỡ dần.")):
        expect(steps.field(other, name)).to_have_value(text)


def test_a_killed_server_takes_nothing_with_it(desks: Desks, visit: str) -> None:
    an = at_the_form(desks, visit)
    steps.type_into(an, {COURSE: "Chóng mặt."})
    steps.is_saved(an)

    desks.is_storm = True
    steps.field(an, PLAN).click()
    an.keyboard.type("Uống nhiều ")
    desks.hospital.kill_web()
    an.keyboard.type("nước.")
    expect(an.locator("[data-save-state]")).not_to_have_text(steps.SAVED)
    steps.is_saved(an)
    desks.is_storm = False
    assert any("web" in line for line in desks.hospital.said), "it was started again and said so"
    stands(an, visit, PLAN, "Uống nhiều nước.")
    expect(steps.field(an, COURSE)).to_have_value("Chóng mặt.")


def test_a_lost_network_is_said_and_made_good(desks: Desks, visit: str) -> None:
    an = at_the_form(desks, visit)
    desks.is_storm = True
    an.context.set_offline(True)
    steps.type_into(an, {COURSE: "Viết khi mất mạng."})
    expect(an.locator("[data-save-state]")).to_contain_text("Chưa lưu: mất kết nối")
    an.context.set_offline(False)
    steps.is_saved(an)
    desks.is_storm = False
    stands(an, visit, COURSE, "Viết khi mất mạng.")


def test_the_second_browser_is_told_and_chooses_field_by_field(desks: Desks, visit: str) -> None:
    first, second = at_the_form(desks, visit), at_the_form(desks, visit)
    steps.type_into(
        first, {COURSE: "Bản thứ nhất.", PLAN: "Hướng thứ nhất.", "b_course": "Chỉ bản một viết."}
    )
    steps.is_saved(first)

    steps.type_into(second, {COURSE: "Bản thứ hai."})
    told = second.get_by_role("heading", name="Tờ này vừa được sửa ở nơi khác")
    expect(told).to_be_visible()
    expect(second.locator("dialog[open]")).to_contain_text("Bản thứ nhất.")
    expect(second.locator("dialog[open]")).to_contain_text("Bản thứ hai.")
    check_page(second)
    second.get_by_role("radio", name="Của anh/chị: Bản thứ hai.").check()
    steps.press(second, "Lưu nội dung đã chọn")
    steps.is_saved(second)

    stands(first, visit, COURSE, "Bản thứ hai.")
    for name, text in ((PLAN, "Hướng thứ nhất."), ("b_course", "Chỉ bản một viết.")):
        expect(steps.field(first, name)).to_have_value(text)
