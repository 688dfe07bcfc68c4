"""The level file is open to whom it concerns and to one facility only, whichever address is tried.

Every address below /an-toan/ is listed here; one that isn't fails, so that a new page can't be forgotten.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from benhan.access.actor import Actor, Role
from benhan.access.models import Facility
from benhan.assurance.models import (
    Act,
    AgentKey,
    Assessment,
    Asset,
    Comment,
    Evidence,
    Flow,
    Incident,
    Link,
    Notice,
    PlanItem,
    Risk,
    System,
    Zone,
)
from benhan.dossier.models import Dossier
from benhan.store.repository import Repository
from tests.support.cast import CAST, OTHER_FACILITY
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures
from tests.ward.test_border import routes

REFUSED = {302, 401, 403, 404, 405}
SECRET = "Hệ thống bí mật của cơ sở khác"
_HERE = "/an-toan/he-thong/{system}/"
_SYSTEM = "an-toan/he-thong/<slug:system>/"
_LIST, _LIST_AT = f"{_SYSTEM}yeu-cau/<slug:catalogue>/<int:level>/", f"{_HERE}yeu-cau/tcvn-14423-2026/2/"
_ONE, _ONE_AT = f"{_LIST}<str:requirement>/", f"{_LIST_AT}5.1.2.1.a/"
PLACES = {
    "an-toan/he-thong/moi/": "/an-toan/he-thong/moi/",
    "an-toan/he-thong/<slug:system>/mo-ta/": "/an-toan/he-thong/{system}/mo-ta/",
    "an-toan/he-thong/<slug:system>/tai-san/": "/an-toan/he-thong/{system}/tai-san/",
    "an-toan/he-thong/<slug:system>/tai-san/them/": "/an-toan/he-thong/{system}/tai-san/them/",
    "an-toan/he-thong/<slug:system>/tai-san/nhap/": "/an-toan/he-thong/{system}/tai-san/nhap/",
    "an-toan/he-thong/<slug:system>/tai-san/xuat/": "/an-toan/he-thong/{system}/tai-san/xuat/",
    "an-toan/he-thong/<slug:system>/tai-san/phat-hien/": "/an-toan/he-thong/{system}/tai-san/phat-hien/",
    "an-toan/he-thong/<slug:system>/tai-san/<uuid:asset>/": "/an-toan/he-thong/{system}/tai-san/{asset}/",
    "an-toan/he-thong/<slug:system>/vung/": "/an-toan/he-thong/{system}/vung/",
    "an-toan/he-thong/<slug:system>/vung/them/": "/an-toan/he-thong/{system}/vung/them/",
    "an-toan/he-thong/<slug:system>/vung/<int:zone>/": "/an-toan/he-thong/{system}/vung/{zone}/",
    "an-toan/he-thong/<slug:system>/vung/ket-noi/them/": "/an-toan/he-thong/{system}/vung/ket-noi/them/",
    "an-toan/he-thong/<slug:system>/vung/ket-noi/<int:link>/": "/an-toan/he-thong/{system}/vung/ket-noi/{link}/",
    "an-toan/he-thong/<slug:system>/so-do/": "/an-toan/he-thong/{system}/so-do/",
    "an-toan/he-thong/<slug:system>/so-do/<str:name>.svg": "/an-toan/he-thong/{system}/so-do/lo-gic.svg",
    "an-toan/he-thong/<slug:system>/luong/": "/an-toan/he-thong/{system}/luong/",
    "an-toan/he-thong/<slug:system>/luong/them/": "/an-toan/he-thong/{system}/luong/them/",
    "an-toan/he-thong/<slug:system>/luong/<int:flow>/": "/an-toan/he-thong/{system}/luong/{flow}/",
    "an-toan/he-thong/<slug:system>/cap-do/": "/an-toan/he-thong/{system}/cap-do/",
    "an-toan/he-thong/<slug:system>/cap-do/xac-dinh/": "/an-toan/he-thong/{system}/cap-do/xac-dinh/",
    "an-toan/he-thong/<slug:system>/cap-do/ly-do/": "/an-toan/he-thong/{system}/cap-do/ly-do/",
    "an-toan/he-thong/<slug:system>/rui-ro/": "/an-toan/he-thong/{system}/rui-ro/",
    "an-toan/he-thong/<slug:system>/rui-ro/them/": "/an-toan/he-thong/{system}/rui-ro/them/",
    "an-toan/he-thong/<slug:system>/rui-ro/thu-vien/": "/an-toan/he-thong/{system}/rui-ro/thu-vien/",
    "an-toan/he-thong/<slug:system>/rui-ro/<int:risk>/": "/an-toan/he-thong/{system}/rui-ro/{risk}/",
    "an-toan/": "/an-toan/",
    "an-toan/nguoi.json": "/an-toan/nguoi.json?q=khac",
    "an-toan/thong-bao/": "/an-toan/thong-bao/",
    "an-toan/thong-bao/da-xem/": "/an-toan/thong-bao/da-xem/",
    "an-toan/thong-bao/<int:notice>/": "/an-toan/thong-bao/{notice}/",
    "an-toan/^he-thong/(?!moi/)(?P<system>[-a-zA-Z0-9_]+)/$": _HERE,
    f"{_SYSTEM}danh-gia/": f"{_HERE}danh-gia/",
    f"{_LIST}chep/": f"{_LIST_AT}chep/",
    _LIST: _LIST_AT,
    _ONE: _ONE_AT,
    f"{_ONE}tra-loi/": f"{_ONE_AT}tra-loi/",
    f"{_ONE}bang-chung/": f"{_ONE_AT}bang-chung/",
    f"{_ONE}kiem-tra/": f"{_ONE_AT}kiem-tra/",
    f"{_ONE}y-kien/": f"{_ONE_AT}y-kien/",
    f"{_ONE}y-kien/<int:remark>/": _ONE_AT + "y-kien/{remark}/",
    f"{_SYSTEM}bang-chung/": f"{_HERE}bang-chung/",
    f"{_SYSTEM}bang-chung/so/<slug:catalogue>/<int:level>/": f"{_HERE}bang-chung/so/tcvn-14423-2026/2/",
    f"{_SYSTEM}bang-chung/<uuid:evidence>/": _HERE + "bang-chung/{evidence}/",
    f"{_SYSTEM}bang-chung/<uuid:evidence>/tep/": _HERE + "bang-chung/{evidence}/tep/",
    f"{_SYSTEM}bang-chung/<uuid:evidence>/rut/": _HERE + "bang-chung/{evidence}/rut/",
    f"{_SYSTEM}ke-hoach/": f"{_HERE}ke-hoach/",
    f"{_SYSTEM}ke-hoach/<int:item>/": _HERE + "ke-hoach/{item}/",
    f"{_SYSTEM}ke-hoach/<int:item>/xong/": _HERE + "ke-hoach/{item}/xong/",
    "an-toan/khong-giay/": "/an-toan/khong-giay/",
    "an-toan/chinh-sach/": "/an-toan/chinh-sach/",
    "an-toan/sao-luu/": "/an-toan/sao-luu/",
    "an-toan/sao-luu/tien-do/": "/an-toan/sao-luu/tien-do/",
    "an-toan/sao-luu/<str:kind>/": "/an-toan/sao-luu/backup/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/": "/an-toan/he-thong/{system}/ho-so/{dossier}/oscal/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/<str:name>": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/oscal/catalog.json"
    ),
    "an-toan/he-thong/<slug:system>/ho-so/": "/an-toan/he-thong/{system}/ho-so/",
    "an-toan/he-thong/<slug:system>/ho-so/lap/": "/an-toan/he-thong/{system}/ho-so/lap/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/": "/an-toan/he-thong/{system}/ho-so/{dossier}/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/buoc/<slug:step>/": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/buoc/van-hanh/"
    ),
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/phien-ban/": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/phien-ban/"
    ),
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/gop-y/": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/gop-y/"
    ),
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/gop-y/<int:comment>/": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/gop-y/1/"
    ),
    "an-toan/viec-dinh-ky/": "/an-toan/viec-dinh-ky/?viec=log-review",
    "an-toan/viec-dinh-ky/<uuid:act>/": "/an-toan/viec-dinh-ky/{act}/",
    "an-toan/viec-dinh-ky/<uuid:act>/tep/": "/an-toan/viec-dinh-ky/{act}/tep/",
    "an-toan/viec-dinh-ky/<uuid:act>/rut/": "/an-toan/viec-dinh-ky/{act}/rut/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/quy-che/": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/quy-che/"
    ),
    "an-toan/su-co/<uuid:incident>/giay/<slug:paper>.<slug:ending>": (
        "/an-toan/su-co/{incident}/giay/bao-cao-day-du.pdf"
    ),
    **{
        f"{_SYSTEM}ho-so/<uuid:dossier>/giay/<slug:key>/{end}": (
            _HERE + "ho-so/{dossier}/giay/mau-01/" + end.replace("<int:version>", "1")
        )
        for end in (
            "",
            "lap/",
            "ban-chinh/",
            "tham-dinh/",
            "ky/",
            "xem-truoc.pdf",
            "<int:version>.pdf",
            "<int:version>.docx",
        )
    },
    "an-toan/su-co/": "/an-toan/su-co/",
    "an-toan/su-co/ghi/": "/an-toan/su-co/ghi/",
    "an-toan/su-co/xuat.csv": "/an-toan/su-co/xuat.csv",
    "an-toan/su-co/<uuid:incident>/": "/an-toan/su-co/{incident}/",
    "an-toan/su-co/<uuid:incident>/<slug:act>/": "/an-toan/su-co/{incident}/dong/",
    "an-toan/he-thong/<slug:system>/kiem-tra/": "/an-toan/he-thong/{system}/kiem-tra/",
    "an-toan/he-thong/<slug:system>/kiem-tra/chay/": "/an-toan/he-thong/{system}/kiem-tra/chay/",
    "an-toan/he-thong/<slug:system>/kiem-tra/bao-cao/": "/an-toan/he-thong/{system}/kiem-tra/bao-cao/",
    "an-toan/he-thong/<slug:system>/kiem-tra/bao-cao/khoa/": "/an-toan/he-thong/{system}/kiem-tra/bao-cao/khoa/",
    "an-toan/he-thong/<slug:system>/kiem-tra/phan-mem/": "/an-toan/he-thong/{system}/kiem-tra/phan-mem/",
    "an-toan/he-thong/<slug:system>/kiem-tra/<slug:probe>/": "/an-toan/he-thong/{system}/kiem-tra/audit-chain/",
    "an-toan/he-thong/<slug:system>/kiem-tra/bao-cao/khoa/<uuid:key>/thu-hoi/": (
        "/an-toan/he-thong/{system}/kiem-tra/bao-cao/khoa/{key}/thu-hoi/"
    ),
}
"""Address with what fills it; {system} and the like are another facility's."""

