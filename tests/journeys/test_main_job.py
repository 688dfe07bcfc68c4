"""The whole main job, in the browser: from the reception desk to a record that verifies on another machine."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.audit import check_page
from tests.journeys.conftest import Desks
from tests.support.installation import Installation

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # a hospital, a browser, and every signature for real

NAME, PLAIN = "Nguyễn Thị Thuỳ Dương", "nguyen thi thuy duong"
NUMBER = "024184990017"  # 024, a woman of the 20th century, 84: fits what is typed


def today(pattern: str) -> str:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime(pattern)


def test_a_patient_goes_from_the_desk_to_a_sealed_record(desks: Desks, tmp_path: Path) -> None:
    lan = desks.signed_in("lan")
    given_somebody_alike_is_on_record(lan)
    ticket = when_lan_takes_a_new_patient_in(lan)

    an = desks.signed_in("an")
    visit = then_an_finds_her_in_the_queue_and_opens_the_visit(an, ticket)
    when_an_asks_about_allergies(an)
    when_an_writes_the_record(an)
    an = then_a_closed_tab_has_lost_nothing(an, visit)
    when_an_prescribes_despite_an_allergy_warning(an, visit)
    prescription = when_the_paper_is_signed(desks, an, button="Trình ký đơn thuốc", is_wrong_first=False)
    when_an_sends_the_record_to_be_signed(an, visit)
    record_paper = when_the_paper_is_signed(desks, an, button="", is_wrong_first=True)
    then_closing_names_what_is_missing(an, visit)
    when_the_patient_confirms(an, prescription, empty_first=False)
    when_the_patient_confirms(an, record_paper, empty_first=True)
    when_an_closes_the_record(desks, an, visit)

    record = when_minh_approves(desks)
    when_hanh_seals(desks, record)
    package = then_the_archive_finds_and_hands_it_out(desks, tmp_path)
    then_it_verifies_anywhere(desks.hospital, package, tmp_path)
    then_programs_read_it_too(desks.hospital, record)


def given_somebody_alike_is_on_record(lan: Page) -> None:
    steps.register(
        lan, name="Nguyễn Thị Thùy Dương", birth="03/02/1984", national_id="", reason="Khám định kỳ"
    )


def when_lan_takes_a_new_patient_in(lan: Page) -> str:
    """A wrong number, a likely double, then a ticket."""
    lan.goto("/kham/tiep-don/")
    check_page(lan, tabs=6)
    lan.keyboard.press("Escape")
    lan.get_by_role("link", name="Tiếp đón người bệnh mới").click()
    check_page(lan, tabs=6)
    steps.type_into(lan, {"national_id": NUMBER[:-1], "name": NAME, "birth": "02/03/1984"})
    steps.chip(lan, "sex", "Nữ")
    steps.type_into(
        lan, {"phone": "0900 000 001", "house": "12", "commune": "Phường Thử", "reason": "Ho, sốt 3 ngày"}
    )
    assert "Kinh" in steps.pick(lan, "ethnic_group", "ki")
    assert "Bắc Ninh" in steps.pick(lan, "province", "bac n")
    steps.press(lan, "Lưu và cấp số thứ tự")
    expect(steps.error_beside(lan, "national_id")).to_contain_text("12")
    expect(lan).to_have_title(re.compile("^Lỗi:"))
    for name, text in (
        ("national_id", NUMBER[:-1]),
        ("name", NAME),
        ("birth", "02/03/1984"),
        ("house", "12"),
    ):
        expect(steps.field(lan, name)).to_have_value(text)
    check_page(lan)

    steps.type_into(lan, {"national_id": NUMBER})
    steps.press(lan, "Lưu và cấp số thứ tự")
    expect(lan.get_by_role("heading", name="CHƯA lưu: cần đối chiếu trước")).to_be_visible()
    expect(lan.locator("#noi-dung")).to_contain_text("03/02/1984")
    check_page(lan)
    for box in lan.locator("input[name=different]").all():
        box.check()
    steps.press(lan, "Lưu và cấp số thứ tự")
    expect(lan.get_by_role("heading", level=1)).to_have_text("Đã tiếp đón")
    check_page(lan, tabs=4)
    lan.emulate_media(media="print")
    expect(lan.locator(".ticket")).to_be_visible()
    expect(lan.locator(".rail")).to_be_hidden()
    lan.emulate_media(media="screen")
    return lan.locator(".ticket-number").inner_text()


def then_an_finds_her_in_the_queue_and_opens_the_visit(an: Page, ticket: str) -> str:
    an.goto("/kham/")
    row = an.get_by_role("row", name=NAME.upper())
    expect(row).to_contain_text(ticket)
    check_page(an, tabs=6)
    return steps.open_from_queue(an, NAME)


def when_an_asks_about_allergies(an: Page) -> None:
    steps.press(an, "Xác nhận không ghi nhận dị ứng")
    expect(an.locator("#di-ung")).to_contain_text("Không ghi nhận dị ứng")
    check_page(an, tabs=8)


def when_an_writes_the_record(an: Page) -> None:
    steps.type_into(
        an,
        {
            "illness_course": "Ho khan 3 ngày, sốt 38,5 độ về chiều.",
            "pulse": "88",
            "temperature": "38,2",
            "bp_systolic": "120",
            "bp_diastolic": "80",
            "respiratory_rate": "20",
            "weight": "52.5",
        },
    )
    expect(steps.field(an, "weight")).to_have_value("52,5")
    assert steps.pick(an, "dx_initial", "vi", steps=1).strip(), "two letters without tones are enough to pick"
    assert steps.pick(an, "dx_initial", "viem phe quan cap").startswith("J20")
    header = an.locator("details", has=steps.field(an, "insurance_valid_to"))
    if header.count() and header.get_attribute("open") is None:
        header.locator("summary").first.click()
    steps.type_into(an, {"insurance_valid_to": "0203"})
    expect(steps.field(an, "insurance_valid_to")).to_have_value(f"02/03/{today('%Y')}")
    steps.type_into(an, {"outpatient_to": today("%d%m"), "b_course": "Viêm phế quản cấp, đáp ứng điều trị."})
    steps.type_into(an, {"b_dx_main": "J20"})  # not offered by the list, so typed by hand
    steps.type_into(an, {"b_treatment": "Hạ sốt, uống nhiều nước.", "summary_written_at": today("%d%m")})
    steps.is_saved(an)


def then_a_closed_tab_has_lost_nothing(an: Page, visit: str) -> Page:
    browser = an.context
    an.close()
    again = browser.new_page()
    again.goto(visit)
    for name, text in (
        ("illness_course", "Ho khan 3 ngày, sốt 38,5 độ về chiều."),
        ("temperature", "38,2"),
        ("b_treatment", "Hạ sốt, uống nhiều nước."),
        ("summary_written_at", today("%d/%m/%Y")),
    ):
        expect(steps.field(again, name)).to_have_value(text)
    expect(steps.field(again, "dx_initial")).to_have_value(re.compile("^J20"))
    return again


def when_an_prescribes_despite_an_allergy_warning(an: Page, visit: str) -> None:
    """She remembers penicillin after all; amoxicillin is warned of, paracetamol isn't."""
    an.locator("#di-ung summary").click()
    an.locator('[id="o-chat"]').fill("penicillin")
    an.locator('[id="o-bieu_hien"]').fill("phát ban")
    steps.press(an, "Ghi dị ứng")
    expect(an.locator("#di-ung")).to_contain_text(re.compile("penicil", re.IGNORECASE))
    expect(steps.field(an, "illness_course")).to_have_value(re.compile("^Ho khan"))

    an.get_by_role("link", name="Kê đơn").first.click()
    check_page(an, tabs=6)
    steps.type_into(an, {"diagnosis": "J20"})
    assert "amoxicillin" in steps.pick(an, "drugs.0.inn", "amoxi").lower()
    steps.type_into(an, {"drugs.0.dose": "1 viên", "drugs.0.times": "3", "drugs.0.days": "5"})
    expect(an.locator("#xem-truoc")).to_contain_text(re.compile("dị ứng", re.IGNORECASE))
    assert "paracetamol" in steps.pick(an, "drugs.0.inn", "parac").lower()
    steps.type_into(
        an, {"drugs.0.strength": "500 mg", "drugs.0.moment": "sau ăn", "advice": "Uống nhiều nước."}
    )
    expect(an.locator("#xem-truoc")).to_contain_text("15 viên")
    expect(an.locator("#xem-truoc")).not_to_contain_text(re.compile("dị ứng", re.IGNORECASE))
    steps.is_saved(an)
    steps.press(an, "Trình ký đơn thuốc")
    expect(steps.error_beside(an, "diagnosis")).to_contain_text("J20 quá chung")
    expect(steps.field(an, "drugs.0.moment")).to_have_value("sau ăn")
    check_page(an)
    assert steps.pick(an, "diagnosis", "J20.9").startswith("J20.9")
    steps.press(an, "Trình ký đơn thuốc")


