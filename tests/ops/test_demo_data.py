"""The invented hospital: lawful, invented, the same for the same seed, and alive."""

from __future__ import annotations

import base64
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from django_otp.oath import totp

from benhan.access import passwords
from benhan.access.actor import Role, system_actor
from benhan.fhir import systems
from benhan.fhir.problems import ProblemError
from benhan.fhir.validate.check import check
from benhan.ops import demo_data
from benhan.ops.demo_data import generating
from benhan.ops.demo_data import records as demo_records
from benhan.ops.demo_data.logins import FILE, ensure_logins, new_password, read_logins
from benhan.ops.demo_data.records import STAGES, plan
from benhan.ops.demo_data.staff import MAIN, SMALL, STAFF
from benhan.ops.one_time_code import code_at
from benhan.records.stages import RecordStage, record_stage

NOW = datetime(2026, 11, 23, 3, 10, tzinfo=UTC)  # ten past ten in Vietnam


@pytest.fixture(scope="module")
def hospital() -> dict[str, generating.Content]:
    return {content.facility: content for content in generating.contents(timezone.localtime(NOW))}


def of_type(content: generating.Content, name: str) -> list[dict]:
    return [each for each in content.resources if each["resourceType"] == name]


def identifier(resource: dict, system: str) -> str:
    return next((each["value"] for each in resource["identifier"] if each["system"] == system), "")


@pytest.mark.slow  # every one of some three thousand resources is checked
def test_every_generated_resource_is_lawful_r4(hospital):
    found = [each for content in hospital.values() for made in content.resources for each in check(made)]
    assert found == []


def test_the_same_seed_and_moment_give_the_same_hospital_and_another_seed_another(hospital):
    again = {content.facility: content for content in generating.contents(timezone.localtime(NOW))}
    assert again == hospital
    other = next(iter(generating.contents(timezone.localtime(NOW), seed=7)))
    assert other.resources != hospital[MAIN].resources


def test_patients_numbers_are_unique_lawful_in_shape_and_plainly_invented(hospital):
    patients = of_type(hospital[MAIN], "Patient")
    numbers = [identifier(each, systems.NATIONAL_ID) for each in patients]
    assert len(patients) == len(set(numbers)) == 300
    for patient, number in zip(patients, numbers, strict=True):
        assert len(number) == 12
        assert number[6:8] == "99"
        assert number[4:6] == patient["birthDate"][2:4]
        century_and_sex = (int(patient["birthDate"][:2]) - 19) * 2 + (patient["gender"] == "female")
        assert int(number[3]) == century_and_sex
        assert patient["telecom"][0]["value"].startswith("010")
    assert len({identifier(each, systems.PATIENT_NUMBER) for each in patients}) == 300


def test_about_one_patient_in_eight_has_an_allergy_and_for_most_others_none_is_known(hospital):
    intolerances = of_type(hospital[MAIN], "AllergyIntolerance")
    codes = Counter(each["code"]["coding"][0]["code"] == "none-known" for each in intolerances)
    assert 25 <= codes[False] <= 50
    assert codes[True] > 200


def test_todays_queue_has_people_waiting_with_the_doctor_and_done_numbered_in_order_of_arrival(hospital):
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0)
    today = [
        each
        for each in of_type(hospital[MAIN], "Encounter")
        if datetime.fromisoformat(each["period"]["start"]) >= midnight
    ]
    assert Counter(each["status"] for each in today) == {"finished": 10, "in-progress": 4, "arrived": 11}
    queue = [identifier(each, systems.QUEUE_NUMBER) for each in today]
    assert queue == [f"2026-11-23/khoa-kham-benh/{number:03d}" for number in range(1, 26)]
    for each in today:
        moments = [datetime.fromisoformat(text) for text in each["period"].values()]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW


def test_the_queue_of_a_hospital_made_just_after_midnight_is_of_that_day():
    night = timezone.localtime(datetime(2026, 11, 22, 17, 1, tzinfo=UTC))  # one past midnight in Vietnam
    main = next(iter(generating.contents(night)))
    starts = [datetime.fromisoformat(each["period"]["start"]) for each in of_type(main, "Encounter")]
    assert sum(night.replace(minute=0) <= start <= night for start in starts) == 25


def test_every_role_has_somebody_and_the_cast_of_the_stories_has_its_logins():
    roles = {role for member in STAFF for role in member.roles}
    assert roles == set(Role) - {Role.SYSTEM}
    assert {"an", "binh", "chi", "dung", "lan", "minh", "hanh"} <= {member.login for member in STAFF}
    assert len({member.login for member in STAFF}) == len(STAFF) >= 20


def test_passwords_obey_the_policy_without_a_second_factor():
    for _ in range(50):
        passwords.check_policy(new_password(), second_factor=False)


def test_logins_are_kept_for_the_owner_only_and_stay_the_same(tmp_path):
    wanted = [("an", "Bác sĩ", False), ("dung", "An toàn thông tin", True)]
    first = ensure_logins(tmp_path, wanted)
    assert ensure_logins(tmp_path, wanted) == first
    assert read_logins(tmp_path) == tuple(first.values())
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert "benhan totp" in "".join(first["dung"].columns(tmp_path))
    assert len(first["an"].columns(tmp_path)) == 3


