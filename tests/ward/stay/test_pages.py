"""The pages of the ward: from the decision to the discharge, each by the person whose act it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir import systems
from benhan.records import consents, interventions, moves, stays
from benhan.store.repository import Repository, Stored
from tests.support.agreements import paper
from tests.support.cast import CAST
from tests.support.stays import CHI, HOA, HUNG, MEDICINE, SURGERY, TUYET, admitted, in_bed, wards
from tests.support.visits import Waiting, waiting_patient
from tests.ward.queries import counted

Browser = Callable[..., Client]


def read(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


@pytest.fixture
def waiting(facility: Facility) -> Waiting:
    came = waiting_patient()
    wards()
    return came


def now(stay: Stored) -> Stored:
    with Repository(by=CAST.system) as repository:
        return repository.read("Encounter", stay.id)


def test_the_whole_way_through_the_house(waiting, browser: Browser):
    an, hoa, hung, tuyet = (browser(one) for one in (CAST.an, HOA, HUNG, TUYET))
    browser(CHI)
    page = read(an.get(f"/khoa/cho-vao-vien/{waiting.encounter.id}/"))
    assert "Khoa Nội tổng hợp" in page and "Ho, sốt 3 ngày" in page
    sent = {"department": MEDICINE, "diagnosis": "J18.9", "reason": "Sốt cao, khó thở"}
    answer = an.post(f"/khoa/cho-vao-vien/{waiting.encounter.id}/", sent)
    assert answer.status_code == 303
    url = answer.headers["Location"]
    number = f"VV{timezone.localdate().year % 100:02d}000001"
    assert number in read(an.get(url))

    ward = read(hoa.get("/khoa/"))
    assert "Chờ Khoa Nội tổng hợp nhận" in ward and "THUỲ DƯƠNG" in ward and number in ward
    form = read(hoa.get(f"{url}nhan/"))
    assert "Phòng 301 · Giường 2" in form and "BS. Phan Mạnh Hùng" in form and "Phòng 401" not in form
    assert hoa.post(f"{url}nhan/", {"bed": "g-301-2", "doctor": HUNG.practitioner}).status_code == 303
    shown = read(hoa.get(f"/khoa/{MEDICINE}/"))
    assert "Ngày thứ 1 · Viêm phổi" in shown and "1 người bệnh · 2 giường trống" in shown

    page = read(hung.get(url))
    assert "Phòng 301 · Giường 2" in page and "Cho ra viện" in page and "Phiếu theo dõi điều trị" in page
    assert hung.post(f"{url}giuong/", {"bed": "g-302-1"}).status_code == 303
    moved = hung.post(f"{url}chuyen-khoa/", {"department": SURGERY, "reason": "Áp xe phổi"})
    assert moved.status_code == 303
    page = read(hung.get(url))
    assert "Chờ Khoa Ngoại tổng hợp nhận" in page and "43/BV2" in page and "44/BV2" in page
    assert "Áp xe phổi" in read(tuyet.get(f"{url}nhan/"))
    assert tuyet.post(f"{url}nhan/", {"bed": "g-401-1", "doctor": CHI.practitioner}).status_code == 303

    at = timezone.localtime().strftime("%H:%M %d/%m/%Y")
    early = browser(CHI).post(f"{url}ra-vien/", {"kind": "1", "outcome": "1", "at": "07:00 01/01/2020"})
    assert early.status_code == 422 and "Thời điểm phải sau lúc vào viện" in early.content.decode()
    assert browser(CHI).post(f"{url}ra-vien/", {"kind": "1", "outcome": "2", "at": at}).status_code == 303
    page = read(browser(CHI).get(url))
    assert "Ra viện · Đỡ" in page and "Giấy ra viện" in page
    for ward in ("/khoa/", f"/khoa/{SURGERY}/"):
        shown = read(tuyet.get(ward))
        assert "Đã ra viện, hồ sơ chưa đóng" in shown and "Chưa đóng hồ sơ" in shown
    assert "Đã ra viện, hồ sơ chưa đóng" not in read(hoa.get("/khoa/"))


def test_what_is_missing_stays_beside_its_field_and_nothing_is_saved(waiting, browser: Browser):
    an = browser(CAST.an)
    url = f"/khoa/cho-vao-vien/{waiting.encounter.id}/"
    answer = an.post(url, {"department": MEDICINE, "diagnosis": "", "reason": "Sốt cao"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "<title>Lỗi: " in text and 'id="o-diagnosis-loi"' in text and "Sốt cao" in text
    assert (
        an.post(url, {"department": "khoa-la", "diagnosis": "J18.9", "reason": "Sốt cao"}).status_code == 422
    )
    with Repository(by=CAST.an) as repository:
        assert not repository.search("Encounter", [("class", stays.INPATIENT)]).matches


def test_a_ward_sees_nothing_of_another(waiting, browser: Browser):
    stay = in_bed(admitted(waiting))
    chi = browser(CHI)
    for page in ("/khoa/", f"/khoa/{SURGERY}/"):
        assert "THUỲ DƯƠNG" not in read(chi.get(page))
    assert chi.get(f"/khoa/{MEDICINE}/").status_code == 404
    closed = chi.get(f"/khoa/luot/{stay.id}/")
    assert closed.status_code == 403 and "THUỲ DƯƠNG" not in closed.content.decode()
    assert "Khoa Nội tổng hợp" not in read(chi.get("/khoa/"))


def test_a_bed_somebody_took_meanwhile_is_said_and_another_can_be_chosen(waiting, browser: Browser):
    in_bed(admitted(waiting))
    second = admitted(waiting_patient("Trần Văn Long", "1960-01-02"), number="VV26000002")
    answer = browser(HOA).post(f"/khoa/luot/{second.id}/nhan/", {"bed": "g-301-1"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "vừa có người nằm" in text and "Phòng 301 · Giường 2" in text


def test_flags_stand_on_the_bed_in_words(waiting, browser: Browser):
    stay = in_bed(admitted(waiting))
    with Repository(by=HUNG) as repository:
        repository.create(
            {
                "resourceType": "AllergyIntolerance", "patient": {"reference": f"Patient/{stay.patient}"},
                "code": {"text": "penicilin"},
                "clinicalStatus": {"coding": [{"system": systems.ALLERGY_CLINICAL, "code": "active"}]},
            }
        )  # fmt: skip
        act = interventions.plan(repository, encounter=stay, act="procedure", what="Chọc dịch màng phổi")
        interventions.start_in_emergency(repository, procedure=act, reason="Suy hô hấp, không chờ được")
        moves.order_transfer(repository, encounter=stay, department=SURGERY, reason="Cần dẫn lưu")
    page = read(browser(HOA).get("/khoa/"))
    for words in ("Dị ứng", "1 việc phải làm", "Chờ Khoa Ngoại tổng hợp nhận"):
        assert words in page, words


def test_the_bed_map_asks_as_much_for_many_as_for_one(waiting, browser: Browser):
    in_bed(admitted(waiting))
    hoa = browser(HOA)
    one = counted(hoa, f"/khoa/{MEDICINE}/")
    second = waiting_patient("Trần Văn Long", "1960-01-02")
    in_bed(admitted(second, number="VV26000002"), bed="g-301-2")
    assert counted(hoa, f"/khoa/{MEDICINE}/") == one


def test_an_operation_waits_for_the_agreement_and_says_so(waiting, browser: Browser):
    stay = in_bed(admitted(waiting))
    hung = browser(HUNG)
    made = hung.post(f"/khoa/luot/{stay.id}/thu-thuat/", {"act": "surgery", "what": "Cắt ruột thừa nội soi"})
    url = made.headers["Location"]
    page = read(hung.get(url))
    assert "Chưa có giấy cam kết" in page and "Lập giấy 01/BV2" in page and "Bắt đầu khẩn cấp" in page
    refused = hung.post(f"{url}bat-dau/")
    assert refused.status_code == 409 and "CHƯA bắt đầu được" in refused.content.decode()
    signed = paper(stay, consents.AGREED, by=HUNG)
    assert "Dùng giấy này" in read(hung.get(url))
    assert hung.post(f"{url}giay/", {"giay": signed.id}).status_code == 303
    page = read(hung.get(url))
    assert "Dùng cho việc này" in page and "khan-cap" not in page
    assert hung.post(f"{url}bat-dau/").status_code == 303
    assert hung.post(f"{url}xong/", {"outcome": "Tốt"}).status_code == 303
    assert "Đã xong" in read(hung.get(f"/khoa/luot/{stay.id}/"))


def test_the_director_looks_at_an_emergency_start(waiting, browser: Browser):
    stay = in_bed(admitted(waiting))
    hung, hanh = browser(HUNG), browser(CAST.hanh)
    made = hung.post(f"/khoa/luot/{stay.id}/thu-thuat/", {"act": "surgery", "what": "Mổ cấp cứu"})
    url = made.headers["Location"]
    assert hung.post(f"{url}khan-cap/", {"emergency": "gấp"}).status_code == 422
    why = "Sốc mất máu, chưa gặp được người nhà"
    assert hung.post(f"{url}khan-cap/", {"emergency": why}).status_code == 303
    assert "Khẩn cấp, chưa có cam kết" in read(hung.get(f"/khoa/luot/{stay.id}/"))
    assert hung.get("/khoa/cho-duyet/").status_code == 403
    page = read(hanh.get("/khoa/cho-duyet/"))
    assert why in page and "Mổ cấp cứu" in page
    with Repository(by=CAST.system) as repository:
        task = repository.search("Task", [("_count", "1")]).matches[0].id
    assert hanh.post(f"/khoa/cho-duyet/{task}/", {"viec": "duyet"}).status_code == 422
    sent = {"viec": "duyet", f"remark-{task}": "Đúng chỉ định"}
    assert hanh.post(f"/khoa/cho-duyet/{task}/", sent).status_code == 303
    assert "Không có việc nào chờ duyệt" in read(hanh.get("/khoa/cho-duyet/"))


def test_the_administration_adds_closes_and_opens_beds_and_a_nurse_does_not(waiting, browser: Browser):
    minh = browser(CAST.minh)
    new = {"department": MEDICINE, "room": "Phòng 303", "bed": "Giường 1"}
    assert minh.post("/quan-tri/giuong/", new).status_code == 303
    again = minh.post("/quan-tri/giuong/", new)
    assert again.status_code == 422 and "không được trùng" in again.content.decode()
    bed = "p-noi-phong-303-giuong-1"
    assert "Phòng 303" in read(minh.get("/quan-tri/giuong/"))
    stay = in_bed(admitted(waiting), bed=bed)
    held = minh.post(f"/quan-tri/giuong/{bed}/")
    assert held.status_code == 409 and "đang có người nằm" in held.content.decode()
    assert minh.post("/quan-tri/giuong/g-301-1/").status_code == 303
    assert "Đang đóng" in read(minh.get("/quan-tri/giuong/"))
    assert "Đang đóng" in read(browser(HOA).get("/khoa/"))
    assert browser(HOA).get("/quan-tri/giuong/").status_code == 403
    assert stays.present(now(stay).resource).location == bed


def test_a_department_without_beds_gets_its_first_ward_with_its_first_bed(waiting, browser: Browser):
    new = {"department": "khoa-kham-benh", "room": "Phòng lưu", "bed": "Giường 1"}
    assert browser(CAST.dung).post("/quan-tri/giuong/", new).status_code == 303
    page = read(browser(CAST.an).get(f"/khoa/cho-vao-vien/{waiting.encounter.id}/"))
    assert "Khoa Khám bệnh" in page


def test_an_inpatient_is_not_in_the_clinics_queue(waiting, browser: Browser):
    stay = in_bed(admitted(waiting))
    page = read(browser(HOA).get("/kham/"))
    assert "THUỲ DƯƠNG" not in page
    assert f"/khoa/luot/{stay.id}/" in read(browser(HOA).get(f"/khoa/nguoi-benh/{stay.patient}/"))