ELSEWHERE = Actor(
    account="dung-khac", facility=OTHER_FACILITY, name="Phạm Văn Khác", practitioner="nv-dung-khac",
    roles=frozenset({Role.SECURITY}),
)  # fmt: skip


def test_every_address_of_the_level_file_is_listed_here():
    assert {one for one in routes() if one.startswith("an-toan/")} == PLACES.keys()


@pytest.fixture
def others(db: None) -> dict[str, str]:
    """What another facility keeps: ids one could know from elsewhere."""
    Facility.objects.get_or_create(
        code=OTHER_FACILITY, defaults={"name": "Cơ sở khác", "insurance_code": OTHER_FACILITY}
    )
    with Repository(by=ELSEWHERE):
        now = timezone.now()
        mine: dict[str, Any] = {"facility": OTHER_FACILITY}
        said: dict[str, Any] = {"at": now, "account": "dung-khac", "name": ELSEWHERE.name}
        system = System.objects.create(**mine, slug="bi-mat", name=SECRET, level=2)
        assessment = Assessment.objects.create(
            **mine,
            system=system,
            catalogue="tcvn-14423-2026",
            level=2,
            opened_at=now,
            opened_by=ELSEWHERE.name,
        )
        remark = Comment.objects.create(
            **mine, **said, assessment=assessment, requirement="5.1.2.1.a", text=SECRET
        )
        shown = Evidence.objects.create(
            **mine, **said, system=system, catalogue=assessment.catalogue, requirements=["5.1.2.1.a"], kind="document",
            title=SECRET, made_on=now.date(), author=SECRET,
        )  # fmt: skip
        item = PlanItem.objects.create(
            **mine, system=system, catalogue=assessment.catalogue, title=SECRET, kind="service", changed_at=now,
            changed_by=ELSEWHERE.name,
        )  # fmt: skip
        dossier = Dossier.objects.create(
            **mine, system=system, number="HS-KHAC-1", regime="decree-331", level=2, state_since=now, opened_at=now,
            opened_by=ELSEWHERE.name,
        )  # fmt: skip
        notice = Notice.objects.create(**mine, account="dung-khac", subject="x", text=SECRET, at=now)
        act = Act.objects.create(
            **mine, **said, system=system, kind="hardening", done_on=now.date(), done_by=SECRET
        )
        incident = Incident.objects.create(
            **mine, system=system, code="SC-2026-001", title=SECRET, kind="other", discovered_at=now,
            description=SECRET, recorded_by=SECRET, recorded_at=now,
        )  # fmt: skip
        changed: dict[str, Any] = {"changed_at": now, "changed_by": ELSEWHERE.name}
        asset = Asset.objects.create(**mine, **changed, system=system, kind="host", name=SECRET)
        zone = Zone.objects.create(**mine, system=system, kind="server", name=SECRET)
        link = Link.objects.create(**mine, system=system, start=asset, end=asset, protocol="HTTPS")
        flow = Flow.objects.create(
            **mine, system=system, start=SECRET, end=SECRET, data=SECRET, sensitivity="basic"
        )
        risk = Risk.objects.create(
            **mine, **changed, system=system, code="RR-01", threat=SECRET, weakness=SECRET, consequence=SECRET,
            affected=SECRET, likelihood=1, impact=1, treatment="accept", identified_on=now.date(),
        )  # fmt: skip
        key = AgentKey.objects.create(
            **mine, asset=asset, public_key="A" * 43 + "=", added_at=now, added_by=ELSEWHERE.name
        )
    made = {
        "remark": remark, "evidence": shown, "item": item, "notice": notice, "dossier": dossier, "incident": incident,
        "act": act, "key": key, "asset": asset, "zone": zone, "link": link, "flow": flow, "risk": risk,
    }  # fmt: skip
    return {"system": system.slug} | {name: str(one.pk) for name, one in made.items()}


@pytest.mark.slow  # a hundred addresses, each twice
@pytest.mark.parametrize("who", ["an", "binh", "lan", "nobody"])
def test_nobody_whom_it_does_not_concern_gets_in(browser, others, who):  # noqa: F811
    client = Client() if who == "nobody" else browser(getattr(CAST, who))
    for url in PLACES.values():
        for answer in (client.get(url.format(**others)), client.post(url.format(**others), {})):
            assert answer.status_code in REFUSED, (url, answer.status_code)
            assert SECRET not in answer.content.decode(errors="replace"), url


@pytest.mark.slow  # a hundred addresses, each twice
@pytest.mark.parametrize("who", ["dung", "hanh", "khanh"])
def test_another_facilitys_file_is_not_there(browser, others, who):  # noqa: F811
    client = browser(getattr(CAST, who))
    for url in PLACES.values():
        for answer in (client.get(url.format(**others)), client.post(url.format(**others), {})):
            assert SECRET not in answer.content.decode(errors="replace"), url
            if "{" in url:
                assert answer.status_code in REFUSED, (url, answer.status_code)
