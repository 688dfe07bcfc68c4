"""A report of another host is believed when its key is known, its signature right, and it is new; else it says why."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from benhan.assurance import agent_reports, running, signed_report
from benhan.assurance.models import Asset, ProbeRun
from benhan.assurance.running import Seen
from benhan.fhir.problems import ProblemError
from benhan.ops import agent
from benhan.store.repository import Repository
from tests.assurance.host.cases import CLEAN
from tests.assurance.host.trees import tree
from tests.support.cast import CAST


@pytest.fixture
def host(system) -> Asset:
    return Asset.objects.create(
        facility=system.facility, system=system, kind="host", name="Máy chủ dự phòng", state="confirmed",
        changed_at=timezone.now(), changed_by="Phạm Văn Dũng",
    )  # fmt: skip


@pytest.fixture
def root(tmp_path):
    return tree(
        tmp_path / "host",
        {
            "proc/net/tcp": CLEAN,
            "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
            "etc/hostname": "duphong\n",
        },
    )


@pytest.fixture
def key(tmp_path, repository, system, host):
    path = tmp_path / "agent.key"
    held = agent.make_key(path, CAST.dung.facility)
    agent_reports.register_key(
        repository, system=system, host=str(host.pk), public_key=signed_report.public_text(held.key)
    )
    return path


def refusal(repository, system, raw: bytes) -> str:
    with pytest.raises(ProblemError) as caught:
        agent_reports.take_over(repository, system=system, raw=raw)
    return caught.value.problem.code


def test_a_good_report_becomes_runs_of_its_host(repository, system, host, key, root):
    taken = agent_reports.take_over(repository, system=system, raw=agent.next_report(key, root))
    assert taken.host == host
    runs = {one.probe: one for one in ProbeRun.objects.filter(asset=host, source="agent")}
    assert len(runs) == taken.observed + taken.unable == len(signed_report.READERS)
    assert runs["host-ports"].facts["undeclared"] == ["tcp/443"]
    assert runs["host-system"].facts["support_until"] == "30/06/2028"
    assert (runs["host-lynis"].state, "Lynis" in runs["host-lynis"].because) == ("unable", True)
    assert runs["host-ports"].asked_by == "báo cáo của duphong"


def test_a_look_without_rights_does_not_displace_what_the_agent_saw(repository, system, host, key, root):
    agent_reports.take_over(repository, system=system, raw=agent.next_report(key, root))
    blind = Seen("host-ports", host, timezone.now(), 1, {}, "không có quyền đọc")
    assert running.keep(system, blind, asked_by="lịch").source == "agent"
    late = replace(blind, at=timezone.now() + timedelta(days=9))
    assert running.keep(system, late, asked_by="lịch").state == "unable"
    seen = replace(blind, facts={"undeclared": []}, because="")
    assert running.keep(system, seen, asked_by="lịch").source == "here"


def test_the_same_report_twice_and_an_older_one_are_refused(repository, system, key, root):
    first, second = agent.next_report(key, root), agent.next_report(key, root)
    agent_reports.take_over(repository, system=system, raw=second)
    count = ProbeRun.objects.count()
    assert refusal(repository, system, second) == "BH-ASSURANCE-0054"
    assert refusal(repository, system, first) == "BH-ASSURANCE-0055"
    assert ProbeRun.objects.count() == count


def test_a_changed_report_is_refused(repository, system, key, root):
    whole = json.loads(agent.next_report(key, root))
    whole["report"]["runs"][0]["facts"] = {"is_active": True}
    assert refusal(repository, system, json.dumps(whole).encode()) == "BH-ASSURANCE-0051"


def test_an_unknown_and_a_revoked_key_are_refused(repository, system, key, root, tmp_path):
    stranger = tmp_path / "stranger.key"
    agent.make_key(stranger, CAST.dung.facility)
    assert refusal(repository, system, agent.next_report(stranger, root)) == "BH-ASSURANCE-0052"
    [known] = agent_reports.keys_of(system)
    agent_reports.revoke_key(repository, key=known)
    assert refusal(repository, system, agent.next_report(key, root)) == "BH-ASSURANCE-0053"


def test_another_facilitys_report_is_refused(repository, system, host, root, tmp_path):
    path = tmp_path / "elsewhere.key"
    held = agent.make_key(path, "99999")
    agent_reports.register_key(
        repository, system=system, host=str(host.pk), public_key=signed_report.public_text(held.key)
    )
    assert refusal(repository, system, agent.next_report(path, root)) == "BH-ASSURANCE-0056"


@pytest.mark.parametrize(
    ("off", "code"), [(timedelta(days=1), "BH-ASSURANCE-0057"), (timedelta(days=-1), "BH-ASSURANCE-0058")]
)
def test_a_clock_that_is_a_day_wrong_is_noticed(off, code, repository, system, key, root, monkeypatch):
    real = signed_report.datetime

    class Wrong(real):
        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + off

    monkeypatch.setattr(signed_report, "datetime", Wrong)
    raw = agent.next_report(key, root)
    monkeypatch.undo()
    assert refusal(repository, system, raw) == code


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"report": {"format": "x"}}', b"x" * 1_000_001]
)
def test_what_is_no_report_says_so(raw, repository, system):
    assert refusal(repository, system, raw) == "BH-ASSURANCE-0050"


def test_a_report_may_speak_of_hosts_only(repository, system, key):
    held = agent._read(key)
    content = {
        "format": signed_report.FORMAT, "facility": "", "host": "x", "made_at": timezone.now().isoformat(), "sequence": 9,
        "public_key": signed_report.public_text(held.key),
        "runs": [{"probe": "audit-chain", "at": timezone.now().isoformat(), "took_ms": 1, "facts": {}, "because": ""}],
    }  # fmt: skip
    signature = signed_report.base64.b64encode(held.key.sign(signed_report.canonical(content))).decode()
    raw = json.dumps({"report": content, "signature": signature}).encode()
    assert refusal(repository, system, raw) == "BH-ASSURANCE-0050"


def test_a_key_is_registered_once_for_a_host_of_the_system(repository, system, host):
    text = signed_report.public_text(Ed25519PrivateKey.generate())
    for given, code in (({"host": "nowhere"}, "0061"), ({"public_key": "abc"}, "0059")):
        with pytest.raises(ProblemError, match=code):
            agent_reports.register_key(
                repository, **{"system": system, "host": str(host.pk), "public_key": text} | given
            )
    agent_reports.register_key(repository, system=system, host=str(host.pk), public_key=f" {text}\n")
    with pytest.raises(ProblemError, match="0060"):
        agent_reports.register_key(repository, system=system, host=str(host.pk), public_key=text)


def test_whoever_may_only_read_imports_nothing(repository, system, key, root):
    raw = agent.next_report(key, root)
    with Repository(by=CAST.khanh) as read_only, pytest.raises(ProblemError):
        agent_reports.take_over(read_only, system=system, raw=raw)


def test_the_key_file_is_private_and_never_overwritten(tmp_path):
    path = tmp_path / "agent.key"
    agent.make_key(path, "")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ProblemError, match="0702"):
        agent.make_key(path, "")
    path.write_text("{}")
    with pytest.raises(ProblemError, match="0703"):
        agent.next_report(path, None)
    with pytest.raises(ProblemError, match="0701"):
        agent.next_report(tmp_path / "none.key", None)


def test_the_agent_needs_neither_django_nor_a_database():
    code = "import sys, benhan.ops.agent; sys.exit(bool({'django', 'psycopg', 'yaml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