def when_an_sends_the_record_to_be_signed(an: Page, visit: str) -> None:
    """A diagnosis too general is named first; everything else stays as written."""
    an.goto(visit)
    steps.press(an, "Trình ký")
    expect(steps.error_beside(an, "b_dx_main")).to_contain_text("J20 quá chung")
    expect(an.locator(".error-summary")).to_contain_text("Nội dung đã lưu")
    check_page(an)
    assert steps.pick(an, "b_dx_main", "J20.9").startswith("J20.9")
    steps.press(an, "Trình ký")
    accept = an.locator("input[name=xac_nhan_canh_bao]")
    expect(an.locator(".signing-form").or_(accept)).to_be_visible()
    if accept.count():
        accept.check()
        steps.press(an, "Trình ký")


def when_the_paper_is_signed(desks: Desks, an: Page, *, button: str, is_wrong_first: bool) -> str:
    """The ceremony; returns the paper's address."""
    accept = an.locator("input[name=xac_nhan_canh_bao]")
    expect(an.locator(".signing-form").or_(accept)).to_be_visible()
    if accept.count():
        accept.check()
        steps.press(an, button)
    expect(an.locator(".signing-form")).to_be_visible()
    check_page(an, tabs=5)
    paper = re.sub(r"^https?://[^/]+", "", an.url).removesuffix("ky/")
    if is_wrong_first:
        steps.sign(an, "Sai-Mat-Khau-0000")
        expect(an.locator(".field-error, .error-summary").first).to_be_visible()
        expect(an).to_have_title(re.compile("^Lỗi:"))
        expect(an.locator(".signing-done")).to_have_count(0)
        check_page(an)
    steps.sign(an, desks.hospital.login("an")[0])
    expect(an.locator(".signing-done")).to_contain_text("Đã ký")
    return paper


