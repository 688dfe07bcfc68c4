"""Writing the record: nothing said to be saved is lost, nobody overwrites unseen, what is wrong stays as typed."""

from __future__ import annotations

import json

import pytest

from benhan.store.repository import Repository
from tests.support.visits import filled_form

JSON = {"HTTP_ACCEPT": "application/json", "HTTP_X_BENHAN_AUTOSAVE": "1"}


@pytest.fixture
def an(browser, cast, waiting):
    client = browser(cast.an)
    client.post(f"{waiting.url}mo/")
    return client


def autosave(client, waiting, revision, **answers):
    return client.post(f"{waiting.url}benh-an/luu-nhap/", {"revision": revision, **answers}, **JSON)


def responses(cast, waiting):
    with Repository(by=cast.an) as repository:
        return repository.search(
            "QuestionnaireResponse", [("encounter", waiting.encounter.reference)]
        ).matches


def test_what_was_said_to_be_saved_is_there_when_the_page_is_opened_again(an, waiting):
    answer = autosave(an, waiting, "0-0", illness_course="Ho khan từ hôm kia", pulse="8x")
    assert answer.status_code == 200
    body = answer.json()
    assert body["revision"] == "0-1"
    assert len(body["saved_at"]) == 8
    text = an.get(waiting.url).content.decode()
    assert "Ho khan từ hôm kia" in text
    assert 'value="8x"' in text  # not a number, and kept as typed all the same
    assert 'data-revision="0-1"' in text


def test_a_second_window_gets_both_texts_instead_of_winning(an, waiting):
    autosave(an, waiting, "0-0", illness_course="Cửa sổ một")
    answer = autosave(an, waiting, "0-0", illness_course="Cửa sổ hai")
    assert answer.status_code == 409
    assert answer.json()["answers"]["illness_course"] == ["Cửa sổ một"]
    settled = autosave(an, waiting, answer.json()["revision"], illness_course="Cửa sổ hai")
    assert settled.status_code == 200


def test_a_window_opened_before_a_save_gets_both_texts_too(an, waiting, cast):
    an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0"))
    answer = autosave(an, waiting, "0-0", illness_course="Cũ")
    assert answer.status_code == 409
    assert answer.json()["answers"]["illness_course"] == [filled_form()["illness_course"]]
    assert answer.json()["revision"].endswith("-0")


def test_an_expired_session_is_told_so_in_json_and_nothing_is_written(client, an, waiting, cast):
    answer = autosave(client, waiting, "0-0", illness_course="Không được ghi")
    assert answer.status_code == 401
    assert "Không được ghi" not in an.get(waiting.url).content.decode()


def test_saving_makes_a_version_and_its_facts(an, waiting, cast):
    answer = an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0"))
    assert (answer.status_code, answer.url) == (302, waiting.url)
    assert [one.version for one in responses(cast, waiting)] == [1]
    with Repository(by=cast.an) as repository:
        observed = repository.search("Observation", [("encounter", waiting.encounter.reference)]).matches
        assert len(observed) == 5
        codes = {
            coding["code"]
            for one in repository.search("Condition", [("encounter", waiting.encounter.reference)]).matches
            for coding in one.resource["code"]["coding"]
        }
    assert codes == {"J20.9"}


def test_an_unknown_code_typed_without_script_is_refused_beside_its_field(an, waiting, cast):
    answer = an.post(
        f"{waiting.url}benh-an/", filled_form(revision="0-0", dx_initial="ZZ9", b_course="Giữ lại")
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#o-dx_initial"' in text
    assert 'value="ZZ9"' in text
    assert "Giữ lại" in text
    assert responses(cast, waiting) == ()


def test_a_stale_save_shows_both_texts_and_saves_nothing(an, waiting, cast):
    an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", b_treatment="Bản đầu"))
    answer = an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", b_treatment="Bản khác"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Bản đầu" in text
    assert "Bản khác" in text
    assert [one.version for one in responses(cast, waiting)] == [1]


def test_what_is_not_ready_to_sign_is_saved_and_says_where_it_lacks(an, waiting, cast):
    answer = an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", b_course="", viec="trinh-ky"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#o-b_course"' in text
    assert len(responses(cast, waiting)) == 1
    with Repository(by=cast.an) as repository:
        assert not repository.search("DocumentReference", []).matches


def test_a_nurse_may_not_write_the_record(browser, an, waiting, cast):
    assert browser(cast.binh).post(f"{waiting.url}benh-an/", filled_form()).status_code == 403
    assert autosave(browser(cast.chi), waiting, "0-0", pulse="80").status_code in (403, 404)


def test_allergies_are_asked_and_recorded_right_there(an, waiting):
    an.post(f"{waiting.url}di-ung/", {"viec": "khong"})
    assert "BS. Nguyễn Văn An hỏi lúc" in an.get(waiting.url).content.decode()
    refused = an.post(f"{waiting.url}di-ung/", {"viec": "ghi", "chat": "", "bieu_hien": "nổi mề đay"})
    assert refused.status_code == 422
    assert "nổi mề đay" in refused.content.decode()
    an.post(f"{waiting.url}di-ung/", {"viec": "ghi", "chat": "penicillin", "bieu_hien": "phát ban"})
    text = an.get(waiting.url).content.decode()
    assert "Penicilin (phát ban)" in text
    assert "Không ghi nhận dị ứng" not in text
    assert an.post(f"{waiting.url}di-ung/", {"viec": "khong"}).status_code == 422


def test_the_pickers_find_without_tones_and_say_the_rules(an, waiting):
    found = an.get("/kham/ma-benh.json", {"q": "viem phe quan cap"}).json()["results"]
    assert any(one["code"].startswith("J20") for one in found)
    an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0"))
    assert an.get("/kham/ma-benh.json").json()["results"][0]["code"] == "J20.9"
    assert an.get("/kham/thuoc.json", {"q": "amoxi"}).json()["results"][0]["code"].startswith("amoxicillin")
    assert an.get("/kham/danh-muc/occupations.json", {"q": "nong"}).json()["results"]
    assert an.get("/kham/danh-muc/../settings.json").status_code == 404


def test_autosave_costs_few_queries(an, waiting, django_assert_max_num_queries):
    autosave(an, waiting, "0-0", pulse="80")
    with django_assert_max_num_queries(18):  # two savepoints of the test and one of the draft among them
        assert json.loads(autosave(an, waiting, "0-1", pulse="81").content)["revision"] == "0-2"
