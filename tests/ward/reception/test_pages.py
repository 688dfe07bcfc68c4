"""The desk: finding, registering, checking in, undoing, correcting."""

from __future__ import annotations

import pytest
from django.utils import timezone

from benhan.fhir import systems
from benhan.store.repository import Repository
from tests.ward import places
from tests.ward.queries import counted

NEW = {
    "national_id": "027195990077", "no_number": "", "name": "Đỗ Thị Hồng", "birth": "15/8/1995", "sex": "female",
    "ethnic_group": "01", "occupation": "", "phone": "010 000 0077", "house": "12", "hamlet": "Thôn Đông",
    "commune": "Phường Kinh Bắc", "province": "24", "contact_relation": "chồng", "contact_name": "Lê Văn Hải",
    "contact_phone": "0100000078", "card": "gd4 27 2499000077", "card_from": "", "card_to": "31/12/2030",
    "department": "khoa-kham-benh", "reason": "Ho, sốt 3 ngày", "priority": "R", "payer": "1",
}  # fmt: skip


@pytest.fixture
def lan(browser, cast):
    places.departments()
    return browser(cast.lan)


def read(page) -> str:
    return page.content.decode()


@pytest.mark.parametrize(
    ("sought", "why"),
    [
        ("thuy duong", "đúng tên"),
        ("NGUYEN THI THUY DUONG", "đúng cả họ tên"),
        ("duong nguyen thuy thi", "khác thứ tự"),
        ("duong 1984", "đúng năm sinh"),
        ("027184990001", "đúng số định danh"),
        ("bn1", "đúng mã người bệnh"),
        (places.CARD, "đúng số thẻ BHYT"),
        ("0100000001", "đúng số điện thoại"),
    ],
)
def test_one_box_finds_a_patient_by_whatever_is_at_hand(lan, sought, why):
    places.card_of(places.patient())
    page = lan.get("/kham/tiep-don/", {"q": sought})
    assert page.status_code == 200
    assert "NGUYỄN THỊ THUỲ DƯƠNG" in read(page)
    assert why in read(page)


def test_d_with_a_bar_is_d_and_nobody_is_found_by_a_wrong_name(lan):
    places.patient(name=[{"text": "Đỗ Văn Ưng"}])
    assert "ĐỖ VĂN ƯNG" in read(lan.get("/kham/tiep-don/", {"q": "do van ung"}))
    assert "Không tìm thấy ai" in read(lan.get("/kham/tiep-don/", {"q": "tran van ung, |$\\"}))


def test_htmx_gets_the_results_alone(lan):
    part = lan.get("/kham/tiep-don/", {"q": "a"}, headers={"HX-Request": "true"})
    assert "<html" not in read(part)


