"""An inpatient's whole way: admitted, received, agreed, operated on, transferred, discharged; each at their own screen."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.audit import check_page
from tests.journeys.conftest import Desks

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # a hospital, a browser, and every signature for real

NAME, NUMBER = "Đặng Thị Phương Liễu", "024161990077"
BED = "Phòng 301 · Giường 4"
OPERATION = "Chọc hút dịch màng phổi"


def address(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url).partition("?")[0]


def test_a_patient_goes_through_the_wards_and_home(desks: Desks, tmp_path: Path) -> None:
    given_she_waits_in_the_clinic(desks)
    an = desks.signed_in("an")
    stay = when_an_admits_her(an)
    when_an_writes_the_admission_sheet(desks, an, stay)
    hoa = desks.signed_in("hoa")
    when_the_ward_receives_her_into_a_bed(hoa, stay)
    hung = desks.signed_in("hung")
    when_hung_writes_and_signs_a_treatment_sheet(desks, hung, stay)
    act = then_the_operation_waits_for_her_agreement(hung, stay)
    when_she_agrees_and_the_doctor_signs(desks, hung, stay)
    then_the_operation_is_done(hung, act)
    when_hung_hands_her_over(hung, stay)
    tuyet = desks.signed_in("tuyet")
    then_surgery_receives_her_and_medicine_gives_no_bed_any_more(tuyet, hoa, stay)
    chi = desks.signed_in("chi")
    then_chi_sends_her_home(chi, stay)
    when_chi_writes_and_signs_the_record(desks, chi, stay)
    when_chi_writes_the_papers_she_takes_home(desks, chi, stay)
    quang = desks.signed_in("quang")
    when_the_head_of_department_signs(desks, quang)
    minh = desks.signed_in("minh")
    when_planning_presses_the_seal_on_what_leaves(desks, minh)
    when_chi_closes_the_record(desks, chi, stay)
    record = then_planning_approves(desks, minh)
    when_hanh_seals(desks, record)
    then_the_package_holds_every_paper_and_verifies(desks, minh, record, tmp_path)


def given_she_waits_in_the_clinic(desks: Desks) -> None:
    lan = desks.signed_in("lan")
    steps.register(lan, name=NAME, birth="07/09/1961", national_id=NUMBER, reason="Sốt cao, khó thở")


def when_an_admits_her(an: Page) -> str:
    an.goto("/kham/")
    an.get_by_role("link", name=NAME.upper()).click()
    an.get_by_role("link", name="Cho vào viện").click()
    check_page(an, tabs=6)
    steps.press(an, "Cho vào viện")
    expect(an).to_have_title(re.compile("^Lỗi:"))  # no department, no diagnosis
    expect(steps.field(an, "reason")).to_have_value("Sốt cao, khó thở")
    an.get_by_role("radio", name="Khoa Nội tổng hợp").check()
    assert steps.pick(an, "diagnosis", "J18.9").startswith("J18.9")
    steps.press(an, "Cho vào viện")
    expect(an.get_by_role("heading", level=1)).to_contain_text("Đợt điều trị nội trú VV")
    check_page(an, tabs=6)
    return address(an)


def write(page: Page, values: Mapping[str, str]) -> None:
    """Into the fields of a sheet, by the kind of each; folded sections are opened."""
    for details in page.locator("form[data-autosave-url] details:not([open]) > summary").all():
        details.click()
    for name, text in values.items():
        box = steps.field(page, name)
        tag, role = box.evaluate("e => [e.tagName, e.getAttribute('role')]")
        if role == "combobox":
            assert steps.pick(page, name, text).startswith(text)
        elif tag == "SELECT":
            box.select_option(label=text)
        elif tag in ("INPUT", "TEXTAREA"):
            steps.type_into(page, {name: text})
        else:
            box.get_by_label(text, exact=True).first.check()


def sign_as(desks: Desks, page: Page, login: str) -> None:
    steps.sign(page, desks.hospital.login(login)[0])
    expect(page.locator(".signing-done")).to_contain_text("Đã ký")


def when_an_writes_the_admission_sheet(desks: Desks, an: Page, stay: str) -> None:
    add_sheet(an, stay, "29/BV2")
    course = {"course": "Sốt cao, khó thở tăng dần ba ngày.", "general": "Tỉnh, sốt 39 độ."}
    write(
        an,
        {
            "reason": "Sốt cao, khó thở",
            **course,
            "organs": "Phổi phải ran nổ.",
            "admission_diagnosis": "J18.9",
        },
    )
    write(an, {"to_department": "Khoa Nội tổng hợp"})
    present(an)
    sign_as(desks, an, "an")


def when_the_ward_receives_her_into_a_bed(hoa: Page, stay: str) -> None:
    hoa.goto("/khoa/")
    check_page(hoa, tabs=6)
    row = hoa.locator("#cho-nhan-khoa-noi").get_by_role("row", name=NAME.upper())
    row.get_by_role("link", name="Nhận vào giường").click()
    check_page(hoa, tabs=4)
    hoa.get_by_role("radio", name=BED).press("Space")  # by keyboard
    hoa.get_by_role("radio", name="BS. Phan Mạnh Hùng").check()
    steps.press(hoa, "Nhận vào giường")
    expect(hoa.locator("#thong-bao")).to_contain_text("Đã nhận người bệnh vào giường")
    expect(hoa.get_by_role("region", name="Người bệnh", exact=True)).to_contain_text(BED)
    hoa.goto("/khoa/")
    expect(hoa.locator("#so-do-khoa-noi")).to_contain_text(NAME.upper())
    assert address(hoa) == "/khoa/" and stay


def add_sheet(page: Page, stay: str, code: str) -> None:
    """From the stay's page to the sheet of a form."""
    page.goto(stay)
    page.goto(f"{stay.replace('/khoa/', '/kham/')}phieu/them/?q={code}")
    page.locator(f'button[name="mau"][value="{code}"]').first.click()
    expect(page.locator("form[data-autosave-url]")).to_be_visible()


