"""A network or an inventory with a hole is noticed, and the mended one meets the standard at level 3."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from benhan.assurance import running
from benhan.assurance.expecting import compare
from benhan.assurance.host.interfaces import addresses, interfaces
from benhan.assurance.host_facts import APPROVED, COUNTED_ON, complete
from benhan.assurance.models import Asset, Flow, Link, System, Zone
from benhan.assurance.probes import network_plan
from benhan.law.probes import bindings_of, probe_rules
from tests.assurance.host.trees import NOW, tree

NEW, OLD = "tcvn-14423-2026", "tcvn-11930-2017"
RANGES = {"internal": "10.20.20.0/22", "border": "", "dmz": "10.20.1.0/24", "server": "10.20.2.0/24",
          "database": "10.20.5.0/24", "management": "10.20.3.0/28", "wireless": "10.20.40.0/24"}  # fmt: skip


def met(probe: str, catalogue: str, requirement: str, facts) -> set[bool | None]:
    rule = probe_rules()[probe]
    [binding] = [one for each, one in bindings_of(catalogue, requirement) if each.name == probe]
    return {one.is_met for one in compare(rule, binding, facts, 3)}


def asset(system: System, name: str, **given) -> Asset:
    filled = {
        "kind": "network", "address": "10.20.2.9", "model": "M1", "maker": "Hãng A", "version": "1", "owner": "Tổ CNTT",
        "place": "Nhà A", "purpose": "Chuyển mạch", "support_until": date(2099, 1, 1), "state": "confirmed",
        "changed_at": timezone.now(), "changed_by": "Phạm Văn Dũng",
    }  # fmt: skip
    return Asset.objects.create(facility=system.facility, system=system, name=name, **(filled | given))


@pytest.fixture
def whole(system: System) -> System:
    """A system whose network and inventory meet level 3."""
    zones = {
        kind: Zone.objects.create(
            facility=system.facility, system=system, kind=kind, name=f"Vùng {kind}", private_range=RANGES[kind],
            public_address="203.0.113.10" if kind == "border" else "", policy="Mặc định chặn",
        )
        for kind in RANGES
    }  # fmt: skip
    core = asset(system, "Bộ chuyển mạch", zone=zones["server"])
    admin = asset(system, "Máy quản trị", zone=zones["management"], address="10.20.3.2")
    asset(system, "Bộ phát không dây", zone=zones["wireless"], address="10.20.40.2")
    asset(system, "Benhan", kind="software", zone=zones["server"])
    Link.objects.create(
        facility=system.facility, system=system, start=admin, end=core, protocol="SSH", port="22", crosses_border=True
    )  # fmt: skip
    Flow.objects.create(
        facility=system.facility, system=system, start="Người bệnh", end="Benhan", data="Kết quả", sensitivity="sensitive",
        protection="TLS 1.3", crosses_border=True,
    )  # fmt: skip
    return system


def change(model, which, **values) -> Callable[[], None]:
    return lambda: model.objects.filter(**which).update(**values)


FAULTS = {
    "no database zone": ("network-zones", NEW, "5.12.2.2.b", change(Zone, {"kind": "database"}, kind="other")),
    "no management zone": ("network-zones", OLD, "7.2.1.1/TT12-II.1.a.vii", change(Zone, {"kind": "management"}, kind="x")),
    "wireless among servers": (
        "network-zones", OLD, "7.2.1.1/TT12-II.1.a.iv", change(Zone, {"kind": "wireless"}, kind="server")),
    "a zone without policy": ("network-zones", OLD, "7.2.1.3.b", change(Zone, {"kind": "dmz"}, policy="")),
    "a zone without range": ("network-plan", NEW, "5.12.2.1.a-c", change(Zone, {"kind": "dmz"}, private_range="")),
    "ranges that overlap": ("network-plan", NEW, "5.4.2.7", change(Zone, {"kind": "dmz"}, private_range="10.20.0.0/16")),
    "a device without zone": ("network-plan", OLD, "7.1.4.1.b", change(Asset, {"name": "Bộ chuyển mạch"}, zone=None)),
    "a device outside its zone": (
        "network-plan", NEW, "5.12.2.1.a-c", change(Asset, {"name": "Bộ chuyển mạch"}, address="10.9.9.9")),
    "a drawing two years old": (
        "network-plan", NEW, "5.12.2.1.e", change(Asset, {}, changed_at=timezone.now() - timedelta(days=700))),
    "plain HTTP across a border": ("network-links", NEW, "5.4.2.4.b", change(Link, {}, protocol="HTTP")),
    "a flow without protection": ("network-links", OLD, "7.2.3.4.a", change(Flow, {}, protection="")),
    "administration from a ward": (
        "network-management", NEW, "5.12.2.5", change(Zone, {"kind": "management"}, kind="internal")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_hole_fails_and_the_whole_network_passes(fault, whole, repository):
    probe, catalogue, requirement, break_it = FAULTS[fault]
    seen = running.look(whole, repository, probe_rules()[probe])
    assert seen.because == ""
    assert set(seen.facts) <= set(probe_rules()[probe].facts)
    assert met(probe, catalogue, requirement, seen.facts) == {True}
    break_it()
    assert False in met(
        probe, catalogue, requirement, running.look(whole, repository, probe_rules()[probe]).facts
    )


@pytest.mark.parametrize("probe", ["network-plan", "network-links", "network-management"])
def test_where_nothing_is_declared_the_probe_says_so(probe, system, repository):
    seen = running.look(system, repository, probe_rules()[probe])
    assert (seen.state, seen.because.startswith("chưa khai")) == ("unable", True)


def test_a_database_port_open_on_an_address_fails_and_the_shut_one_passes(system, repository, monkeypatch):
    monkeypatch.setattr(
        network_plan, "addresses", lambda _root: ("127.0.0.1",)
    )  # tests connect to nothing else
    rule = probe_rules()["network-database"]
    facts = running.look(system, repository, rule).facts
    assert met("network-database", NEW, "5.12.2.2.b", facts) == {True}
    host, _, port = facts["tried"][0].partition(":")
    with socket.create_server((host, int(port))):  # a forwarder where the database's port would be
        opened = running.look(system, repository, rule).facts
    assert opened["reachable"] == [f"{host}:{port}"]
    assert False in met("network-database", OLD, "7.2.1.3.b", opened)


def test_a_database_elsewhere_can_not_be_tried_from_here(system, repository):
    system.is_here = False
    seen = running.look(system, repository, probe_rules()["network-database"])
    assert (seen.state, "vùng người dùng" in seen.because) == ("unable", True)


def test_the_addresses_of_a_host_are_read_from_the_kernel(tmp_path):
    files = {
        "proc/net/fib_trie": "Local:\n  |-- 10.20.2.5\n     /32 host LOCAL\n  |-- 127.0.0.1\n     /32 host LOCAL\n",
        "proc/net/if_inet6": "fe80000000000000020c29fffe000001 02 40 20 80 eth0\n",
        "proc/net/dev": "Inter-|\n face |\n    lo: 1\n  eth0: 2\n",
    }
    root = tree(tmp_path, files)
    assert (addresses(root), interfaces(root)) == (("10.20.2.5",), ("eth0",))


# What the inventory adds to what a host shows


def test_a_door_that_nobody_declared_fails_until_its_service_is_in_the_inventory(system, repository):
    host = asset(system, "Máy chủ", kind="host", is_here=True)
    seen = {"outward": ["tcp/443", "tcp/8080"], "cleartext": []}
    asset(system, "Cổng web", kind="endpoint", host=host, address="https://benhan.local/")
    facts = complete("host-ports", seen, host, NOW)
    assert facts["undeclared"] == ["tcp/8080"]
    assert False in met("host-ports", NEW, "5.5.2.1.c", facts)
    asset(system, "Giám sát", kind="service", host=host, port=8080)
    assert met("host-ports", NEW, "5.5.2.1.c", complete("host-ports", seen, host, NOW)) == {True}


def test_a_package_that_came_after_the_count_is_unapproved(system, repository):
    host = asset(system, "Máy chủ", kind="host", is_here=True)
    seen = {"packages": 2, "chosen": ["nginx", "xmrig"], "risky": []}
    assert met("host-software", NEW, "5.3.1.a", complete("host-software", seen, host, NOW)) == {None, True}
    host.details = {APPROVED: ["nginx"], COUNTED_ON: "2026-11-01"}
    assert False in met("host-software", NEW, "5.3.1.a", complete("host-software", seen, host, NOW))
    host.details[APPROVED] = ["nginx", "xmrig"]
    assert met("host-software", NEW, "5.3.1.a", complete("host-software", seen, host, NOW)) == {True}


def test_a_system_past_its_support_fails(system, repository):
    host = asset(system, "Máy chủ", kind="host")
    old, new = ({"system": "debian", "version": one} for one in ("10", "13"))
    assert False in met("host-system", OLD, "7.2.2.4.d", complete("host-system", old, host, NOW))
    assert met("host-system", OLD, "7.2.2.4.d", complete("host-system", new, host, NOW)) == {True}
    unknown = complete("host-system", {"system": "tuxos", "version": "1"}, host, NOW)
    assert met("host-system", OLD, "7.2.2.4.d", unknown) == {None}
