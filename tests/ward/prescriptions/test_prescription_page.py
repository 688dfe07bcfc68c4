"""Writing a prescription: quantities, warnings, the code, the paper."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from benhan.store.repository import Repository
from benhan.ward.prescriptions.typed import computed_quantity, read_dose

CODE = re.compile(r"24001[0-9a-z]{7}-C")


def rows(**changes: str) -> dict[str, str]:
    return {
        "revision": "0-0",
        "kind": "C",
        "diagnosis": "J20.9",
        "drugs.0.inn": "paracetamol",
        "drugs.0.strength": "500 mg",
        "drugs.0.dose": "1 viên",
        "drugs.0.times": "3",
        "drugs.0.days": "5",
        "drugs.0.route": "1.01",
        "drugs.0.moment": "sau ăn",
        "advice": "Uống nhiều nước.",
    } | changes


def requests(cast, waiting):
    with Repository(by=cast.an) as repository:
        return repository.search("MedicationRequest", [("encounter", waiting.encounter.reference)]).matches


@pytest.mark.parametrize(
    ("dose", "times", "days", "quantity"),
    [
        ("1 viên", 3, 5, 15),
        ("½ viên", 3, 5, 8),
        ("1/2 gói", 2, 3, 3),
        ("0,5 viên", 2, 5, 5),
        ("5 ml", 3, 5, None),
        ("vừa đủ", 3, 5, None),
    ],
)
def test_a_quantity_is_computed_where_the_drug_is_counted(dose, times, days, quantity):
    per_time, unit = read_dose(dose)
    assert computed_quantity(per_time, unit, times, days) == (None if quantity is None else Decimal(quantity))


def test_saving_gives_a_code_of_fourteen_characters_and_keeps_it(an, waiting, cast):
    answer = an.post(f"{waiting.url}don-thuoc/", rows())
    assert answer.status_code == 302
    code = CODE.search(answer.url)[0]
    assert len(code) == 14
    (line,) = requests(cast, waiting)
    assert line.resource["dispenseRequest"]["quantity"]["value"] == 15
    text = an.get(answer.url).content.decode()
    revision = re.search(r'data-revision="([^"]+)"', text)[1]
    again = an.post(answer.url, rows(revision=revision) | {"drugs.0.days": "7"})
    assert code in again.url
    (line,) = requests(cast, waiting)
    assert line.resource["dispenseRequest"]["quantity"]["value"] == 21


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"drugs.0.days": "31"}, "drugs.0.days"),
        ({"drugs.0.times": "ba"}, "drugs.0.times"),
        ({"drugs.0.dose": ""}, "drugs.0.dose"),
        ({"diagnosis": "ZZ9"}, "diagnosis"),
        ({"drugs.0.inn": ""}, "drugs.0.inn"),
        ({"revisit_on": "32/13"}, "revisit_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(an, waiting, cast, change, named):
    answer = an.post(f"{waiting.url}don-thuoc/", rows(**change))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'href="#o-{named}"' in text
    assert "Uống nhiều nước." in text
    assert requests(cast, waiting) == ()


def test_an_allergy_is_warned_of_before_saving_and_signing_waits_for_the_reason(an, waiting, cast):
    an.post(f"{waiting.url}di-ung/", {"viec": "ghi", "chat": "penicillin", "bieu_hien": "phát ban"})
    amoxicillin = rows(**{"drugs.0.inn": "amoxicillin"})
    shown = an.post(f"{waiting.url}don-thuoc/xem-truoc/", amoxicillin).content.decode()
    assert "tiền sử dị ứng Penicilin" in shown
    assert "15 viên" in shown
    assert requests(cast, waiting) == ()
    refused = an.post(f"{waiting.url}don-thuoc/", amoxicillin | {"viec": "trinh-ky"})
    assert refused.status_code == 422
    assert "drugs.0.override" in refused.content.decode()
    assert requests(cast, waiting) == ()


def test_a_second_window_gets_both_prescriptions(an, waiting):
    url = f"{waiting.url}don-thuoc/luu-nhap/?don=moi"
    first = an.post(url, rows(), HTTP_ACCEPT="application/json")
    assert first.json()["revision"] == "0-1"
    second = an.post(url, rows() | {"advice": "Khác"}, HTTP_ACCEPT="application/json")
    assert second.status_code == 409
    assert second.json()["answers"]["advice"] == ["Uống nhiều nước."]


def test_adding_a_row_keeps_what_was_typed_and_saves_nothing(an, waiting, cast):
    text = an.post(f"{waiting.url}don-thuoc/", rows() | {"viec": "them"}).content.decode()
    assert 'name="drugs.2.inn"' in text
    assert "Uống nhiều nước." in text
    assert requests(cast, waiting) == ()


@pytest.mark.slow  # set by typst, signed with real keys
def test_the_signed_prescription_orders_its_drugs(an, waiting, cast):
    answer = an.post(f"{waiting.url}don-thuoc/", rows(viec="trinh-ky", xac_nhan_canh_bao="on"))
    assert answer.status_code == 302, answer.content.decode()
    page = an.get(answer.url).content.decode()
    digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)[1]
    from tests.ward.signing.conftest import PASSWORD

    assert an.post(answer.url, {"sha256": digest, "xac_nhan_danh_tinh": PASSWORD}).status_code == 302
    assert [one.resource["status"] for one in requests(cast, waiting)] == ["active"]
    assert "Mời người bệnh xác nhận" in an.get(answer.url).content.decode()
    code = requests(cast, waiting)[0].resource["groupIdentifier"]["value"]
    assert an.post(f"{waiting.url}don-thuoc/?don={code}", rows()).status_code == 409


@pytest.mark.parametrize("who", ["binh", "chi", "lan", "dung", "stranger"])
def test_only_a_doctor_of_the_patient_prescribes(browser, an, waiting, cast, who):
    client = browser(getattr(cast, who))
    assert client.get(f"{waiting.url}don-thuoc/").status_code in (403, 404)
    assert client.post(f"{waiting.url}don-thuoc/", rows()).status_code in (403, 404)


def test_the_page_costs_few_queries(an, waiting, django_assert_max_num_queries):
    an.get(f"{waiting.url}don-thuoc/")
    with django_assert_max_num_queries(13):  # one asks which version of the form the facility has issued
        an.get(f"{waiting.url}don-thuoc/")