def present(page: Page) -> str:
    """Send the sheet to be signed; returns the paper's address."""
    steps.press(page, "Trình ký")
    accept = page.locator("input[name=xac_nhan_canh_bao]")
    expect(page.locator(".signing-form, .signing-done, .signing-sheet").first.or_(accept)).to_be_visible()
    if accept.count():
        accept.check()
        steps.press(page, "Trình ký")
    expect(page).to_have_url(re.compile("/kham/giay/[^/]+/ky/"))
    return address(page).removesuffix("ky/")


def when_hung_writes_and_signs_a_treatment_sheet(desks: Desks, hung: Page, stay: str) -> None:
    add_sheet(hung, stay, "36/BV2")
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%H:%M %d/%m/%Y")
    for name, text in (
        ("entries.0.at", now),
        ("entries.0.progress", "Đỡ khó thở, còn sốt 38 độ."),
        ("entries.0.orders", "Thở oxy 3 lít/phút, theo dõi SpO2."),
    ):
        steps.field(hung, name).focus()
        hung.keyboard.type(text)
        hung.keyboard.press("Tab")
    present(hung)
    steps.sign(hung, desks.hospital.login("hung")[0])
    expect(hung.locator(".signing-done")).to_contain_text("Đã ký")


def then_the_operation_waits_for_her_agreement(hung: Page, stay: str) -> str:
    hung.goto(f"{stay}thu-thuat/")
    hung.get_by_role("radio", name="Thủ thuật xâm lấn").check()
    steps.type_into(hung, {"what": OPERATION, "reason": "Tràn dịch màng phổi phải nhiều"})
    steps.press(hung, "Lập")
    expect(hung.get_by_role("heading", level=1)).to_contain_text(OPERATION)
    check_page(hung, tabs=5)
    expect(hung.get_by_role("button", name="Bắt đầu", exact=True)).to_have_count(0)
    expect(hung.get_by_role("button", name="Bắt đầu khẩn cấp")).to_be_visible()
    return address(hung)


def when_she_agrees_and_the_doctor_signs(desks: Desks, hung: Page, stay: str) -> None:
    add_sheet(hung, stay, "01/BV2")
    steps.type_into(hung, {"doctor_names": "BS. Phan Mạnh Hùng"})
    for name, words in (
        ("explained_topics", "Chẩn đoán"),
        ("signer_is", "Người bệnh"),
        ("decision", "Đồng ý"),
    ):
        steps.field(hung, name).get_by_label(words, exact=True).check()
    paper = present(hung)
    hung.goto(f"{paper}xac-nhan/")
    steps.patient_confirms(hung)
    hung.goto(f"{paper}ky/")
    steps.sign(hung, desks.hospital.login("hung")[0])
    expect(hung.locator(".signing-done")).to_contain_text("Đã ký")


