"""One walks a file by its pages: what is missing is said with the way to mend it, and identity is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from benhan.access.models import Account
from benhan.assurance.models import Comment, Notice
from benhan.assurance.triggers import record_trigger
from benhan.dossier.files.inbox import late_files, waiting_for
from benhan.dossier.files.reminding import remind_due
from benhan.dossier.models import Dossier
from benhan.store.repository import Repository
from tests.dossier.files.conftest import FACILITY, SENT, Way
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

PASSWORD = "Mat-khau-thu-2026!"
HOME = "/an-toan/he-thong/hsba/ho-so/"


def page_of(way: Way) -> str:
    return f"{HOME}{way.dossier.pk}/"


def posted(client, way: Way, step: str, **given: str):
    names = {f"{name}-{step}": value for name, value in given.items()}
    return client.post(f"{page_of(way)}buoc/{step}/", {f"xac_nhan_danh_tinh-{step}": PASSWORD, **names})


def test_a_file_is_opened_from_the_level_that_was_determined(browser, way):  # noqa: F811
    dung = browser(CAST.dung)
    wanted = {"quy_dinh": "decree-331", "cap_do": "2", "dien": "running", "tham_quyen": "owner"}
    assert "Chưa xác định cấp độ" in dung.get(HOME).content.decode()
    assert dung.post(f"{HOME}lap/", wanted).status_code == 422
    way.determine()
    answer = dung.post(f"{HOME}lap/", wanted)
    assert answer.status_code == 303
    page = dung.get(answer["Location"]).content.decode()
    assert "Đã lập danh mục" in page and "Xác định phạm vi, loại hình" in page
    assert dung.post(f"{HOME}lap/", wanted).status_code == 422
    assert Dossier.objects.get().details["approves"] == "owner"


def test_what_is_missing_is_listed_with_the_way_to_mend_it(browser, way):  # noqa: F811
    way.to_draft()
    page = browser(CAST.dung).get(page_of(way)).content.decode()
    assert "chưa lập Thuyết minh" in page
    assert f'href="{page_of(way)}giay/mau-01/"' in page
    assert 'href="/an-toan/he-thong/hsba/yeu-cau/tcvn-14423-2026/2/?ket-qua=missing"' in page
    assert 'id="gui-tham-dinh"' not in page  # a closed step has no form


def test_sending_asks_who_one_is_and_keeps_what_was_typed(browser, way):  # noqa: F811
    way.to_draft()
    way.answer()
    way.paper("thuyet-minh")
    way.paper("mau-01")
    dung = browser(CAST.dung)
    wrong = dung.post(
        f"{page_of(way)}buoc/gui-tham-dinh/",
        {"xac_nhan_danh_tinh-gui-tham-dinh": "sai", "appraiser-gui-tham-dinh": "Phòng An ninh mạng"},
    )
    assert wrong.status_code == 422
    assert 'value="Phòng An ninh mạng"' in wrong.content.decode()
    empty = posted(dung, way, "gui-tham-dinh", trang_thai="draft")
    assert (empty.status_code, "Cần ghi tên đơn vị thẩm định" in empty.content.decode()) == (422, True)
    stale = posted(dung, way, "gui-tham-dinh", trang_thai="scoped", appraiser="Phòng An ninh mạng")
    assert stale.status_code == 409
    done = posted(dung, way, "gui-tham-dinh", trang_thai="draft", appraiser="Phòng An ninh mạng")
    assert done.status_code == 303
    way.dossier.refresh_from_db()
    assert (way.dossier.state, way.dossier.appraiser) == ("submitted", "Phòng An ninh mạng")


def test_a_day_that_cannot_be_read_stands_beside_its_field(browser, way):  # noqa: F811
    way.to_draft()
    answer = posted(
        browser(CAST.hanh), way, "ban-hanh-quy-che", regulation_number="12/QĐ", regulation_on="hôm qua"
    )
    assert answer.status_code == 422
    assert "02/03/2026" in answer.content.decode()


def test_whose_turn_it_is_is_told_and_finds_it_in_the_inbox(browser, way):  # noqa: F811
    browser(CAST.khanh)
    khanh = Account.objects.get(login="khanh")
    way.to_submitted()
    notice = Notice.objects.get(account=str(khanh.pk), text__contains="đã gửi thẩm định")
    assert notice.url == page_of(way)
    with Repository(by=CAST.khanh):
        assert [one.pk for one in waiting_for(CAST.khanh)] == [way.dossier.pk]
        assert waiting_for(CAST.hanh) == waiting_for(CAST.dung) == []
    page = browser(CAST.khanh).get(page_of(way)).content.decode()
    assert "Tiếp nhận hồ sơ hợp lệ" in page and "ngày làm việc" in page


def test_a_limit_is_reminded_of_once_before_on_the_day_and_after(browser, way):  # noqa: F811
    browser(CAST.khanh)
    browser(CAST.hanh)
    way.to_submitted()
    due = date(2026, 11, 30)  # a Monday
    with Repository(by=CAST.dung):
        Dossier.objects.filter(pk=way.dossier.pk).update(due_on=due)
    told = [
        remind_due(datetime(2026, *day, 5, tzinfo=UTC))
        for day in ((11, 24), (11, 25), (11, 26), (11, 30), (11, 30), (12, 1), (12, 9))
    ]
    # four working days left: nothing; three: the appraiser; the day; late: the appraiser and the head
    assert told == [0, 1, 0, 1, 0, 2, 0]
    with Repository(by=CAST.hanh):
        assert late_files(FACILITY, due + timedelta(days=1)) == [way.dossier]


def test_what_happened_since_the_approval_turns_the_file_by_itself(way):
    way.to_submitted()
    with Repository(by=CAST.dung) as repository:
        Dossier.objects.filter(pk=way.dossier.pk).update(state="approved")
    remind_due()
    way.dossier.refresh_from_db()
    assert way.dossier.state == "approved"
    with Repository(by=CAST.dung) as repository:
        record_trigger(repository, way.system, key="integration", note="Nối với cổng của tỉnh")
    remind_due()
    way.dossier.refresh_from_db()
    assert (way.dossier.state, way.dossier.details["trigger"]) == ("reassess_due", "integration")
    event = way.dossier.events.latest("pk")
    assert "Nối với cổng của tỉnh" in event.note and event.account == "system"


def test_the_appraiser_remarks_the_operator_answers_the_appraiser_settles(browser, way):  # noqa: F811
    way.to_submitted()
    khanh, dung = browser(CAST.khanh), browser(CAST.dung)
    url = f"{page_of(way)}gop-y/"
    unknown = khanh.post(url, {"yeu_cau": "99.9", "noi_dung": "Thiếu"})
    assert (unknown.status_code, "Không có yêu cầu" in unknown.content.decode()) == (422, True)
    code = way.requirements()[0]
    assert khanh.post(url, {"yeu_cau": code, "noi_dung": "Thiếu số liệu"}).status_code == 303
    assert dung.post(url, {"yeu_cau": code, "noi_dung": "Đã bổ sung"}).status_code == 303
    remark = Comment.objects.filter(is_appraisers=True).latest("pk")
    page = dung.get(page_of(way)).content.decode()
    assert "Đã bổ sung" in page and "Chưa giải quyết" in page
    assert dung.post(f"{url}{remark.pk}/").status_code == 403
    assert khanh.post(f"{url}{remark.pk}/").status_code == 303
    assert khanh.post(f"{url}{remark.pk}/").status_code == 404


@pytest.mark.slow  # seven pages, each judged against the whole catalogue
@pytest.mark.parametrize("who", ["dung", "khanh", "hanh"])
def test_the_page_of_each_state_opens_for_each_reader(browser, way, who):  # noqa: F811
    way.to_submitted()
    client = browser(getattr(CAST, who))
    for state in (
        "inventoried",
        "draft",
        "accepted",
        "appraised_fit",
        "implementing",
        "in_operation",
        "reassess_due",
    ):
        with Repository(by=CAST.dung):
            Dossier.objects.filter(pk=way.dossier.pk).update(
                state=state, details={"situation": "under-investment"}
            )
        answer = client.get(page_of(way))
        assert answer.status_code == 200
        assert "Chặng đường của hồ sơ" in answer.content.decode()


def test_a_next_version_is_opened_from_the_page_once(browser, way):  # noqa: F811
    way.to_submitted()
    with Repository(by=CAST.dung):
        Dossier.objects.filter(pk=way.dossier.pk).update(state="reassess_due")
    dung = browser(CAST.dung)
    made = dung.post(f"{page_of(way)}phien-ban/")
    assert made.status_code == 303
    assert "phiên bản 2" in dung.get(made["Location"]).content.decode()
    assert dung.post(f"{page_of(way)}phien-ban/").status_code == 409
    assert "Đã có phiên bản sau" in dung.get(page_of(way)).content.decode()


def test_steps_stay_shut_by_page_to_whom_they_do_not_belong(browser, way):  # noqa: F811
    way.to_submitted()
    assert posted(browser(CAST.hanh), way, "tiep-nhan").status_code == 403
    assert browser(CAST.dung).post(f"{page_of(way)}buoc/khong-co/").status_code == 404
    assert SENT.appraiser in browser(CAST.hanh).get(page_of(way)).content.decode()


def test_a_late_file_of_the_old_decree_says_so_with_the_days_of_the_change_of_law(browser, way):  # noqa: F811
    way.regime, way.level = "decree-85", 3
    way.to_submitted()
    with Repository(by=CAST.dung):
        Dossier.objects.filter(pk=way.dossier.pk).update(state="accepted", due_on=date(2025, 11, 20))
    page = browser(CAST.khanh).get(page_of(way)).content.decode()
    assert "quá hạn" in page and "ghi theo trí nhớ" in page
    assert "31/12/2026" in page and "Điều 39 khoản 1" in page
    assert "Đánh giá rủi ro" not in page.split("Chặng đường của hồ sơ")[1].split("</nav>")[0]
