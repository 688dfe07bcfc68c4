"""After sealing no page changes a record: every address about it is posted to, by everybody who could before.

The acts below the pages, the FHIR API and SQL stand in tests/records/test_sealed_for_good.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from benhan.access.models import Account
from benhan.records import documents, orders
from benhan.signing.models import Order
from benhan.store import border
from tests.records.conftest import keys_folder, signing  # noqa: F401 — the installation that signs
from tests.records.test_sealed_for_good import attempts, state
from tests.records.visit import Visit, arrive
from tests.support.cast import FACILITY
from tests.support.visits import filled_form
from tests.ward.test_border import CLOSED

pytestmark = pytest.mark.slow  # a record is sealed for real
PASSWORD = "Mat-khau-thu-2026!"
# What the pages' own buttons and boxes send, as far as it does not depend on the page.
TYPED = {
    "ly_do": "Thử sửa hồ sơ đã niêm phong", "reason": "Thử sửa", "xac_nhan_danh_tinh": PASSWORD,
    "xac_nhan_canh_bao": "on", "revision": "0-0", "noi_dung": "Thử", "tieu_de": "Thử", "mau": "36/BV2",
    "chat": "penicilin", "bieu_hien": "mày đay", "muc_do": "1", "form": "01/BV1", "outcome": "xong",
    "person": "Thử", "strokes": "[[[1,2,3,0.5],[4,5,6,0.5]]]", "ho_ten": "Thử", "quan_he": "con", "loai": "cha-me",
    "dong_y": "on",
}  # fmt: skip
ACTS = ("luu", "trinh-ky", "sua-lai")
HOLES = ("{encounter}", "{stay}", "{response}", "{document}", "{record}")


@pytest.fixture
def gone(db: None, signing: Any) -> Visit:  # noqa: F811
    visit = arrive()
    for name in ("open", "write", "prepare", "sign", "confirm", "close", "approve", "seal"):
        getattr(visit, name)()
    return visit


def addresses(visit: Visit) -> list[tuple[str, str]]:
    assert visit.response and visit.paper and visit.record
    ids = {
        "encounter": visit.encounter.id, "stay": visit.encounter.id, "response": visit.response.id,
        "document": visit.paper.id, "record": visit.record.id, "patient": visit.encounter.patient,
        "procedure": "khong-co", "task": "khong-co",
    }  # fmt: skip
    return [
        (route, sample.format(**ids))
        for route, sample in CLOSED.items()
        if any(one in sample for one in HOLES)
    ]


def test_no_post_to_any_address_of_a_sealed_record_changes_it(gone: Visit, browser: Any, cast: Any):
    before, walked = state(), addresses(gone)
    assert len(walked) > 60
    assert gone.paper
    shown = {"sha256": documents.sha256_of(gone.paper)}
    for actor in (cast.an, cast.binh, cast.minh, cast.hanh):
        client: Client = browser(actor)
        refused = 0
        for route, url in walked:
            is_written = "benh-an/" in route or "phieu/" in route or "don-thuoc/" in route
            for act in ACTS if is_written else ("",):
                answer = client.post(url, {**filled_form(), **TYPED, **shown, "viec": act})
                assert answer.status_code < 500, (actor.account, route, act)
                refused += answer.status_code in (403, 404, 409, 422)
            assert state() == before, (actor.account, route, answer.status_code)
        assert refused > len(walked) // 2, actor.account
    said = {detail for _, detail in attempts()}
    assert any("BH-RECORD-0001" in detail for detail in said), said


def test_a_signing_authorised_before_and_left_to_the_job_is_refused_after_sealing(
    gone: Visit, browser: Any, cast: Any
):
    browser(cast.an)
    assert gone.paper
    now = timezone.now()
    with border.facility_transaction(FACILITY):
        order = Order.objects.create(
            facility=FACILITY, batch="00000000-0000-4000-8000-000000000001", account=str(Account.objects.get(login="an").pk),
            account_name=cast.an.name, factor="password", document=gone.paper.id, patient=gone.paper.patient, title="Thử",
            roles=["treating_doctor"], sha256=documents.sha256_of(gone.paper), authorised_at=now,
            expires_at=now + timedelta(hours=1), next_at=now - timedelta(seconds=1),
        )  # fmt: skip
    before, known = state(), len(attempts())
    assert orders.carry_out_due() == 1
    with border.facility_transaction(FACILITY):
        order.refresh_from_db()
    assert (order.state, order.code) == (Order.State.REFUSED, "BH-RECORD-0001")
    assert state() == before
    assert len(attempts()) > known