def then_the_operation_is_done(hung: Page, act: str) -> None:
    hung.goto(act)
    steps.press(hung, "Dùng giấy này")
    expect(hung.locator("#giay-cam-ket")).to_contain_text("Dùng cho việc này")
    steps.press(hung, "Bắt đầu")
    expect(hung.locator("#thong-bao")).to_contain_text("Đã bắt đầu")
    steps.press(hung, "Kết thúc")
    expect(hung.locator("#noi-dung")).to_contain_text("Đã xong")


def when_hung_hands_her_over(hung: Page, stay: str) -> None:
    hung.goto(stay)
    hung.get_by_role("link", name="Chuyển khoa").click()
    hung.get_by_role("radio", name="Khoa Ngoại tổng hợp").check()
    steps.type_into(hung, {"reason": "Mủ màng phổi, cần dẫn lưu"})
    steps.press(hung, "Báo chuyển khoa")
    expect(hung.locator("#noi-dung")).to_contain_text("43/BV2")
    check_page(hung, tabs=6)


def then_surgery_receives_her_and_medicine_gives_no_bed_any_more(tuyet: Page, hoa: Page, stay: str) -> None:
    tuyet.goto("/khoa/")
    row = tuyet.locator("#cho-nhan-khoa-ngoai").get_by_role("row", name=NAME.upper())
    expect(row).to_contain_text(f"Chuyển khoa, đang ở {BED}")
    row.get_by_role("link", name="Nhận vào giường").click()
    tuyet.get_by_role("radio", name="BS. Lê Thị Chi").check()
    steps.press(tuyet, "Nhận vào giường")
    expect(tuyet.locator("#thong-bao")).to_contain_text("Đã nhận người bệnh vào giường")
    hoa.goto(stay)  # the former ward still sees her, and moves her no more
    expect(hoa.get_by_role("link", name="Đổi giường")).to_have_count(0)
    hoa.goto("/khoa/")
    expect(hoa.locator("#so-do-khoa-noi")).not_to_contain_text(NAME.upper())


def then_chi_sends_her_home(chi: Page, stay: str) -> None:
    chi.goto(stay)
    chi.get_by_role("link", name="Cho ra viện").click()
    chi.get_by_role("radio", name="Ra viện", exact=True).check()
    chi.get_by_role("radio", name="Đỡ", exact=True).check()
    check_page(chi, tabs=4)
    steps.press(chi, "Cho ra viện")
    expect(chi.locator("#thong-bao")).to_contain_text("Đã cho ra viện")
    expect(chi.locator("#noi-dung")).to_contain_text("Giấy ra viện")
    check_page(chi, tabs=6)


def when_chi_writes_and_signs_the_record(desks: Desks, chi: Page, stay: str) -> None:
    """01/BV1: front page, A and B; she signs both parts at once."""
    chi.goto(stay.replace("/khoa/", "/kham/"))
    write(
        chi,
        {
            "illness_course": "Sốt cao, khó thở tăng dần ba ngày.",
            "dx_main": "J18.9",
            "treatment_plan": "Kháng sinh, chọc hút dịch màng phổi.",
            "dx_department": "J18.9",
            "discharge_main": "J18.9",
            "treatment_result": "Đỡ, giảm",
            "b_course": "Đỡ dần sau chọc hút dịch màng phổi.",
        },
    )
    check_page(chi)
    present(chi)
    sign_as(desks, chi, "chi")


def when_chi_writes_the_papers_she_takes_home(desks: Desks, chi: Page, stay: str) -> None:
    add_sheet(chi, stay, "giay-ra-vien")
    write(chi, {"diagnosis": "J18.9", "treatment": "Kháng sinh, chọc hút dịch màng phổi."})
    present(chi)
    sign_as(desks, chi, "chi")
    add_sheet(chi, stay, "tom-tat-ho-so-benh-an")
    write(
        chi,
        {
            "admission_diagnosis": "J18.9",
            "discharge_diagnosis": "J18.9",
            "course": "Đỡ dần sau chọc hút dịch màng phổi.",
            "test_summary": "Chụp X-quang: tràn dịch màng phổi phải.",
            "treatment": "Kháng sinh, chọc hút dịch màng phổi.",
            "result": "Đỡ",
        },
    )
    present(chi)
    expect(chi.locator("#noi-dung")).to_contain_text("Đại diện đơn vị")


