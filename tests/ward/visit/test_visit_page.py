"""The visit page: who sees it, what opening does, what is shown, at which cost."""

from __future__ import annotations

import pytest

from benhan.store.repository import Repository


def page(answer) -> str:
    return answer.content.decode()


def test_the_doctor_of_the_clinic_sees_who_waits_and_one_thing_to_do(browser, cast, waiting):
    answer = browser(cast.an).get(waiting.url)
    assert answer.status_code == 200
    text = page(answer)
    assert "NGUYỄN THỊ THUỲ DƯƠNG" in text
    assert "Chưa hỏi dị ứng" in text
    assert "Ho, sốt 3 ngày" in text
    assert text.count("button-primary") == 1
    assert "Mở lượt khám" in text


def test_a_doctor_of_another_ward_gets_nothing_of_the_chart(browser, cast, waiting):
    for actor in (cast.chi, cast.stranger, cast.dung):
        answer = browser(actor).get(waiting.url)
        assert answer.status_code in (403, 404)
        assert "THUỲ DƯƠNG" not in page(answer)


def test_opening_the_visit_creates_its_record_once(browser, cast, waiting):
    client = browser(cast.an)
    assert client.post(f"{waiting.url}mo/").status_code == 302
    again = client.post(f"{waiting.url}mo/")
    assert again.status_code == 409
    with Repository(by=cast.an) as repository:
        assert repository.read("Encounter", waiting.encounter.id).resource["status"] == "in-progress"
        assert (
            len(repository.search("Composition", [("encounter", waiting.encounter.reference)]).matches) == 1
        )


def test_a_nurse_may_look_but_not_open(browser, cast, waiting):
    client = browser(cast.binh)
    assert "Mở lượt khám" not in page(client.get(waiting.url))
    assert client.post(f"{waiting.url}mo/").status_code == 403


def test_the_form_stands_in_the_order_of_the_paper_filled_in_with_its_origins(browser, cast, waiting):
    client = browser(cast.an)
    client.post(f"{waiting.url}mo/")
    text = page(client.get(waiting.url))
    order = [
        text.index(f'id="phan-{key}"')
        for key in ("header", "administrative", "reason", "history", "exam", "summary")
    ]
    assert order == sorted(order)
    assert 'value="Nguyễn Thị Thuỳ Dương"' in text
    assert "từ tiếp đón" in text
    assert 'data-revision="0-0"' in text


@pytest.mark.parametrize("opened", [False, True])
def test_the_page_costs_few_queries(browser, cast, waiting, opened, django_assert_max_num_queries):
    client = browser(cast.an)
    if opened:
        client.post(f"{waiting.url}mo/")
    client.get(waiting.url)
    with django_assert_max_num_queries(13):
        assert client.get(waiting.url).status_code == 200
