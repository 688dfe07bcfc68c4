"""The pages of a system: what is typed is kept and said; what is wrong is said beside its field and nothing is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from benhan.assurance.inventory import export_csv
from benhan.assurance.models import Asset, Flow, LevelDecision, Link, Risk, System, Zone
from benhan.assurance.problems import LEVEL_NOT_READY, SLUG_TAKEN, VALUE_REFUSED
from benhan.dossier.systems.risk_picture import picture
from benhan.law.descriptions import minimum_zones
from benhan.store.repository import Repository
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

AT = "/an-toan/he-thong/kham-tu-xa/"


@pytest.fixture
def system(facility) -> System:  # noqa: F811
    with Repository(by=CAST.dung):
        return System.objects.create(
            facility=CAST.dung.facility, slug="kham-tu-xa", name="Cổng khám từ xa", kinds=["online"], level=3
        )


@pytest.fixture
def dung(browser, system) -> Client:  # noqa: F811
    return browser(CAST.dung)


@pytest.fixture
def mine():
    """Reads inside the facility's border."""
    return Repository(by=CAST.dung)


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_system_begins_with_its_name_and_goes_on_to_its_owner(dung, mine):
    sent = {"name": "Đặt lịch khám", "slug": "", "regime": "decree-331", "kinds": ["online"]}
    answer = dung.post("/an-toan/he-thong/moi/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/an-toan/he-thong/dat-lich-kham/mo-ta/")
    assert "mục bắt buộc chưa khai" in text_of(dung.get(answer["Location"]))
    again = dung.post("/an-toan/he-thong/moi/", sent)
    assert again.status_code == 422
    assert SLUG_TAKEN.code in text_of(again)
    assert "Đặt lịch khám" in text_of(again)


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "A", "slug": "Sai Tên"}, {"name": "A", "slug": "moi"}]
)
def test_a_system_without_a_name_or_with_a_strange_address_is_refused(dung, sent):
    answer = dung.post("/an-toan/he-thong/moi/", {"regime": "decree-331", **sent})
    assert answer.status_code == 422
    assert VALUE_REFUSED.code in text_of(answer)


def test_the_description_keeps_every_field_and_what_others_put_there(dung, mine, system):
    with mine:
        System.objects.filter(pk=system.pk).update(description={"reassess": [{"key": "growth"}]})
    sent = {
        "name": "Cổng khám từ xa",
        "purpose": "Tư vấn",
        "owner.name": "Trung tâm Y tế",
        "groups": "Người bệnh | a | b",
    }
    assert dung.post(f"{AT}mo-ta/", sent).status_code == 303
    with mine:
        kept = System.objects.get(pk=system.pk)
        assert kept.description["owner.name"] == "Trung tâm Y tế"
        assert kept.description["reassess"] == [{"key": "growth"}]
    assert "Trung tâm Y tế" in text_of(dung.get(f"{AT}mo-ta/"))


def test_an_asset_is_added_changed_and_retired(dung, mine, system):
    assert (
        dung.post(f"{AT}tai-san/them/", {"kind": "host", "name": "Máy chủ 1", "quantity": "2"}).status_code
        == 303
    )
    with mine:
        asset = Asset.objects.get(system=system)
    wrong = dung.post(f"{AT}tai-san/{asset.pk}/", {"kind": "host", "name": "", "quantity": "0"})
    assert wrong.status_code == 422
    assert "Tên phải có." in text_of(wrong)
    assert "Số lượng phải từ 1 đến 1000000." in text_of(wrong)
    assert dung.post(f"{AT}tai-san/{asset.pk}/", {"bo": "1"}).status_code == 303
    assert "Chưa có tài sản nào" in text_of(dung.get(f"{AT}tai-san/"))
    assert dung.get(f"{AT}tai-san/{asset.pk}/").status_code == 404
    with mine:
        assert Asset.objects.get(pk=asset.pk).state == "retired"


def test_a_file_is_shown_first_and_kept_once_confirmed(dung, mine, system):
    file = "Loại,Tên,Số lượng\nMáy chủ,Máy chủ 1,2\n"
    shown = dung.post(f"{AT}tai-san/nhap/", {"tep": SimpleUploadedFile("a.csv", file.encode())})
    assert shown.status_code == 200
    assert "Thêm mới" in text_of(shown)
    with mine:
        assert not Asset.objects.filter(system=system).exists()
    digest = shown.context["page"].forms[0].fields[1].value
    done = dung.post(f"{AT}tai-san/nhap/", {"noi_dung": file.replace("\n", "\r\n"), "xac_nhan": digest})
    assert done.status_code == 303
    with mine:
        assert Asset.objects.get(system=system).quantity == 2
        taken_out = export_csv(system)
    assert text_of(dung.get(f"{AT}tai-san/xuat/")) == "\ufeff" + taken_out