def test_a_new_patient_is_registered_and_gets_the_first_number_of_the_day(lan, cast):
    answer = lan.post("/kham/tiep-don/moi/", NEW)
    assert answer.status_code == 303, read(answer)
    page = read(lan.get(answer.url))
    assert "ĐỖ THỊ HỒNG" in page
    assert "001" in page
    with Repository(by=cast.lan) as repository:
        (patient,) = repository.search(
            "Patient", [("identifier", f"{systems.NATIONAL_ID}|027195990077")]
        ).matches
        (coverage,) = repository.search("Coverage", [("beneficiary", patient.reference)]).matches
        (visit,) = repository.search("Encounter", [("patient", patient.reference)]).matches
    person = patient.resource
    assert person["name"][0]["family"] == "Đỗ"
    assert person["birthDate"] == "1995-08-15"
    assert {"system": systems.PATIENT_NUMBER, "value": "BN00000001"} in person["identifier"]
    assert person["address"][0]["city"] == "Phường Kinh Bắc"
    assert coverage.resource["subscriberId"] == "GD4272499000077"
    assert visit.resource["status"] == "arrived"
    today = timezone.localdate().isoformat()
    assert visit.resource["identifier"][0]["value"] == f"{today}/khoa-kham-benh/001"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("national_id", "02719599007", "đúng 12 chữ số"),
        ("name", "", "Nhập họ và tên"),
        ("birth", "31/2/1995", "Không đọc được ngày sinh"),
        ("birth", "1/1/2199", "tương lai"),
        ("card", "GD9272499000077", "Số thẻ có 15 ký tự"),
        ("phone", "123", "8 đến 15 chữ số"),
        ("department", "khoa-la", "Chọn khoa"),
        ("province", "99", "Không có mã này"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(lan, field, text, said):
    page = lan.post("/kham/tiep-don/moi/", {**NEW, field: text})
    assert page.status_code == 422
    assert said in read(page)
    assert "Ho, sốt 3 ngày" in read(page)
    assert "Thôn Đông" in read(page)


def test_a_number_that_does_not_fit_is_a_doubt_to_confirm_not_a_refusal(lan):
    odd = {**NEW, "national_id": "999095990077"}
    page = lan.post("/kham/tiep-don/moi/", odd)
    assert page.status_code == 422
    assert "Ba số đầu 999" in read(page)
    assert "của người nam" in read(page)
    assert lan.post("/kham/tiep-don/moi/", {**odd, "doubts_accepted": "on"}).status_code == 303


def test_the_cards_qr_fills_the_form_and_saves_nothing(lan):
    text = "027195990077|123456789|Đỗ Thị Hồng|15081995|Nữ|Thôn Đông, Xã Mới, Huyện Cũ, Bắc Ninh|01012024"
    page = lan.post("/kham/tiep-don/moi/", {"national_id": text})
    assert page.status_code == 200
    assert 'value="Đỗ Thị Hồng"' in read(page)
    assert 'value="15/08/1995"' in read(page)
    assert 'value="Xã Mới"' in read(page)
    assert "Không tìm thấy ai" in read(lan.get("/kham/tiep-don/", {"q": "do thi hong"}))


def test_the_same_number_leads_to_the_patient_on_record_and_nothing_is_saved(lan):
    known = places.patient()
    page = lan.post("/kham/tiep-don/moi/", {**NEW, "national_id": "027184990001"})
    assert page.status_code == 409
    assert f"/kham/tiep-don/nguoi-benh/{known.id}/" in read(page)


def test_somebody_alike_is_shown_side_by_side_until_each_is_said_to_be_another(lan):
    known = places.patient()
    twin = {
        **NEW,
        "name": "nguyen thi thuy duong",
        "birth": "3/2/1984",
        "national_id": "",
        "no_number": "khong-mang",
    }
    page = lan.post("/kham/tiep-don/moi/", twin)
    assert page.status_code == 422
    assert "ngày và tháng sinh đảo nhau" in read(page)
    assert "Vẫn là người khác" in read(page)
    assert lan.post("/kham/tiep-don/moi/", {**twin, "different": "somebody-else"}).status_code == 422
    assert lan.post("/kham/tiep-don/moi/", {**twin, "different": known.id}).status_code == 303


def test_an_unknown_person_needs_no_name_but_a_reason(lan):
    nobody = {**NEW, "national_id": "", "name": "", "birth": "", "sex": "unknown", "card": "", "phone": ""}
    assert lan.post("/kham/tiep-don/moi/", nobody).status_code == 422
    answer = lan.post("/kham/tiep-don/moi/", {**nobody, "no_number": "chua-ro"})
    assert answer.status_code == 303
    assert "CHƯA RÕ TÊN" in read(lan.get(answer.url))


def test_a_known_patient_is_checked_in_once_and_numbers_go_on_after_an_imports(lan):
    first, second = (
        places.patient(),
        places.patient(identifier=[{"system": systems.PATIENT_NUMBER, "value": "BN00000002"}]),
    )
    places.visit(first, number=7)
    post = {"department": "khoa-kham-benh", "reason": "Đau bụng", "priority": "EM", "payer": "2"}
    again = lan.post(f"/kham/tiep-don/nguoi-benh/{first.id}/tiep-don/", post)
    assert again.status_code == 409
    assert "CHƯA tiếp đón thêm" in read(again)
    answer = lan.post(f"/kham/tiep-don/nguoi-benh/{second.id}/tiep-don/", post)
    page = read(lan.get(answer.url))
    assert "008" in page
    assert "CẤP CỨU" in page


def test_patient_numbers_pass_over_those_an_import_brought(lan, cast):
    for number in range(1, 6):
        places.patient(
            identifier=[{"system": systems.PATIENT_NUMBER, "value": f"BN{number:08d}"}],
            name=[{"text": f"Người {number}"}],
        )
    assert lan.post("/kham/tiep-don/moi/", NEW).status_code == 303
    with Repository(by=cast.lan) as repository:
        (made,) = repository.search("Patient", [("identifier", "027195990077")]).matches
    (number,) = [
        one["value"] for one in made.resource["identifier"] if one["system"] == systems.PATIENT_NUMBER
    ]
    assert number == "BN00000006"


def test_a_check_in_by_mistake_is_undone_with_a_reason_while_no_doctor_has_opened_it(lan, cast):
    visit = places.visit(places.patient())
    at = f"/kham/tiep-don/phieu/{visit.id}/"
    refused = lan.post(f"{at}huy/", {"reason": "nhầ"})
    assert refused.status_code == 422
    assert 'value="nhầ"' in read(refused)
    assert lan.post(f"{at}huy/", {"reason": "Nhầm người"}).status_code == 303
    assert "ĐÃ HỦY" in read(lan.get(at))
    opened = places.visit(
        places.patient(identifier=[{"system": systems.PATIENT_NUMBER, "value": "BN2"}]),
        status="in-progress",
        number=2,
    )
    assert lan.post(f"/kham/tiep-don/phieu/{opened.id}/huy/", {"reason": "Nhầm người"}).status_code == 409


def test_a_correction_makes_a_version_and_a_stale_form_is_refused(lan, cast):
    known = places.patient()
    at = f"/kham/tiep-don/nguoi-benh/{known.id}/"
    page = read(lan.get(f"{at}sua/"))
    assert 'value="02/03/1984"' in page
    typed = {
        **NEW,
        "national_id": "027184990001",
        "name": "Nguyễn Thị Thuỳ Dương",
        "birth": "02/03/1984",
        "phone": "0100000099",
        "version": "1",
    }
    assert lan.post(f"{at}sua/", typed).status_code == 303
    assert lan.post(f"{at}sua/", {**typed, "phone": "0100000098"}).status_code == 412
    history = read(lan.get(f"{at}lich-su/"))
    assert "0100000001" in history
    assert "0100000099" in history


@pytest.mark.parametrize("who", ["an", "binh", "chi", "dung", "minh", "hanh"])
def test_only_reception_works_at_the_desk(browser, cast, who):
    places.departments()
    known = places.patient()
    visit = places.visit(known)
    client = browser(getattr(cast, who))
    at = f"/kham/tiep-don/nguoi-benh/{known.id}/"
    for url in (
        "/kham/tiep-don/",
        "/kham/tiep-don/moi/",
        at,
        f"{at}sua/",
        f"{at}lich-su/",
        f"/kham/tiep-don/phieu/{visit.id}/",
    ):
        assert client.get(url).status_code == 403, url
    assert client.post("/kham/tiep-don/moi/", NEW).status_code == 403
    assert client.post(f"{at}tiep-don/", NEW).status_code == 403
    assert client.post(f"/kham/tiep-don/phieu/{visit.id}/huy/", {"reason": "Nhầm người"}).status_code == 403


def test_pages_stay_within_their_queries(lan):
    known = places.patient()
    places.card_of(known)
    visit = places.visit(known)
    at = f"/kham/tiep-don/nguoi-benh/{known.id}/"
    for url in (
        "/kham/tiep-don/",
        "/kham/tiep-don/?q=thuy+duong",
        "/kham/tiep-don/moi/",
        at,
        f"{at}sua/",
        f"{at}lich-su/",
        f"/kham/tiep-don/phieu/{visit.id}/",
    ):
        assert counted(lan, url) <= 12, url


def test_long_lists_are_picked_by_typing(lan):
    found = lan.get("/kham/tiep-don/danh-muc/ethnic-groups.json", {"q": "muo"}).json()["results"]
    assert [one["display"] for one in found] == ["Mường"]
    assert len(lan.get("/kham/tiep-don/danh-muc/provinces.json").json()["results"]) == 12
    assert lan.get("/kham/tiep-don/danh-muc/drug-routes.json").status_code == 404
