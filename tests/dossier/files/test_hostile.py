"""What a hostile officer tries on the way of a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from benhan.access.actor import Role
from benhan.assurance.models import Answer
from benhan.dossier.files.workflow import Given
from benhan.fhir.problems import ProblemError
from tests.dossier.files.conftest import REGULATION
from tests.support.cast import CAST

LATE = "BH-DOSSIER-0135"


def refused(way, code, *taken, **more):
    with pytest.raises(ProblemError) as caught:
        way.take(*taken, **more)
    assert caught.value.problem.code == code
    return caught.value


def test_whoever_answered_does_not_appraise_though_another_sent_it_and_the_role_changed(way):
    way.to_submitted()
    Answer.objects.create(
        facility=way.dossier.facility, assessment=Answer.objects.first().assessment, requirement="x",
        status="met", at=timezone.now(), account="hoa", name="Lý Thị Hoa",
    )  # fmt: skip
    now_appraiser = replace(CAST.khanh, account="hoa", name="Lý Thị Hoa", practitioner="nv-hoa")
    refused(way, LATE, now_appraiser, "tiep-nhan")


def test_the_drafters_second_account_does_not_appraise(way):
    way.to_submitted()
    refused(way, LATE, replace(CAST.khanh, account="dung2", name="phạm  văn Dũng"), "tiep-nhan")


def test_whoever_took_an_operators_step_of_the_same_file_does_not_appraise_it(way):
    way.to_submitted()
    way.take(CAST.khanh, "tra-lai", note="Thiếu sơ đồ")
    helper = replace(CAST.dung, account="tuan", name="Trần Văn Tuấn")
    way.take(helper, "sua-lai")
    way.paper("thuyet-minh")
    way.paper("mau-01")
    way.take(CAST.dung, "gui-tham-dinh", Given(appraiser="Phòng An ninh mạng"))
    refused(way, LATE, replace(helper, roles=frozenset({Role.APPRAISER})), "tiep-nhan")


def test_a_decision_is_not_older_than_the_regulation_it_rests_on(way):
    past = timezone.now() - timedelta(days=30)
    way.to_submitted()
    for step in ("tiep-nhan", "bat-dau-tham-dinh"):
        way.take(CAST.khanh, step, now=past)
    way.take(CAST.khanh, "phu-hop", note="Phù hợp", now=past)
    today = timezone.localdate()
    way.take(CAST.dung, "ban-hanh-quy-che", REGULATION, regulation_on=today)
    way.paper("mau-06")
    given = Given(decision_number="1/QĐ", decided_on=today - timedelta(days=1))
    step = "phe-duyet-cap-1-2"
    assert "ngày ban hành quy chế" in refused(way, "BH-DOSSIER-0134", CAST.khanh, step, given).clinician
    way.take(CAST.khanh, step, given, decided_on=today)
    assert way.dossier.state == "approved"
    assert isinstance(way.dossier.decided_on, date)