def test_wrong_cells_of_a_file_are_listed_by_line_and_column(dung, mine, system):
    file = "Loại,Tên,Số lượng\nMáy bay,Máy chủ 1,hai\n"
    shown = dung.post(f"{AT}tai-san/nhap/", {"tep": SimpleUploadedFile("a.csv", file.encode())})
    assert shown.status_code == 422
    assert "Lỗi: CHƯA dòng nào được nhập" in text_of(shown)
    assert [row.cells[1].text for row in shown.context["page"].tables[0].rows] == ["Loại", "Số lượng"]
    strange = dung.post(f"{AT}tai-san/nhap/", {"tep": SimpleUploadedFile("a.csv", b"\xff\xfe\x00")})
    assert strange.status_code == 422


def test_zones_say_what_the_level_lacks_until_it_is_there(dung, system):
    assert "Còn thiếu:" in text_of(dung.get(f"{AT}vung/"))
    for kind in minimum_zones("decree-331", 3).kinds:
        assert dung.post(f"{AT}vung/them/", {"kind": kind, "name": f"Vùng {kind}"}).status_code == 303
    assert "Đủ các vùng tối thiểu của cấp độ 3" in text_of(dung.get(f"{AT}vung/"))


def test_connections_flows_and_zones_are_kept_changed_and_taken_out(dung, mine, system):
    for name in ("Máy trạm", "Máy chủ"):
        dung.post(f"{AT}tai-san/them/", {"kind": "host", "name": name})
    assert (
        dung.post(
            f"{AT}vung/ket-noi/them/", {"start": "Máy trạm", "end": "Máy chủ", "protocol": "HTTPS"}
        ).status_code
        == 303
    )
    alone = dung.post(
        f"{AT}vung/ket-noi/them/", {"start": "Máy trạm", "end": "Máy trạm", "protocol": "HTTPS"}
    )
    assert "Đến phải khác bên mở kết nối." in text_of(alone)
    flow = {
        "start": "Máy trạm",
        "end": "Máy chủ",
        "data": "Bệnh án",
        "sensitivity": "sensitive",
        "crosses_border": "on",
    }
    assert dung.post(f"{AT}luong/them/", flow).status_code == 303
    with mine:
        link, kept = Link.objects.get(system=system), Flow.objects.get(system=system)
    assert kept.crosses_border
    assert (
        dung.post(f"{AT}luong/{kept.pk}/", flow | {"crosses_border": "", "protection": "HTTPS"}).status_code
        == 303
    )
    assert dung.post(f"{AT}vung/ket-noi/{link.pk}/", {"bo": "1"}).status_code == 303
    with mine:
        assert not Link.objects.filter(system=system).exists()
        assert Flow.objects.get(pk=kept.pk).protection == "HTTPS"


