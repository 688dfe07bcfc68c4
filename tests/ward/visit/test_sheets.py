"""Any form of the catalogue beside the record: picked, filled, copied forward, compared, given up, presented to be signed."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benhan.forms import drafts
from benhan.forms.answers import from_response
from benhan.forms.catalogue import form_of_canonical
from benhan.forms.copying import marks_of
from benhan.store.repository import Repository
from tests.support.visits import filled_form

TREATMENT = "36/BV2"  # free tables, several in a stay
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64


@pytest.fixture
def an(browser, cast, waiting):
    client = browser(cast.an)
    client.post(f"{waiting.url}mo/")
    return client


@pytest.fixture
def binh(browser, cast, an):
    return browser(cast.binh)


def add(client, waiting, code=TREATMENT) -> str:
    answer = client.post(f"{waiting.url}phieu/them/", {"mau": code})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return str(answer.url)


def revision(client, sheet) -> str:
    found = re.search(r'data-revision="([^"]+)"', client.get(sheet).content.decode())
    assert found
    return found[1]


def save(client, sheet, **answers):
    return client.post(sheet, {"revision": revision(client, sheet), "viec": "luu", **answers})


def response_of(cast, sheet):
    with Repository(by=cast.an) as repository:
        return repository.read("QuestionnaireResponse", sheet.rstrip("/").rpartition("/")[2])


def test_every_form_in_force_can_be_found_without_tones_grouped_by_kind(an, waiting):
    text = an.get(f"{waiting.url}phieu/them/").content.decode()
    assert text.count('name="mau"') >= 75
    assert "Xét nghiệm" in text
    assert 'value="52/BV2"' not in text, "ended on 30/06/2025"
    found = an.get(f"{waiting.url}phieu/them/", {"q": "theo doi dieu tri"}).content.decode()
    assert 'value="36/BV2"' in found
    assert 'value="22/BV2"' not in found
    assert "Không có biểu mẫu nào khớp" in an.get(f"{waiting.url}phieu/them/", {"q": "zzzz"}).content.decode()


def test_several_sheets_of_a_code_stand_in_one_stay_each_with_its_state(an, waiting):
    first = add(an, waiting)
    save(an, first, soap_s="Đỡ ho")
    second = add(an, waiting)
    assert first != second
    text = an.get(waiting.url).content.decode()
    assert text.count("Phiếu theo dõi điều trị") == 2
    assert "Đang viết" in text
    assert second in an.post(f"{waiting.url}phieu/them/", {"mau": TREATMENT}).url, (
        "an empty one is taken up again"
    )


def test_a_form_of_once_a_stay_opens_the_one_that_stands(an, waiting):
    once = "40/BV2"
    first = add(an, waiting, once)
    assert add(an, waiting, once) == first


def test_what_is_not_in_force_or_unknown_is_not_opened(an, waiting):
    for code in ("52/BV2", "15/BV1", "khong-co", ""):
        answer = an.post(f"{waiting.url}phieu/them/", {"mau": code})
        assert answer.status_code == 422
        assert "Không có biểu mẫu này" in answer.content.decode()


def test_a_sheet_is_filled_in_from_what_is_known_and_nothing_of_it_is_kept_before_somebody_saves(
    an, waiting, cast
):
    sheet = add(an, waiting)
    text = an.get(sheet).content.decode()
    assert 'value="Nguyễn Thị Thuỳ Dương"' in text
    assert "từ tiếp đón" in text
    assert "item" not in response_of(cast, sheet).resource


def test_rows_are_added_moved_and_removed_without_script(an, waiting):
    sheet = add(an, waiting)
    rows = {"order_drugs.0.drug": "Một", "order_drugs.1.drug": "Hai"}

    def act(name, **texts):
        answer = an.post(sheet, {"revision": revision(an, sheet), "viec": name, **texts})
        assert (answer.status_code, answer.url) == (302, f"{sheet}#o-order_drugs")
        return shown(an.get(sheet).content.decode())

    def shown(text):
        body = without_templates(text)
        return re.findall(r'name="order_drugs\.\d+\.drug"[^>]*?(?:value="([^"]*)"|>([^<]*)</textarea>)', body)

    def words(found):
        return [one or other for one, other in found]

    assert words(act("them-dong:order_drugs", **rows)) == ["Một", "Hai", ""]
    assert words(act("len:order_drugs:1", **rows)) == ["Hai", "Một"]
    moved = {"order_drugs.0.drug": "Hai", "order_drugs.1.drug": "Một"}
    assert words(act("xoa-dong:order_drugs:0", **moved)) == ["Một"]


@pytest.mark.slow  # a thousand rows through the page and the store
def test_a_table_of_more_rows_than_a_page_has_boxes_is_saved(an, waiting, cast):
    sheet = add(an, waiting)
    saved = save(an, sheet, **{f"order_drugs.{number}.drug": f"Thuốc {number}" for number in range(1100)})
    assert saved.status_code == 302
    form = form_of_canonical(response_of(cast, sheet).resource["questionnaire"])
    assert len(from_response(form, response_of(cast, sheet).resource)["order_drugs"]) == 1100


def test_what_is_carried_on_from_the_last_sheet_says_so_until_it_is_touched(an, waiting, cast):
    first = add(an, waiting)
    rows = {"order_drugs.0.drug": "Paracetamol", "order_drugs.0.dose": "1 viên"}
    assert save(an, first, diet="Cháo loãng", **rows).status_code == 302
    second = add(an, waiting)
    answer = an.post(second, {"revision": revision(an, second), "viec": "lay-tu-phieu-truoc"})
    assert answer.status_code == 302
    text = an.get(second).content.decode()
    assert "chép từ phiếu ngày" in text
    assert "của BS. Nguyễn Văn An" in text
    copied = dict(re.findall(r'name="_chep" value="([^="]+)=([^"]+)"', text))
    assert copied, "something was there to be taken over"

    assert copied.keys() == {"diet", "order_drugs"}
    key = "order_drugs"
    marks = [f"{one}={source}" for one, source in copied.items()]
    filled = {name: value for name, value in _values(text).items() if name.partition(".")[0] in copied}
    assert save(an, second, _chep=marks, **filled).status_code == 302
    assert key in marks_of(response_of(cast, second).resource)

    touched = filled | {"order_drugs.0.drug": "Ibuprofen"}
    assert save(an, second, _chep=marks, **touched).status_code == 302
    assert key not in marks_of(response_of(cast, second).resource)


def without_templates(text: str) -> str:
    """Without the rows that a script copies."""
    return re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)


def _values(text: str) -> dict[str, str]:
    body = without_templates(text)
    made = dict(re.findall(r'<input type="text"[^>]*? name="([^"]+)" value="([^"]*)"', body))
    made |= dict(re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>([^<]*)</textarea>', body))
    return made


def test_a_mark_that_nobody_copied_is_not_believed(an, waiting, cast):
    sheet = add(an, waiting)
    own = sheet.rstrip("/").rpartition("/")[2]
    save(an, sheet, _chep=[f"diet={own}", "diet=khong-co"], diet="Cháo")
    assert not marks_of(response_of(cast, sheet).resource)


def test_two_texts_stand_side_by_side_and_one_is_chosen_for_each_question(an, waiting, cast):
    an.post(
        f"{waiting.url}benh-an/", filled_form(revision="0-0", b_treatment="Bản đầu", b_course="Giống nhau")
    )
    mine = filled_form(
        revision="0-0", b_treatment="Bản khác", b_course="Giống nhau", illness_course="Của tôi"
    )
    text = an.post(f"{waiting.url}benh-an/", mine).content.decode()
    assert text.count("compare-side") == 4, "only what differs is asked"
    fresh = re.search(r'name="revision" value="([^"]+)"', text)
    assert fresh
    chosen = mine | {
        "revision": fresh[1], "viec": "doi-chieu", "chon.b_treatment": "theirs", "chon.illness_course": "mine"
    }  # fmt: skip
    assert an.post(f"{waiting.url}benh-an/", chosen).status_code == 302
    merged = an.get(waiting.url).content.decode()
    assert "Bản đầu" in merged
    assert "Bản khác" not in merged
    assert "Của tôi" in merged


def test_others_see_who_is_writing_while_the_window_says_so(an, binh, waiting, cast):
    sheet = add(an, waiting, "37/BV2")
    key = sheet.rstrip("/").rpartition("/")[2]
    an.post(f"{sheet}luu-nhap/", {"revision": revision(an, sheet), "diagnosis.text": "x"})
    assert binh.get(f"{sheet}dang-sua/").json() == {"others": "BS. Nguyễn Văn An"}
    text = binh.get(sheet).content.decode()
    assert "BS. Nguyễn Văn An đang sửa" in text
    later = timezone.now() + drafts.SEEN_FOR * 2
    prefix = f"{waiting.encounter.id}/"
    with Repository(by=cast.binh):
        assert not drafts.writers(facility=cast.an.facility, prefix=prefix, but="binh", now=later)
        account = next(
            iter(
                drafts.writers(facility=cast.an.facility, prefix=prefix, but="", now=timezone.now()).values()
            )
        )
        drafts.touch(facility=cast.an.facility, account=account[0], document=f"{prefix}{key}", now=later)
        assert drafts.writers(facility=cast.an.facility, prefix=prefix, but="binh", now=later)


def test_a_nurse_writes_nursing_sheets_and_not_the_doctors(binh, an, waiting):
    offered = binh.get(f"{waiting.url}phieu/them/").content.decode()
    assert 'value="37/BV2"' in offered
    sheet = add(binh, waiting, "37/BV2")
    assert binh.get(sheet).content.decode().count('id="to-benh-an"') == 1
    doctors = add(an, waiting, "04/BV2")
    assert binh.post(doctors, {"revision": "1-0", "viec": "luu"}).status_code == 403
    assert 'id="to-benh-an"' not in binh.get(doctors).content.decode()


def test_a_sheet_begun_by_mistake_is_given_up_and_holds_nothing_back(an, waiting, cast):
    sheet = add(an, waiting)
    assert "được ghi là lập nhầm" in an.get(f"{sheet}bo/").content.decode()
    assert an.post(f"{sheet}bo/").status_code == 302
    assert response_of(cast, sheet).resource["status"] == "entered-in-error"
    assert an.get(sheet).status_code == 404
    assert "Phiếu theo dõi điều trị" not in an.get(waiting.url).content.decode()


def test_photos_and_pdfs_are_kept_by_what_they_are_not_by_what_they_are_called(an, waiting, cast):
    sheet = add(an, waiting)

    def send(name, content):
        return an.post(f"{sheet}dinh-kem/", {"tep": SimpleUploadedFile(name, content), "ten_tep": ""})

    refused = send("anh.jpg", b"<script>alert(1)</script>")
    assert refused.status_code == 422
    assert "không phải ảnh JPEG" in refused.content.decode()
    assert an.post(f"{sheet}dinh-kem/").status_code == 422
    assert send("vet-mo.jpg", JPEG).status_code == 302
    text = an.get(sheet).content.decode()
    assert "vet-mo.jpg" in text
    found = re.search(r'<img src="([^"]+dinh-kem[^"]+)"', text)
    assert found
    picture = an.get(found[1])
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert picture.content == JPEG
    assert an.post(f"{found[1]}bo/").status_code == 302
    assert an.get(found[1]).status_code == 404


def test_a_sheet_of_another_visit_is_not_found_under_this_one(an, waiting):
    assert an.get(f"{waiting.url}phieu/khong-co/").status_code == 404


def test_a_sheet_costs_few_queries(an, waiting, django_assert_max_num_queries):
    sheet = add(an, waiting)
    an.get(sheet)
    with django_assert_max_num_queries(13):
        assert an.get(sheet).status_code == 200


def test_a_line_is_signed_with_who_wrote_it_and_nobody_types_that(an, waiting, cast):
    """EMR-REC-05."""
    sheet = add(an, waiting)
    save(an, sheet, **{"entries.0.progress": "Đỡ sốt", "entries.0.signed": "BS. Người Khác"})
    stored = json.dumps(response_of(cast, sheet).resource, ensure_ascii=False)
    assert f"{cast.an.name}, " in stored
    assert "Người Khác" not in stored
    page = an.get(sheet).content.decode()
    assert f"{cast.an.name}, " in page
    assert 'name="entries.0.signed"' not in page


def test_a_narcotic_prescription_gets_its_code_when_it_is_saved_and_keeps_it(an, waiting, cast):
    """EMR-RX-02."""
    sheet = add(an, waiting, "don-thuoc-n")
    assert "item" not in response_of(cast, sheet).resource, "nothing is kept before somebody saves"
    save(an, sheet, **{"drugs.0.name": "Morphin", "prescription_code": "24001zzzzzzz-N"})
    code = response_of(cast, sheet).resource["identifier"]["value"]
    assert re.fullmatch(r"24001[0-9a-z]{7}-N", code)
    assert code != "24001zzzzzzz-N"
    save(an, sheet, **{"drugs.0.name": "Morphin", "drugs.0.days": "5"})
    assert response_of(cast, sheet).resource["identifier"]["value"] == code
    assert code in an.get(sheet).content.decode()


def test_a_measured_sign_that_fills_a_sheet_in_is_not_measured_once_more(an, waiting, cast):
    """One pulse, taken once: the next sheet shows it with its origin, and only a new value is a new fact."""
    an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", pulse="88"))

    def pulses():
        with Repository(by=cast.an) as repository:
            pairs = [("encounter", waiting.encounter.reference), ("code", "8867-4"), ("_count", "50")]
            return sorted(
                str(one.resource["valueQuantity"]["value"])
                for one in repository.search("Observation", pairs).matches
            )

    assert pulses() == ["88"]
    an.post(
        f"{waiting.url}benh-an/",
        filled_form(revision=revision(an, waiting.url), pulse="88", b_course="Sửa lại"),
    )
    assert pulses() == ["88"], "the record's own fact stays when it is saved again"
    sheet = add(an, waiting, "29/BV2")
    text = an.get(sheet).content.decode()
    assert "từ sinh hiệu đo" in text
    values = {name: value for name, value in _values(text).items() if value}
    assert values["pulse"] == "88"
    assert save(an, sheet, **values).status_code == 302
    assert pulses() == ["88"]
    assert save(an, sheet, **(values | {"pulse": "92"})).status_code == 302
    assert pulses() == ["88", "92"]
