"""`benhan token`, `benhan totp` and `benhan audit verify`."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.utils import timezone

from benhan.access.actor import Role
from benhan.access.models import Account, Facility, Membership
from benhan.access.sessions import actor_of_token
from benhan.audit import boundary
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.ops import cli
from benhan.ops.audit import verify_all
from benhan.ops.bearer import issue
from benhan.ops.demo_data.logins import ensure_logins
from benhan.ops.session import pick_facility
from tests.support.cast import CAST, FACILITY, OTHER_FACILITY
from tests.support.sealing import seal


@pytest.fixture
def an(db: None) -> None:
    account = Account.objects.create_account("an", None, name="BS. Nguyễn Văn An")
    for code in (OTHER_FACILITY, FACILITY):
        Facility.objects.create(code=code, name="Bệnh viện thử", insurance_code=code)
        Membership.objects.create(
            account=account, facility_id=code, roles=[Role.DOCTOR.value], valid_from=timezone.localdate()
        )


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(ProblemError) as raised:
        act(*args, **kwargs)
    return raised.value.problem.code


def test_a_token_acts_for_the_person_in_the_first_or_the_named_facility(an):
    assert actor_of_token(issue("An ", "user/*.cruds", None)).facility == FACILITY
    actor = actor_of_token(issue("an", "user/Patient.rs", OTHER_FACILITY))
    assert actor.facility == OTHER_FACILITY
    assert actor.allows("r", "Patient")
    assert not actor.allows("r", "Observation")


def test_no_token_for_nobody_for_a_former_member_or_for_a_scope_nobody_understands(an):
    assert refused(issue, "chi", "user/*.rs", None) == "BH-OPS-0120"
    assert refused(issue, "an", "user/*.rs", "99999") == "BH-OPS-0120"
    assert refused(issue, "an", "xem tất cả", None) == "BH-OPS-0121"
    Account.objects.update(is_active=False)
    assert refused(issue, "an", "user/*.rs", None) == "BH-OPS-0120"


def test_a_facility_must_be_named_where_there_are_several_except_in_a_demonstration(an):
    assert refused(pick_facility, None, is_demo=False) == "BH-OPS-0103"
    assert refused(pick_facility, "1", is_demo=False) == "BH-OPS-0104"
    assert pick_facility(None, is_demo=True).code == FACILITY
    assert pick_facility(OTHER_FACILITY, is_demo=False).code == OTHER_FACILITY


def test_a_directory_without_an_installation_is_told_in_one_line_and_nothing_is_made(tmp_path, capsys):
    for command in (["token", "--user", "an"], ["audit", "verify"]):
        assert cli.main([*command, "--data", str(tmp_path / "x")]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_codes_are_told_in_demonstrations_only_and_only_for_those_who_have_one(tmp_path, capsys):
    ensure_logins(tmp_path / "secrets", [("dung", "An toàn thông tin", True), ("an", "Bác sĩ", False)])
    words = ["totp", "--data", str(tmp_path), "--user"]
    assert cli.main([*words, "dung"]) == 1
    (tmp_path / "demo").write_text("filled", encoding="ascii")
    assert cli.main([*words, "an"]) == 1
    capsys.readouterr()
    assert cli.main([*words, "dung"]) == 0
    told = capsys.readouterr()
    assert told.out.strip().isdigit()
    assert len(told.out.strip()) == 6
    assert "một lần" in told.err


def test_audit_verify_says_for_each_facility_whether_the_chain_is_whole(
    fresh_database, superuser_connection, tmp_path, capsys
):
    with override_settings(BENHAN_DATA=tmp_path):
        for code in (FACILITY, OTHER_FACILITY):
            Facility.objects.create(code=code, name="Bệnh viện thử", insurance_code=code)
        for number in range(5):
            boundary.record_entry(CAST.an, Entry("read", resource_type="Patient", resource_id=f"p{number}"))
        assert seal(5) == 5
        boundary.record_entry(CAST.an, Entry("read"))
        assert verify_all(None) == 0
        assert capsys.readouterr().out.splitlines() == [
            "Cơ sở 24001: nhật ký nguyên vẹn, 5 mắt xích, 1 dòng mới chờ niêm.",
            "Cơ sở 24002: nhật ký nguyên vẹn, 0 mắt xích.",
        ]
        superuser_connection.execute("UPDATE audit_entry SET account = 'chi' WHERE resource_id = 'p2'")
        assert verify_all(None) == 1
        assert "KHÔNG còn nguyên vẹn từ mắt xích 3" in capsys.readouterr().out
        assert verify_all(OTHER_FACILITY) == 0
        assert refused(verify_all, "9") == "BH-OPS-0104"
