"""What a hostile insider, a broken clock or a malicious agent tries: nothing becomes proved by it, nothing breaks."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benhan.assurance import agent_reports, running, signed_report
from benhan.assurance.describing import drop_row, keep_row
from benhan.assurance.discovery import confirm
from benhan.assurance.expecting import compare
from benhan.assurance.judging import Verdict, judge
from benhan.assurance.models import Answer, Asset, Evidence, ProbeRun
from benhan.assurance.running import Seen
from benhan.assurance.sheets import ASSETS
from benhan.dossier.systems.level_form import answers_of
from benhan.fhir.problems import ProblemError
from benhan.law.probes import Binding, Expectation, probe_rules
from benhan.ops import agent
from tests.assurance.test_agent_reports import host, key, refusal, root  # noqa: F401 fixtures
from tests.support.cast import CAST

CHAIN = "5.4.2.5"  # wants a machine's evidence
PAPERED = "5.1.2.2.a"  # wants a paper beside it


def standing(assessment, requirement=CHAIN):
    return next(one for one in judge(assessment) if one.requirement.id == requirement)


def seen_at(system, at, **facts):
    whole = {"is_whole": True, "links": 9, "tail": 0, "fault": ""}
    return running.keep(system, Seen("audit-chain", None, at, 3, whole | facts), asked_by="lịch")


def said_not_applicable(assessment, reason="Không dùng"):
    return Answer.objects.create(
        facility=assessment.facility, assessment=assessment, requirement=CHAIN, status="not_applicable",
        reason=reason, at=timezone.now(), account=CAST.dung.account, name=CAST.dung.name,
    )  # fmt: skip


def test_not_applicable_hides_no_failed_probe(assessment, system):
    seen_at(system, timezone.now(), is_whole=False)
    said_not_applicable(assessment)
    found = standing(assessment)
    assert found.verdict is Verdict.MISSING
    assert "Khai không áp dụng (Không dùng) nhưng" in found.because


def test_not_applicable_for_no_reason_is_missing(assessment):
    said_not_applicable(assessment, " ")
    assert standing(assessment).verdict is Verdict.MISSING


def test_a_look_dated_ahead_neither_proves_nor_hides_what_is_seen_now(assessment, system):
    seen_at(system, timezone.now() + timedelta(days=300))
    assert standing(assessment).verdict is Verdict.MISSING
    seen_at(system, timezone.now(), is_whole=False)
    assert "có lỗi" in standing(assessment).because or "không" in standing(assessment).because
    assert standing(assessment).proofs[0].state == "failed"


@pytest.mark.parametrize(
    "changed", [{"made_on": date(2099, 1, 1)}, {"author": " "}, {"expires_on": date(2020, 1, 1)}]
)
def test_a_paper_of_tomorrow_or_of_nobody_proves_nothing(changed, assessment, system):
    about = {"made_on": date(2026, 1, 2), "author": "Nguyễn Văn An", "expires_on": None} | changed
    Evidence.objects.create(
        facility=system.facility, system=system, catalogue=assessment.catalogue, requirements=[PAPERED],
        kind="document", title="Sổ rủi ro", at=timezone.now(), account="x", name="x", **about,
    )  # fmt: skip
    assert "chưa có văn bản" in standing(assessment, PAPERED).because


@pytest.mark.parametrize(
    ("operator", "wanted", "seen"),
    [
        ("is", True, 1), ("is", False, 0), ("is", True, "True"), ("at_most", 5, float("-inf")), ("at_most", 5, True),
        ("at_least", 5, float("inf")), ("at_most", 5, float("nan")), ("empty", True, ""), ("empty", True, {}),
        ("empty", True, None), ("within", ["a"], "a"), ("at_most", 5, []), ("holds_all", ["a"], {"a": 1}),
    ],
)  # fmt: skip
def test_a_fact_of_the_wrong_kind_meets_nothing(operator, wanted, seen):
    rule = probe_rules()["audit-chain"]
    binding = Binding("x", "y", (Expectation("links", operator, {0: wanted}),))
    [met] = compare(rule, binding, {"links": seen}, 3)
    assert met.is_met is not True


def forged(path, **changed):
    """A report signed with the right key that holds what no agent writes."""
    held = agent._read(path)
    run = {"probe": "host-ports", "at": timezone.now().isoformat(), "took_ms": 1, "facts": {}, "because": ""}
    run |= changed.pop("run", {})
    content = {
        "format": signed_report.FORMAT, "facility": CAST.dung.facility, "host": "x", "sequence": 9,
        "made_at": timezone.now().isoformat(), "public_key": signed_report.public_text(held.key), "runs": [run],
    } | changed  # fmt: skip
    signature = signed_report.base64.b64encode(held.key.sign(signed_report.canonical(content))).decode()
    return json.dumps({"report": content, "signature": signature})


@pytest.mark.parametrize(
    "changed",
    [
        {"run": {"facts": {"open": float("nan")}}}, {"run": {"facts": {"open": float("inf")}}},
        {"run": {"facts": {"open": "a\0b"}}}, {"run": {"facts": {"open": ["a\0b"]}}}, {"run": {"facts": ["a"]}},
        {"run": {"facts": {"open": [["deep"]]}}}, {"run": {"because": "a\0b"}}, {"run": {"took_ms": 10**12}},
        {"run": {"took_ms": -1}}, {"run": {"at": "0001-01-01T00:00:00+00:00"}}, {"host": "a\0b"},
        {"sequence": 2**63}, {"sequence": float("inf")}, {"sequence": -1}, {"sequence": True},
        {"made_at": "0001-01-01T00:00:00+14:00"}, {"made_at": "9999-12-31T23:59:59-12:00"}, {"made_at": "2026-01-01"},
        {"runs": []}, {"runs": None}, {"runs": [None]}, {"public_key": "a\0b"},
    ],
)  # fmt: skip
def test_a_signed_report_of_nonsense_is_refused_not_broken_upon(changed, repository, system, key):  # noqa: F811
    with pytest.raises(Exception, match="BH-ASSURANCE-005"):
        agent_reports.take_over(repository, system=system, raw=forged(key, **changed).encode())
    assert not ProbeRun.objects.exists()


def test_a_name_said_twice_is_no_report(repository, system, key):  # noqa: F811
    raw = forged(key).replace('"sequence": 9', '"sequence": 1, "sequence": 9')
    assert refusal(repository, system, raw.encode()) == "BH-ASSURANCE-0050"
    assert refusal(repository, system, b"\xef\xbb\xbf" + forged(key).encode()) == "BH-ASSURANCE-0050"
    assert refusal(repository, system, b'{"report":' + b"[" * 200_000) == "BH-ASSURANCE-0050"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("assurance_evidence", "expires_on"), ("assurance_evidence", "sha256"), ("assurance_verdict", "verdict"),
        ("assurance_probe_run", "facts"), ("assurance_answer", "status"), ("assurance_level_decision", "level"),
        ("assurance_comment", "text"), ("assurance_agent_key", "public_key"), ("dossier_event", "to_state"),
        ("dossier_paper", "content"), ("dossier_paper", "made_at"), ("dossier_paper", "unsigned_pdf"),
        ("assurance_notice", "text"), ("assurance_subject_count", "facts"), ("access_security_policy", "values"),
    ],
)  # fmt: skip
def test_what_was_written_once_is_not_changed_by_the_applications_own_role(table, column, repository):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'UPDATE {table} SET "{column}" = "{column}"')  # noqa: S608 — constant names


def test_each_table_of_the_assurance_is_fenced_for_its_owner_too_and_both_ways(repository):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname ~ '^(assurance|dossier)_'"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p"
            " WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL))"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND proname LIKE 'assurance%'"
            " AND (proconfig IS NULL OR NOT proconfig::text LIKE '%search_path%pg_temp%'"
            " OR has_function_privilege('public', oid, 'EXECUTE'))"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("text", ["9" * 5_000, "-1", "1e9", "١" * 13, "6", "0x1"])
def test_an_absurd_number_is_an_error_beside_its_question(text):
    post = QueryDict(mutable=True)
    post["risk_level"] = text
    answers, errors = answers_of(post, "decree-331")
    assert "risk_level" in errors and answers["risk_level"] is None


def test_the_newest_look_is_found_without_reading_the_others(assessment, system, django_assert_num_queries):
    for days in (3, 1, 2):
        seen_at(system, timezone.now() - timedelta(days=days), links=days)
    with django_assert_num_queries(1), CaptureQueriesContext(connection) as asked:
        assert running.latest_runs(system)["audit-chain", ""].facts["links"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("run_newest") == 2 and "Sort" not in plan


def test_the_host_this_runs_on_is_not_written_away_from_its_probes(repository, system):
    about = {"facility": system.facility, "system": system, "changed_at": timezone.now(), "changed_by": "x"}
    here = Asset.objects.create(**about, kind="host", name="Máy chủ", state="confirmed", is_here=True)
    with pytest.raises(ProblemError, match="BH-ASSURANCE-0081"):
        drop_row(repository, system, ASSETS, here)
    with pytest.raises(ProblemError, match="BH-ASSURANCE-0081"):
        keep_row(repository, system, ASSETS, {"kind": "network", "name": "Máy chủ"}, here)
    here.refresh_from_db()
    assert (here.kind, here.state) == ("host", "confirmed")
    Asset.objects.filter(pk=here.pk).update(state="discovered")
    with pytest.raises(ProblemError, match="BH-ASSURANCE-0081"):
        confirm(repository, asset=here, is_ours=False)
    other = Asset.objects.create(**about, kind="host", name="Máy cũ", state="confirmed")
    drop_row(repository, system, ASSETS, other)
    assert other.state == "retired"