def then_closing_names_what_is_missing(an: Page, visit: str) -> None:
    an.goto(f"{visit}dong/")
    expect(an.get_by_role("heading", name="Chưa đóng được: còn thiếu")).to_be_visible()
    expect(an.locator("#noi-dung")).to_contain_text("Người bệnh")
    check_page(an, tabs=4)


def when_the_patient_confirms(an: Page, paper: str, *, empty_first: bool) -> None:
    an.goto(f"{paper}ky/")
    an.get_by_role("link", name="Mời người bệnh xác nhận").click()
    check_page(an)
    steps.patient_confirms(an, empty_first=empty_first)


def when_an_closes_the_record(desks: Desks, an: Page, visit: str) -> None:
    an.goto(visit)
    an.get_by_role("link", name="Đóng hồ sơ").click()
    expect(an.get_by_role("heading", name="Đóng hồ sơ sẽ ghi nhận")).to_be_visible()
    check_page(an, tabs=4)
    an.locator('[id="o-xac_nhan_danh_tinh"]').fill(desks.hospital.login("an")[0])
    steps.press(an, "Đóng hồ sơ")
    expect(an.locator("#thong-bao")).to_contain_text("Đã đóng hồ sơ")


def when_minh_approves(desks: Desks) -> str:
    """Returns the record's id."""
    minh = desks.signed_in("minh")
    minh.goto("/luu-tru/")
    check_page(minh, tabs=6)
    minh.locator("table a[data-row-link]").first.click()
    expect(minh.locator("#duyet")).to_be_visible()
    expect(minh.locator("#day-du")).to_contain_text("Hồ sơ đủ")
    check_page(minh, tabs=6)
    minh.locator("#duyet input[name=xac_nhan_danh_tinh]").fill(desks.hospital.login("minh")[0])
    minh.locator("#duyet button[type=submit]").click()
    expect(minh.locator("#thong-bao")).to_contain_text("Đã duyệt hồ sơ")
    return minh.url.rstrip("/").rpartition("/")[2]