def test_the_drawings_are_shown_and_taken_out(dung, system):
    page = dung.get(f"{AT}so-do/")
    assert text_of(page).count("<figure") == 3
    drawn = dung.get(f"{AT}so-do/lo-gic.svg?tai=1")
    assert drawn["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in drawn["Content-Disposition"]
    assert dung.get(f"{AT}so-do/khac.svg").status_code == 404


ANSWERS = {
    "is_system": "yes",
    "kinds": ["online"],
    "information": ["sensitive"],
    "conditional": "unsure",
    "services": ["booking"],
}


def test_the_level_is_looked_at_first_and_recorded_once_it_is_meant(dung, mine, system):
    shown = dung.post(f"{AT}cap-do/xac-dinh/", ANSWERS)
    assert "Cấp độ đề xuất: 2" in text_of(shown)
    assert "Điểm còn nghi vấn" in text_of(shown)
    with mine:
        assert not LevelDecision.objects.filter(system=system).exists()
    chosen = {"hieu-conditional": "yes", "vi-sao-conditional": "Theo ý kiến thẩm định"}
    assert dung.post(f"{AT}cap-do/xac-dinh/", ANSWERS | chosen | {"ghi": "1"}).status_code == 303
    with mine:
        kept = LevelDecision.objects.get(system=system)
        assert (kept.level, System.objects.get(pk=system.pk).level) == (3, 3)
        assert kept.findings[0]["clause"] == "điểm a khoản 2 Điều 13 Nghị định 331/2026/NĐ-CP"
    page = text_of(dung.get(f"{AT}cap-do/"))
    assert "Theo ý kiến thẩm định" in page
    assert "điểm a khoản 2 Điều 13" in page


def test_state_secrets_give_no_level_and_nothing_is_recorded(dung, mine, system):
    answer = dung.post(f"{AT}cap-do/xac-dinh/", ANSWERS | {"secrets": "harm", "ghi": "1"})
    assert answer.status_code == 422
    assert LEVEL_NOT_READY.code in text_of(answer)
    assert "Bộ Công an" in text_of(answer)
    with mine:
        assert not LevelDecision.objects.filter(system=system).exists()


def test_a_number_that_is_none_is_said_beside_its_question(dung, system):
    answer = dung.post(f"{AT}cap-do/xac-dinh/", ANSWERS | {"sensitive_subjects": "nhiều"})
    assert answer.status_code == 422
    assert "không phải số nguyên hợp lệ" in text_of(answer)


def test_a_change_that_makes_the_level_due_is_recorded_and_shown(dung, system):
    dung.post(f"{AT}cap-do/xac-dinh/", ANSWERS | {"ghi": "1"})
    assert "Chưa có lý do phải xác định lại" in text_of(dung.get(f"{AT}cap-do/"))
    empty = dung.post(f"{AT}cap-do/ly-do/", {"key": "integration", "note": ""})
    assert empty.status_code == 422
    assert (
        dung.post(f"{AT}cap-do/ly-do/", {"key": "integration", "note": "Nối máy xét nghiệm"}).status_code
        == 303
    )
    assert "Nối máy xét nghiệm" in text_of(dung.get(f"{AT}cap-do/"))


def test_a_risk_begins_from_the_library_and_is_drawn_until_it_is_closed(dung, mine, system):
    begun = text_of(dung.get(f"{AT}rui-ro/them/?mau=0"))
    assert "Mã độc tống tiền" in begun
    risk = {"code": "RR-01", "threat": "Mã độc", "weakness": "Tệp lạ", "consequence": "Ngừng khám", "affected": "Cơ sở",
            "likelihood": "4", "impact": "5", "treatment": "reduce", "due": "01/01/2026"}  # fmt: skip
    assert dung.post(f"{AT}rui-ro/them/", risk).status_code == 303
    page = text_of(dung.get(f"{AT}rui-ro/"))
    assert "1 rủi ro quá hạn xử lý" in page
    assert "1 rủi ro cao: RR-01" in page
    with mine:
        kept = Risk.objects.get(system=system)
    assert dung.post(f"{AT}rui-ro/{kept.pk}/", {"bo": "1"}).status_code == 303
    assert "Chưa có rủi ro nào đang mở" in text_of(dung.get(f"{AT}rui-ro/"))


def test_a_full_square_counts_what_it_can_not_name():
    risks = [Risk(code=f"RR-{place:02d}", likelihood=5, impact=5) for place in range(7)]
    (square,) = (one for one in picture(risks).cells if one.marks)
    assert [one.text for one in square.marks] == ["RR-00", "RR-01", "RR-02", "và 4 nữa"]


@pytest.mark.parametrize("who", ["hanh", "khanh"])
def test_who_only_reads_sees_the_pages_and_may_change_nothing(browser, system, mine, who):  # noqa: F811
    client = browser(getattr(CAST, who))
    for part in ("mo-ta", "tai-san", "vung", "so-do", "luong", "cap-do", "rui-ro"):
        assert client.get(f"{AT}{part}/").status_code == 200
    for part in (
        "tai-san/them",
        "tai-san/nhap",
        "vung/them",
        "luong/them",
        "rui-ro/them",
        "cap-do/xac-dinh",
        "cap-do/ly-do",
        "mo-ta",
    ):
        assert client.post(f"{AT}{part}/", {"name": "Lén"}).status_code == 403
    with mine:
        assert not Zone.objects.filter(system=system).exists()


def test_discovery_says_why_it_can_not_look_at_a_system_that_is_not_here(dung, system):
    assert "Phần mềm này không chạy trên hệ thống đó" in text_of(dung.get(f"{AT}tai-san/phat-hien/"))


def test_what_was_seen_here_waits_until_a_person_takes_it_in_or_puts_it_away(dung, mine, system):
    with mine:
        System.objects.filter(pk=system.pk).update(is_here=True)
        seen = [
            Asset.objects.create(
                facility=system.facility, system=system, kind="service", name=name, state="discovered",
                source="discovery", changed_at=timezone.now(), changed_by="phát hiện tự động",
            )
            for name in ("sshd (tcp/22)", "cups (tcp/631)")
        ]  # fmt: skip
    at = f"{AT}tai-san/phat-hien/"
    assert "sshd (tcp/22)" in text_of(dung.get(at))
    assert "2 tài sản mới phát hiện chờ xác nhận" in text_of(dung.get(f"{AT}tai-san/"))
    assert dung.post(at, {"nhan": "1", "chon": [str(seen[0].pk)]}).status_code == 303
    assert dung.post(at, {"bo": "1", "chon": [str(seen[1].pk)]}).status_code == 303
    with mine:
        states = dict(Asset.objects.filter(system=system).values_list("name", "state"))
    assert states == {"sshd (tcp/22)": "confirmed", "cups (tcp/631)": "retired"}