def sign_what_waits(desks: Desks, page: Page, login: str, titles: tuple[str, ...]) -> None:
    """From the list of what waits for me, one paper after the other."""
    for title in titles:
        page.goto("/ky/")
        row = page.locator("#cho-ky").get_by_role("row", name=NAME.upper()).filter(has_text=title)
        address_of_look = row.get_by_role("link").first.get_attribute("href") or ""
        page.goto(f"/kham/giay/{address_of_look.rstrip('/').rpartition('/')[2]}/ky/")
        sign_as(desks, page, login)


def when_the_head_of_department_signs(desks: Desks, quang: Page) -> None:
    sign_what_waits(desks, quang, "quang", ("Bệnh án Nội khoa",))


def when_planning_presses_the_seal_on_what_leaves(desks: Desks, minh: Page) -> None:
    sign_what_waits(desks, minh, "minh", ("Giấy ra viện", "tóm tắt"))


def when_chi_closes_the_record(desks: Desks, chi: Page, stay: str) -> None:
    chi.goto(stay.replace("/khoa/", "/kham/"))
    chi.get_by_role("link", name="Đóng hồ sơ").click()
    expect(chi.get_by_role("heading", name="Đóng hồ sơ sẽ ghi nhận")).to_be_visible()
    chi.locator('[id="o-xac_nhan_danh_tinh"]').fill(desks.hospital.login("chi")[0])
    steps.press(chi, "Đóng hồ sơ")
    expect(chi.locator("#thong-bao")).to_contain_text("Đã đóng hồ sơ")


def then_planning_approves(desks: Desks, minh: Page) -> str:
    """Returns the record's id."""
    minh.goto("/luu-tru/")
    minh.locator("table tr").filter(has_text=NAME.upper()).locator("a[data-row-link]").first.click()
    expect(minh.locator("#day-du")).to_contain_text("Hồ sơ đủ")
    minh.locator("#duyet input[name=xac_nhan_danh_tinh]").fill(desks.hospital.login("minh")[0])
    minh.locator("#duyet button[type=submit]").click()
    expect(minh.locator("#thong-bao")).to_contain_text("Đã duyệt hồ sơ")
    return address(minh).rstrip("/").rpartition("/")[2]


def when_hanh_seals(desks: Desks, record: str) -> None:
    hanh = desks.signed_in("hanh")
    hanh.goto(f"/luu-tru/{record}/")
    hanh.locator("#niem-phong input[name=xac_nhan_danh_tinh]").fill(desks.code("hanh"))
    hanh.locator("#niem-phong button[type=submit]").click(timeout=90_000)  # every paper is sealed one by one
    expect(hanh.locator("#thong-bao")).to_contain_text("Đã niêm phong hồ sơ, số lưu trữ", timeout=90_000)


def then_the_package_holds_every_paper_and_verifies(
    desks: Desks, minh: Page, record: str, folder: Path
) -> None:
    minh.goto(f"/luu-tru/{record}/")
    with minh.expect_download() as started:
        minh.locator("#ket-xuat").get_by_role("radio", name="Người bệnh hoặc người đại diện").check()
        minh.locator("#ket-xuat button[type=submit]").click()
    package = folder / "ho-so-noi-tru.zip"
    started.value.save_as(package)
    with zipfile.ZipFile(package) as files:
        papers = [name for name in files.namelist() if name.startswith("tai-lieu/")]
    for code in ("01-BV1", "29-BV2", "36-BV2", "01-BV2", "giay-ra-vien", "tom-tat-ho-so-benh-an"):
        assert any(code in name for name in papers), (code, papers)
    said = desks.hospital.benhan(
        "records", "verify", str(package), "--data", str(desks.hospital.instance.directory)
    )
    assert said.returncode == 0, said.stdout + said.stderr