def when_hanh_seals(desks: Desks, record: str) -> None:
    hanh = desks.signed_in("hanh")
    hanh.goto(f"/luu-tru/{record}/")
    hanh.locator("#niem-phong input[name=xac_nhan_danh_tinh]").fill(desks.code("hanh"))
    hanh.locator("#niem-phong button[type=submit]").click()
    expect(hanh.locator("#thong-bao")).to_contain_text("Đã niêm phong hồ sơ, số lưu trữ", timeout=60_000)
    check_page(hanh)


def then_the_archive_finds_and_hands_it_out(desks: Desks, folder: Path) -> Path:
    minh = desks.signed_in("minh")
    minh.goto("/luu-tru/?giai-doan=")
    minh.locator('[id="o-q"]').fill(PLAIN)
    minh.keyboard.press("Enter")
    minh.wait_for_url("**q=nguyen**")
    minh.locator("table a[data-row-link]").first.click()
    with minh.expect_download() as started:
        minh.locator("#ket-xuat").get_by_role("radio", name="Người bệnh hoặc người đại diện").check()
        minh.locator("#ket-xuat button[type=submit]").click()
    package = folder / "ho-so.zip"
    started.value.save_as(package)
    minh.get_by_role("link", name="Kiểm tra chữ ký").first.click()
    expect(minh.locator("#noi-dung")).to_contain_text("Hợp lệ")
    check_page(minh)
    return package


def then_it_verifies_anywhere(hospital: Installation, package: Path, folder: Path) -> None:
    good = hospital.benhan("records", "verify", str(package), "--data", str(hospital.instance.directory))
    assert good.returncode == 0, good.stdout + good.stderr

    with zipfile.ZipFile(package) as files:
        papers = [info for info in files.infolist() if info.filename.endswith(".pdf")]
        for info in papers:
            paper = folder / "paper.pdf"
            paper.write_bytes(files.read(info))
            said = subprocess.run(
                ["pdfsig", "-nocert", str(paper)], capture_output=True, text=True, check=False
            ).stdout
            assert said.count("ETSI.CAdES.detached") >= 2, said
            # poppler 22 doesn't know document timestamps (ETSI.RFC3161) and checks them not at all
            assert said.count("Signature is Valid.") == said.count("ETSI.CAdES.detached"), said
            assert "Mismatch" not in said and "Invalid" not in said, said
    assert len(papers) == 2

    content = bytearray(package.read_bytes())
    content[papers[0].header_offset + len(papers[0].filename) + 200] ^= 1
    bad_package = folder / "sua.zip"
    bad_package.write_bytes(content)
    bad = hospital.benhan("records", "verify", str(bad_package), "--data", str(hospital.instance.directory))
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert Path(papers[0].filename).name in bad.stdout


def then_programs_read_it_too(hospital: Installation, record: str) -> None:
    directory = str(hospital.instance.directory)
    token = hospital.benhan("token", "--user", "an", "--data", directory).stdout.strip()
    request = urllib.request.Request(  # noqa: S310 our own server
        f"{hospital.url}/fhir/Composition/{record}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        composition = json.load(answer)
    assert composition["status"] == "final"
    stages = [tag["code"] for tag in composition["meta"]["tag"]]
    assert "sealed" in stages or "niem-phong" in stages, stages
