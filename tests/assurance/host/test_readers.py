"""Each reader notices a real misconfiguration of a host, and the mended host meets the standard at level 3."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from benhan.assurance.expecting import compare
from benhan.assurance.host.ports import doors, listening
from benhan.assurance.host.reading import READERS
from benhan.assurance.host.root import CannotReadError, HostRoot
from benhan.assurance.host.ssh import ssh
from benhan.law.probes import bindings_of, probe_rules
from tests.assurance.host.cases import CASES, Case, Shape
from tests.assurance.host.cases import tcp as proc_net_tcp
from tests.assurance.host.trees import NOW, put, tree


def standing(case: Case, shape: Shape, path: Path) -> tuple[set[bool | None], str]:
    root = tree(path, shape.files, commands=shape.commands, ages=shape.ages, processes=shape.processes)
    facts = READERS[case.probe](root, NOW)
    assert set(facts) <= set(probe_rules()[case.probe].facts) | {"chosen"}
    [binding] = [
        one for rule, one in bindings_of(case.catalogue, case.requirement) if rule.name == case.probe
    ]
    met = compare(probe_rules()[case.probe], binding, facts, 3)
    return {one.is_met for one in met}, "; ".join(one.text for one in met)


@pytest.mark.parametrize("case", CASES, ids=[f"{one.probe} {one.requirement}" for one in CASES])
def test_a_broken_host_fails_and_the_mended_one_passes(case, tmp_path):
    failed, words = standing(case, case.broken, tmp_path / "broken")
    assert False in failed, words
    passed, words = standing(case, case.mended, tmp_path / "mended")
    assert passed == {True}, words


def test_every_reader_has_a_probe_and_a_case():
    host = {name for name, rule in probe_rules().items() if rule.scope == "host"}
    assert set(READERS) == host
    completed_by_the_inventory = {"host-software", "host-system"}  # tests/assurance/test_host_facts.py
    assert {one.probe for one in CASES} | completed_by_the_inventory == host


@pytest.mark.parametrize(
    ("probe", "files", "why"),
    [
        ("host-ports", {}, "/proc/net"),
        ("host-lynis", {}, "Lynis"),
        ("host-updates", {"usr/bin/apt-get": ""}, "danh sách gói"),
        ("host-firewall", {"usr/sbin/nft": ""}, "không có quyền"),
        ("host-disks", {".dockerenv": "", "proc/mounts": "overlay / overlay rw 0 0\n"}, "container"),
        ("host-system", {}, "os-release"),
        ("host-passwords", {}, "PAM"),
        ("host-clock", {}, "giữ giờ"),
    ],
)
def test_a_reader_that_can_not_see_says_why(probe, files, why, tmp_path):
    with pytest.raises(CannotReadError, match=why):
        READERS[probe](tree(tmp_path, files), NOW)


def test_a_real_open_door_is_seen_and_gone_when_it_is_shut():
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104 — the very thing that is looked for
        port = server.getsockname()[1]
        assert f"tcp/{port}" in listening(HostRoot(), NOW)["outward"]
    assert f"tcp/{port}" not in listening(HostRoot(), NOW)["outward"]


def test_a_door_on_the_loopback_is_listed_but_not_outward(tmp_path):
    files = {
        "proc/net/tcp": proc_net_tcp("0100007F:1538 0A"),
        "proc/net/tcp6": proc_net_tcp(f"{'0' * 32}:01BB 0A"),
    }
    facts = listening(tree(tmp_path, files), NOW)
    assert facts["outward"] == ["tcp/443"]
    assert facts["listening"] == ["tcp [::]:443", "tcp 127.0.0.1:5432"]


def test_the_program_behind_a_door_is_named_where_it_may_be_seen(tmp_path):
    root = tree(tmp_path, {"proc/net/tcp": proc_net_tcp("00000000:01BB 0A")}, processes=["nginx"])
    put(tmp_path, "proc/100/fd/.keep", "")
    (tmp_path / "proc/100/fd/6").symlink_to("socket:[7000]")
    assert [one.program for one in doors(root)] == ["nginx"]


def test_the_first_value_in_an_included_file_wins_as_in_openssh(tmp_path):
    files = {
        "usr/sbin/sshd": "",
        "etc/ssh/sshd_config": "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n",
        "etc/ssh/sshd_config.d/50-benhan.conf": "PermitRootLogin no\n",
    }
    assert ssh(tree(tmp_path, files), NOW)["root_login"] == "no"


def test_what_the_server_itself_says_wins_over_its_file(tmp_path):
    files = {"usr/sbin/sshd": "", "etc/ssh/sshd_config": "PermitRootLogin no\n"}
    facts = ssh(tree(tmp_path, files, commands={"sshd -T": "permitrootlogin yes\nport 22\n"}), NOW)
    assert (facts["root_login"], facts["read_from"]) == ("yes", "sshd -T")