@pytest.mark.parametrize("seconds", [0, 59, 1_111_111_109, 1_795_400_000])
def test_the_printed_code_is_the_one_that_is_asked_for(seconds):
    key = b"12345678901234567890"
    counted = totp(key, t0=int(timezone.now().timestamp()) - seconds)  # django-otp counts from t0 to now
    assert code_at(key, seconds) in {
        f"{counted:06d}",
        f"{totp(key, t0=int(timezone.now().timestamp()) - seconds):06d}",
    }
    if seconds == 59:
        assert code_at(key, seconds) == "287082"  # RFC 6238, appendix B


@pytest.mark.slow  # seven hospitals are made, one for each day of the week
def test_on_every_day_of_the_week_there_are_enough_records_of_every_stage():
    for days in range(7):
        now = timezone.localtime(NOW) + timedelta(days=days)
        main = next(iter(generating.contents(now)))
        stages = Counter(plan(main.visits, now).values())
        wanted = {stage: span[0] for stage, span in STAGES.items() if span}
        assert stages == {**wanted, "writing": 4}


def test_shares_of_the_work_are_disjoint_and_together_the_whole(hospital, monkeypatch):
    reached = []
    monkeypatch.setattr(demo_records, "_office", lambda: None)
    monkeypatch.setattr(demo_records._Visit, "__init__", lambda self, office, visit, rng: None)
    monkeypatch.setattr(demo_records._Visit, "reach", lambda self, stage: reached.append(stage))
    visits = hospital[MAIN].visits
    stages = plan(visits, timezone.localtime(NOW))
    shares = [demo_records.make_records(visits, stages, generating.Share(number, 2)) for number in range(2)]
    assert Counter(reached) == Counter(stages.values())
    assert abs(sum(shares[0].values()) - sum(shares[1].values())) <= 1


@pytest.mark.slow  # people and two days' queues are written
def test_every_day_has_its_queue_and_older_data_stay_as_they_are(fresh_database, tmp_path, monkeypatch):
    from benhan.store.repository import Repository

    made = timezone.localtime(NOW)
    next_day = NOW + timedelta(days=1)
    with override_settings(BENHAN_DATA=tmp_path, BENHAN_DEMO=True, BENHAN_SIGNING="demo"):
        monkeypatch.setattr(generating, "write_records", lambda *_: {})
        demo_data.generate(made)
        office = system_actor(MAIN, "Dữ liệu mẫu")

        def encounters() -> dict[str, tuple[int, dict]]:
            with Repository(by=office) as repository:
                found = repository.search("Encounter", [("_count", "500")]).matches
            return {each.id: (each.version, each.resource) for each in found}

        before = encounters()
        assert demo_data.ensure_today(made.date(), NOW) is False
        assert demo_data.ensure_today(made.date(), next_day) is True
        assert demo_data.ensure_today(made.date(), next_day + timedelta(hours=3)) is False
        after = encounters()
    assert {id_: after[id_] for id_ in before} == before
    added = [resource for id_, (_, resource) in after.items() if id_ not in before]
    assert Counter(each["status"] for each in added) == {"finished": 10, "in-progress": 4, "arrived": 11}
    visits = [resource for _, resource in after.values() if resource["class"]["code"] == "AMB"]
    numbers = [identifier(resource, systems.OUTPATIENT_NUMBER) for resource in visits]
    assert len(set(numbers)) == len(numbers)
    queue = sorted(identifier(each, systems.QUEUE_NUMBER) for each in added)
    assert queue == [f"2026-11-24/khoa-kham-benh/{number:03d}" for number in range(1, 26)]


@pytest.mark.slow  # the whole hospital is written
def test_the_hospital_opens_people_log_in_see_their_patients_and_nothing_of_the_other_facility(
    fresh_database, tmp_path
):
    from benhan.access.login import check_password
    from benhan.access.models import Account
    from benhan.access.sessions import actor_of_token
    from benhan.ops.bearer import issue
    from benhan.store.repository import Repository

    with override_settings(BENHAN_DATA=tmp_path, BENHAN_DEMO=True, BENHAN_SIGNING="demo"):
        demo_data.generate()
        passwords_by_login = {columns[0].strip(): columns[1] for columns in demo_data.LOGINS}
    assert isinstance(check_password("an", passwords_by_login["an"]), Account)
    assert isinstance(check_password("an", "x"), ProblemError)
    seen = {}
    for login in ("an", "chi", "khach", "minh"):
        with Repository(by=actor_of_token(issue(login, "user/*.rs", None))) as repository:
            page = repository.search("Patient", [("_summary", "count")])
            seen[login] = page.total
    with Repository(by=actor_of_token(issue("minh", "user/*.rs", None))) as repository:
        records = repository.search("Composition", [("_count", "200")]).matches
    stages = Counter(record_stage(each.resource) for each in records)
    assert stages == {
        RecordStage.OPEN: 31,  # 17 visits and 14 stays
        RecordStage.CLOSED: 2,
        RecordStage.APPROVED: 2,
        RecordStage.SEALED: 3,
    }
    assert 0 < seen["chi"] < seen["an"] < 300
    assert seen["minh"] == 300
    assert seen["khach"] == 2
    assert base64.b32decode(read_logins(tmp_path / "secrets")[3].second_factor)
    assert SMALL != MAIN
