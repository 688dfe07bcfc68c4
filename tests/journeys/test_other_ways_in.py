"""Other people, other machines: another ward's doctor, a telephone, a keyboard alone, a browser without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.audit import check_page
from tests.journeys.conftest import Desks

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # a browser over a whole installation

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def registered(desks: Desks, name: str, birth: str) -> None:
    lan = desks.signed_in("lan")
    steps.register(lan, name=name, birth=birth, national_id="", reason="Đau bụng")
    lan.context.close()


def test_another_wards_doctor_breaks_the_glass_and_is_reviewed(desks: Desks) -> None:
    name = "Vũ Thị Kín"
    registered(desks, name, "11/11/1961")
    an = desks.signed_in("an")
    steps.open_from_queue(an, name)
    an.goto("/khoa/")
    an.get_by_role("link", name=name.upper()).click()
    chart = re.sub(r"^https?://[^/]+", "", an.url)

    chi = desks.signed_in("chi")
    answer = chi.goto(chart)
    assert answer is not None and answer.status == 403
    expect(chi.locator("body")).not_to_contain_text(re.compile(name, re.IGNORECASE))
    check_page(chi)
    chi.locator("details.break-glass summary").click()
    chi.locator("input[name=reason]").first.check()
    steps.press(chi, "Mở hồ sơ và ghi lý do")
    expect(steps.error_beside(chi, "explanation")).to_be_visible()
    steps.type_into(chi, {"explanation": "Cấp cứu, cần biết dị ứng trước khi mổ."})
    steps.press(chi, "Mở hồ sơ và ghi lý do")
    expect(chi.locator("#noi-dung")).to_contain_text("Bệnh án mở khẩn cấp đến")
    expect(chi.locator("body")).to_contain_text(re.compile(name, re.IGNORECASE))
    check_page(chi, tabs=6)

    dung = desks.signed_in("dung")
    dung.goto("/quan-tri/mo-khan-cap/")
    check_page(dung, tabs=6)
    dung.locator("tr", has_text="Lê Thị Chi").locator("a").first.click()
    expect(dung.locator("#noi-dung")).to_contain_text("Cấp cứu, cần biết dị ứng trước khi mổ.")
    check_page(dung)
    for group in dung.locator("main form fieldset").all():
        group.locator("input[type=radio]").first.check()
    for box in dung.locator("main form textarea").all():
        box.fill("Đã gọi khoa Ngoại, đúng là ca cấp cứu.")
    steps.press(dung, "Ghi kết luận")
    expect(dung.get_by_role("link", name="Chờ xem xét 0")).to_be_visible()
    dung.goto("/quan-tri/mo-khan-cap/?loc=da-xem")
    dung.locator("tr", has_text="Lê Thị Chi").locator("a").first.click()
    expect(dung.locator("main form")).to_have_count(0)
    expect(dung.locator("#noi-dung")).to_contain_text("Đã gọi khoa Ngoại")


def test_a_telephone_never_scrolls_sideways(desks: Desks) -> None:
    name = "Bùi Văn Điện"
    registered(desks, name, "12/12/1972")
    lan = desks.signed_in("lan", **PHONE)
    for address in ("/", "/kham/tiep-don/", "/kham/tiep-don/moi/", "/kham/", "/tai-khoan/"):
        lan.goto(address)
        check_page(lan)
    lan.goto("/kham/tiep-don/moi/")
    is_reachable(lan, "Lưu và cấp số thứ tự")

    an = desks.signed_in("an", **PHONE)
    visit = steps.open_from_queue(an, name)
    check_page(an)
    is_reachable(an, "Trình ký")
    for address in ("/", "/kham/", f"{visit}don-thuoc/", f"{visit}dong/", "/khoa/", "/tai-khoan/mat-khau/"):
        an.goto(address)
        check_page(an)
    an.goto("/khoa/")
    an.get_by_role("link", name=name.upper()).click()
    check_page(an)
    for login, addresses in (
        ("minh", ("/", "/luu-tru/")),
        ("dung", ("/", "/quan-tri/mo-khan-cap/", "/quan-tri/nhat-ky/", "/quan-tri/")),
    ):
        page = desks.signed_in(login, **PHONE)
        for address in addresses:
            page.goto(address)
            check_page(page)


def is_reachable(page: Page, words: str) -> None:
    """The page's main button can be brought on the screen and nothing lies over it."""
    button = page.get_by_role("button", name=words, exact=True).first
    button.scroll_into_view_if_needed()
    button.click(trial=True)
    box = button.bounding_box()
    assert box is not None and box["height"] >= 36, "big enough for a finger"


def test_the_keyboard_alone_is_enough(desks: Desks) -> None:
    name = "Đỗ Thị Phím"
    registered(desks, name, "10/10/1980")
    an = desks.sit_down()
    an.goto("/dang-nhap/")
    an.keyboard.type("an")
    an.keyboard.press("Tab")
    an.keyboard.type(desks.hospital.login("an")[0])
    an.keyboard.press("Enter")
    an.wait_for_url(lambda url: "/dang-nhap/" not in url)
    check_page(an, tabs=12)

    an.keyboard.press("g")
    an.keyboard.press(an.locator('[data-go-key][href="/kham/"]').get_attribute("data-go-key") or "")
    an.wait_for_url("**/kham/")
    wanted = an.get_by_role("link", name=name.upper())
    for _ in range(40):
        an.keyboard.press("j")
        if wanted.evaluate("(one) => one === document.activeElement"):
            break
    an.keyboard.press("Enter")
    an.wait_for_url("**/kham/luot/**")
    an.keyboard.press("n")  # the page's main act: open the visit
    expect(an.locator("#to-benh-an")).to_be_visible()
    expect(an.locator("body")).to_contain_text(name.upper())


def test_without_scripts_the_form_is_saved_by_a_plain_post(desks: Desks) -> None:
    name = "Hồ Văn Giấy"
    registered(desks, name, "09/09/1959")
    an = desks.signed_in("an", java_script_enabled=False)
    visit = steps.open_from_queue(an, name)
    steps.field(an, "illness_course").fill("Đau bụng âm ỉ.")
    steps.field(an, "temperature").fill("ba bảy")
    steps.press(an, "Lưu")
    expect(steps.error_beside(an, "temperature")).to_be_visible()
    expect(steps.field(an, "temperature")).to_have_value("ba bảy")
    expect(steps.field(an, "illness_course")).to_have_value("Đau bụng âm ỉ.")
    steps.field(an, "temperature").fill("37,4")
    steps.field(an, "dx_initial").fill("K29.7")
    steps.press(an, "Lưu")
    expect(an.locator("#thong-bao")).to_contain_text("Đã lưu")
    an.goto(visit)
    for key, text in (("illness_course", "Đau bụng âm ỉ."), ("temperature", "37,4"), ("dx_initial", "K29.7")):
        expect(steps.field(an, key)).to_have_value(text)
