"""Sentence templates: a department's own, found without tones, kept by its doctors and nurses alone."""

from __future__ import annotations

import pytest

from benhan.ward.models import Phrase

HO = {"khoa": "khoa-kham-benh", "o": "", "ten": "ho-khan", "noi_dung": "Ho khan, không khó thở."}


@pytest.fixture
def an(browser, cast, facility):
    return browser(cast.an)


def names(client, field="", query=""):
    return [one["name"] for one in client.get("/cau-mau.json", {"o": field, "q": query}).json()["results"]]


def test_a_template_is_found_by_its_name_and_text_without_tones(an):
    assert an.post("/cau-mau/", HO).status_code == 302
    an.post("/cau-mau/", HO | {"ten": "phoi-trong", "noi_dung": "Phổi trong, không rale.", "o": "exam_lungs"})
    assert names(an) == ["ho-khan"], "the other belongs to another question"
    assert names(an, "exam_lungs") == ["phoi-trong", "ho-khan"], "this question's own first"
    assert names(an, "exam_lungs", "khong rale") == ["phoi-trong"]
    assert names(an, "exam_lungs", "zz") == []


def test_another_department_and_another_house_see_none_of_it(an, browser, cast):
    an.post("/cau-mau/", HO)
    for actor in (cast.chi, cast.stranger):
        client = browser(actor)
        assert names(client) == []
        assert "Ho khan" not in client.get("/cau-mau/").content.decode()


def test_only_people_of_the_department_keep_and_drop_its_templates(an, browser, cast):
    an.post("/cau-mau/", HO)
    assert browser(cast.chi).post("/cau-mau/", HO | {"ten": "khac"}).status_code == 403
    assert browser(cast.dung).post("/cau-mau/", HO | {"ten": "khac"}).status_code == 403
    kept = Phrase.objects.get(name="ho-khan")
    browser(cast.chi).post(f"/cau-mau/{kept.pk}/bo/")
    assert names(an) == ["ho-khan"]
    browser(cast.binh).post(f"/cau-mau/{kept.pk}/bo/")
    assert names(an) == []


@pytest.mark.parametrize(
    "wrong",
    [{"ten": ""}, {"ten": "hai chữ"}, {"noi_dung": " "}, {"ten": "a/b"}],
    ids=["no name", "space", "empty", "slash"],
)
def test_a_template_without_a_name_or_text_is_refused_and_stays_in_the_form(an, wrong):
    answer = an.post("/cau-mau/", HO | wrong)
    assert answer.status_code == 422
    assert "CHƯA được lưu" in answer.content.decode()


def test_a_name_is_given_once_for_a_question(an):
    an.post("/cau-mau/", HO)
    answer = an.post("/cau-mau/", HO | {"noi_dung": "Khác"})
    assert answer.status_code == 409
    assert Phrase.objects.get(name="ho-khan").text == HO["noi_dung"]
