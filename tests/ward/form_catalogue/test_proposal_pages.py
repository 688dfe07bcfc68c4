"""From the officer's first press to the version in force, by the pages alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from benhan.forms import catalogue
from benhan.forms.answers import from_response
from benhan.forms.models import IssuedVersion, ProposedVersion
from benhan.forms.print import PrintContext, render
from benhan.store.border import facility_transaction
from benhan.store.repository import Repository
from tests.support.cast import FACILITY
from tests.support.visits import filled_form, waiting_patient

HERE = "/bieu-mau/15-bv1/du-thao/"
SMOKING = {
    "label": "Hút thuốc lá", "type": "choice", "choices": "0 = Không\nĐang hút\nĐã bỏ", "unit": "", "low": "", "high": "",
    "required": "signing", "help": "Hỏi từ 15 tuổi",
}  # fmt: skip


def today() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"


def decision(**changed: str) -> dict[str, str]:
    return {"number": "12/QĐ-TTYT", "day": today(), "valid_from": today(), "valid_to": ""} | changed


def revision(client: Client) -> str:
    with facility_transaction(FACILITY):
        return str(ProposedVersion.objects.get().revision)


def post(client: Client, url: str, **data: str):
    return client.post(url, {"revision": revision(client), **data})


@pytest.fixture
def planning(browser, cast) -> Client:
    """Minh with a proposal for 15/BV1 begun."""
    client = browser(cast.minh)
    assert client.post(HERE, {"viec": "bat-dau"}).status_code == 303
    return client


@pytest.fixture
def director(browser, cast) -> Client:
    return browser(cast.hanh)


def added(client: Client, **changed: str):
    return post(client, f"{HERE}muc/moi/?phan=history&sau=illness_course", **(SMOKING | changed))


def test_only_planning_and_director_come_near_a_proposal(browser, cast, planning):
    for who in (cast.an, cast.binh, cast.lan, cast.dung):
        client = browser(who)
        assert "du-thao" not in client.get("/bieu-mau/15-bv1/").content.decode()
        for url in (
            HERE,
            f"{HERE}so-sanh/",
            f"{HERE}man-hinh/",
            f"{HERE}mau-trong.pdf",
            f"{HERE}muc/pulse/",
            "/bieu-mau/moi/",
        ):
            assert client.get(url).status_code == 403, (who.account, url)
        assert client.post(HERE, {"viec": "bat-dau"}).status_code == 403
        assert client.post(f"{HERE}ban-hanh/", decision(revision="1")).status_code == 403


def test_a_field_is_added_where_the_officer_said(planning):
    answer = added(planning)
    assert answer.status_code == 303
    page = planning.get(answer["Location"]).content.decode()
    assert re.search(r"muc/cs_hut_thuoc_la/[^>]*autofocus", page)
    assert page.index("m-illness_course") < page.index("m-cs_hut_thuoc_la") < page.index("m-history_personal")
    assert "Không · Đang hút · Đã bỏ" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"label": ""}, "Mục này cần có."),
        ({"type": "table"}, "Kiểu trường này không có."),
        ({"choices": "Có"}, "Ghi ít nhất hai lựa chọn"),
        ({"choices": "1 = Có\n1 = Không"}, "Có hai lựa chọn cùng mã."),
        ({"type": "number"}, "Kiểu này không có lựa chọn"),
        ({"low": "nhỏ", "type": "number", "choices": ""}, "Ghi một số"),
    ],
)
def test_a_wrong_field_is_answered_beside_it_and_nothing_is_kept(planning, changed, sentence):
    answer = added(planning, **changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "cs_" not in planning.get(HERE).content.decode().partition("Dự thảo</h2>")[0].replace(
        "cs_noi_dung", ""
    )


def test_fields_are_moved_by_a_press_and_the_button_keeps_the_focus(planning):
    answer = post(planning, HERE, viec="len:pulse")
    assert answer.status_code == 303
    page = planning.get(answer["Location"]).content.decode()
    assert page.index("m-pulse") < page.index("m-general_exam")
    assert re.search(r'value="xuong:pulse"[^>]*autofocus', page), "at the top only the way down is left"


@pytest.mark.parametrize("act", ["an:chief_complaint", "bo:chief_complaint"])
def test_an_official_field_has_no_way_out_emr_rec_08(planning, act):
    page = planning.get(HERE).content.decode()
    assert f'value="{act}"' not in page
    post(planning, HERE, viec=act)
    assert "m-chief_complaint" in planning.get(HERE).content.decode()
    if act.startswith("an"):
        answer = post(planning, HERE, viec=act)
        assert answer.status_code == 422
        assert "là mục của mẫu Bộ Y tế, không ẩn hay bỏ được" in answer.content.decode()


def test_an_official_field_takes_a_local_label_beside_its_own_emr_rec_08(planning):
    answer = post(
        planning,
        f"{HERE}muc/pulse/",
        label="Mạch quay",
        help="Đếm đủ một phút",
        required="signing",
        type="text",
    )
    assert answer.status_code == 303
    page = planning.get(f"{HERE}man-hinh/").content.decode()
    assert "Mạch (Mạch quay)" in page
    late = post(planning, f"{HERE}muc/chief_complaint/", label="", help="", required="closing")
    assert late.status_code == 422
    assert "không muộn hơn" in late.content.decode()


def test_an_extension_field_is_hidden_and_shown_again(planning):
    post(planning, HERE, viec="an:identity_number")
    assert 'value="hien:identity_number"' in planning.get(HERE).content.decode()
    post(planning, HERE, viec="hien:identity_number")
    assert 'value="an:identity_number"' in planning.get(HERE).content.decode()


def test_who_pressed_on_an_old_page_is_told(planning):
    old = revision(planning)
    post(planning, HERE, viec="len:pulse")
    answer = planning.post(HERE, {"viec": "xuong:pulse", "revision": old})
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()


def submitted(client: Client) -> None:
    assert added(client).status_code == 303
    page = client.get(f"{HERE}so-sanh/").content.decode()
    assert "thêm 1 mục" in page
    assert post(client, f"{HERE}trinh/", ly_do="Chương trình phòng chống tác hại thuốc lá").status_code == 303


def test_from_draft_to_force_by_the_directors_decision(planning, director):
    submitted(planning)
    waiting = planning.get(f"{HERE}so-sanh/").content.decode()
    assert "Đang chờ giám đốc" in waiting
    assert "ban-hanh/" not in waiting
    assert planning.post(f"{HERE}ban-hanh/", decision(revision=revision(planning))).status_code == 403
    assert "Ban hành phiên bản" in director.get(f"{HERE}so-sanh/").content.decode()
    answer = post(director, f"{HERE}ban-hanh/", **decision())
    assert answer["Location"] == "/bieu-mau/15-bv1/?phien-ban=1.cs1"
    page = planning.get("/bieu-mau/15-bv1/").content.decode()
    assert "Đang dùng, phiên bản 1.cs1" in page
    assert "QĐ 12/QĐ-TTYT" in page
    assert "Hút thuốc lá" in page
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", timezone.localdate()).version == "1.cs1"
    assert planning.get(HERE).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"number": ""}, "Ghi số quyết định của giám đốc."),
        ({"valid_from": "01/01/2026"}, "Ngày bắt đầu dùng là hôm nay hoặc sau đó."),
        ({"day": "31/12/2099"}, "Ngày quyết định không sau hôm nay."),
        ({"valid_to": "01/01/2026"}, "Ngày cuối đứng trước ngày bắt đầu."),
        ({"day": "hôm nay"}, "Ghi ngày theo dạng 02/03/2026."),
    ],
)
def test_a_decision_that_lacks_something_issues_nothing(planning, director, changed, sentence):
    submitted(planning)
    answer = post(director, f"{HERE}ban-hanh/", **decision(**changed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with facility_transaction(FACILITY):
        assert not IssuedVersion.objects.exists()


def test_the_director_gives_back_and_the_officer_reads_why(planning, director):
    submitted(planning)
    assert planning.get(HERE).status_code == 303
    assert post(director, f"{HERE}tra-lai/", nhan_xet="Thêm lựa chọn thuốc lá điện tử").status_code == 303
    assert "Thêm lựa chọn thuốc lá điện tử" in planning.get(HERE).content.decode()


def test_a_version_waits_for_its_day(planning, director):
    submitted(planning)
    later = f"{timezone.localdate() + timedelta(days=10):%d/%m/%Y}"
    post(director, f"{HERE}ban-hanh/", **decision(valid_from=later))
    assert "Đang dùng, phiên bản 1<" in planning.get("/bieu-mau/15-bv1/").content.decode()
    coming = planning.get("/bieu-mau/15-bv1/?phien-ban=1.cs1").content.decode()
    assert f"dùng từ {later}" in coming
    assert "bản 1.cs1 chờ đến ngày" in planning.get("/bieu-mau/?bo=bv1").content.decode()


def test_versions_are_compared_side_by_side(planning, director):
    submitted(planning)
    post(director, f"{HERE}ban-hanh/", **decision())
    page = planning.get("/bieu-mau/15-bv1/so-sanh/?tu=1&den=1.cs1").content.decode()
    assert "Hút thuốc lá" in page
    assert "chọn một; Không · Đang hút · Đã bỏ; bắt buộc khi trình ký" in page


def test_the_questionnaire_of_an_issued_version_names_its_publisher_and_origin(planning, director):
    submitted(planning)
    post(director, f"{HERE}ban-hanh/", **decision())
    resource = planning.get("/bieu-mau/15-bv1/questionnaire.json").json()
    assert (resource["version"], resource["publisher"]) == ("1.cs1", "Trung tâm Y tế Kinh Bắc")
    assert resource["derivedFrom"] == [f"{resource['url']}|1"]


def test_a_proposal_is_given_up_and_what_is_in_force_stays(planning):
    assert post(planning, HERE, viec="huy").status_code == 303
    assert planning.get(HERE).status_code == 404
    assert "Đang dùng, phiên bản 1" in planning.get("/bieu-mau/15-bv1/").content.decode()


def test_another_facility_sees_neither_proposal_nor_version(planning, director, browser, cast):
    submitted(planning)
    stranger = browser(cast.stranger)
    assert stranger.get(HERE).status_code == 403
    post(director, f"{HERE}ban-hanh/", **decision())
    assert stranger.get("/bieu-mau/15-bv1/?phien-ban=1.cs1").status_code == 404
    assert "Hút thuốc lá" not in stranger.get("/bieu-mau/15-bv1/").content.decode()


def test_a_form_of_the_facility_from_nothing_to_force_emr_rec_07(browser, cast, director):
    planning = browser(cast.minh)
    new = {
        "short_code": "tư vấn",
        "title": "Phiếu tư vấn dinh dưỡng",
        "kind": "nursing",
        "setting": "any",
        "per": "entry",
    }
    assert planning.post("/bieu-mau/moi/", new)["Location"] == "/bieu-mau/cs-tu-van/du-thao/"
    assert planning.post("/bieu-mau/moi/", new).status_code == 422
    here = "/bieu-mau/cs-tu-van/du-thao/"
    assert "Chưa trình được" in planning.get(f"{here}so-sanh/").content.decode()
    assert post(planning, f"{here}muc/moi/?phan=cs_noi_dung", **SMOKING).status_code == 303
    assert (
        post(planning, here, viec="ky", who="nurse", label="Điều dưỡng tư vấn", order="1").status_code == 303
    )
    assert post(planning, here, viec="phan", phan_ten="Kết luận").status_code == 303
    assert "Dự thảo của cơ sở, chưa ban hành" in planning.get("/bieu-mau/").content.decode()
    assert post(planning, f"{here}trinh/", ly_do="").status_code == 303
    assert director.get(f"{here}mau-trong.pdf").content.startswith(b"%PDF")
    assert post(director, f"{here}ban-hanh/", **decision()).status_code == 303
    page = planning.get("/bieu-mau/?bo=own").content.decode()
    assert "LOCAL/CS-TU-VAN" in page
    own = planning.get("/bieu-mau/cs-tu-van/").content.decode()
    assert "Đang dùng, phiên bản cs1" in own
    assert "Điều dưỡng tư vấn" in own


def next_version(planning: Client, director: Client, number: str, **data: str) -> None:
    """Begin, press one thing, submit, issue."""
    assert planning.post(HERE, {"viec": "bat-dau"}).status_code == 303
    assert post(planning, HERE, **data).status_code == 303
    assert post(planning, f"{HERE}trinh/", ly_do="").status_code == 303
    assert post(director, f"{HERE}ban-hanh/", **decision(number=number)).status_code == 303


@pytest.mark.slow  # a visit's page and paper, three times
def test_what_was_filled_in_a_version_opens_and_prints_in_it_after_two_further_ones(
    planning, director, browser, cast
):
    waiting = waiting_patient()
    submitted(planning)
    post(director, f"{HERE}ban-hanh/", **decision())
    doctor = browser(cast.an)
    doctor.post(f"{waiting.url}mo/")
    assert "Hút thuốc lá" in doctor.get(waiting.url).content.decode()
    saved = doctor.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", cs_hut_thuoc_la="2"))
    assert saved.status_code in (302, 303)
    next_version(planning, director, "13/QĐ-TTYT", viec="bo:cs_hut_thuoc_la")
    next_version(planning, director, "14/QĐ-TTYT", viec="len:pulse")
    with facility_transaction(FACILITY):
        assert catalogue.form("15/BV1", timezone.localdate()).version == "1.cs3"
        assert "cs_hut_thuoc_la" not in catalogue.form("15/BV1", timezone.localdate()).field_by_key
    page = doctor.get(waiting.url).content.decode()
    assert re.search(r'name="cs_hut_thuoc_la" value="2" checked', page)
    with Repository(by=cast.an) as repository:
        (kept,) = repository.search(
            "QuestionnaireResponse", [("encounter", waiting.encounter.reference)]
        ).matches
        form = catalogue.form_of_canonical(kept.resource["questionnaire"])
        given = from_response(form, kept.resource)
    assert form.version == "1.cs1"
    assert given["cs_hut_thuoc_la"].display == "Đang hút"
    paper = render(form, given, PrintContext(facility="Trung tâm Y tế Kinh Bắc", made_at=timezone.now()))
    assert paper.pdf.startswith(b"%PDF")
    assert set(paper.signature_boxes) == {one.role for one in form.signers}
