"""The review of emergency openings."""

from __future__ import annotations

from datetime import timedelta

from benhan.access.models import BreakGlass
from tests.ward.administration.conftest import PATIENT_NAME

HOME = "/quan-tri/mo-khan-cap/"


def test_security_and_director_review_and_nobody_else(browser, cast, opening):
    for actor in (cast.an, cast.binh, cast.lan, cast.minh):
        assert browser(actor).get(HOME).status_code == 403
        assert browser(actor).get(f"{HOME}{opening.id}/").status_code == 403
    for actor in (cast.dung, cast.hanh):
        assert browser(actor).get(HOME).status_code == 200


def test_the_list_shows_a_number_and_never_a_name(browser, cast, opening, django_assert_max_num_queries):
    client = browser(cast.dung)
    with django_assert_max_num_queries(12):
        page = client.get(HOME).content.decode()
    assert "BN00000001" in page
    assert PATIENT_NAME not in page
    assert "ngất ở hành lang" in page


def test_an_opening_nobody_looked_at_for_three_days_is_overdue(browser, cast, opening):
    client = browser(cast.dung)
    assert "Quá hạn xem xét 1" not in client.get(HOME).content.decode()
    BreakGlass.objects.filter(pk=opening.pk).update(
        granted_at=opening.granted_at - timedelta(days=4, hours=1)
    )
    assert "Quá hạn xem xét 1 ngày" in client.get(HOME).content.decode()
    assert opening.account_name in client.get(f"{HOME}?loc=qua-han").content.decode()


def test_the_page_of_an_opening_tells_what_was_done_and_its_finding_stands(browser, cast, opening):
    client = browser(cast.dung)
    page = client.get(f"{HOME}{opening.id}/").content.decode()
    assert "người bệnh nb-1" in page
    assert PATIENT_NAME not in page
    assert client.post(f"{HOME}{opening.id}/", {"finding": "justified", "remark": ""}).status_code == 303
    opening.refresh_from_db()
    assert (opening.finding, opening.reviewed_by) == ("justified", cast.dung.name)
    assert (
        client.post(f"{HOME}{opening.id}/", {"finding": "not-justified", "remark": "đổi ý rồi"}).status_code
        == 409
    )
    assert opening.account_name in client.get(f"{HOME}?loc=da-xem").content.decode()


def test_not_justified_needs_a_remark_and_keeps_what_was_typed(browser, cast, opening):
    client = browser(cast.hanh)
    answer = client.post(f"{HOME}{opening.id}/", {"finding": "not-justified", "remark": "sai"})
    assert answer.status_code == 422
    assert ">sai</textarea>" in answer.content.decode()
    assert BreakGlass.objects.get().reviewed_at is None


def test_an_opening_of_another_facility_is_not_there(browser, cast, opening):
    stranger = browser(cast.stranger)
    assert stranger.get(f"{HOME}{opening.id}/").status_code == 403
    assert browser(cast.dung).get(f"{HOME}00000000-0000-4000-8000-000000000000/").status_code == 404
