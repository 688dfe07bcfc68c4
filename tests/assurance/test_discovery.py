"""What stands on the host and not in the inventory is found, and counts only after a person has confirmed it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from benhan.assurance import discovery
from benhan.assurance.host_facts import APPROVED, declared_ports
from benhan.assurance.models import Asset
from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository
from tests.assurance.host.cases import tcp
from tests.assurance.host.trees import tree
from tests.support.cast import CAST

_STATUS = "Package: {}\nStatus: install ok installed\nVersion: {}\n\n"


@pytest.fixture
def root(tmp_path):
    return tree(tmp_path, {
        "proc/net/tcp": tcp("00000000:0016 0A", "0100007F:1538 0A"), "etc/hostname": "benhan1\n",
        "etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n',
        "proc/net/fib_trie": "  |-- 10.20.2.5\n     /32 host LOCAL\n",
        "var/lib/dpkg/status": _STATUS.format("nginx", "1.22.1-9") + _STATUS.format("libc6", "2.36"),
    })  # fmt: skip


def test_host_services_and_software_are_found_once(system, repository, root):
    found = {(one.asset.kind, one.asset.name) for one in discovery.discover(system, repository, root)}
    assert found == {("host", "benhan1"), ("service", "Dịch vụ (tcp/22)"), ("software", "nginx")}
    assert discovery.discover(system, repository, root) == ()
    host = Asset.objects.get(kind="host")
    assert (host.is_here, host.address, host.operating_system) == (True, "10.20.2.5", "Debian 12")
    assert {one.state for one in discovery.waiting(system)} == {"discovered"}


def test_a_found_service_is_declared_only_when_a_person_confirmed_it(system, repository, root):
    service = next(
        one.asset for one in discovery.discover(system, repository, root) if one.asset.kind == "service"
    )
    host = Asset.objects.get(kind="host")
    assert declared_ports(host) == frozenset()
    discovery.confirm(repository, asset=service)
    assert declared_ports(host) == {22}
    with pytest.raises(ProblemError, match="0062"):
        discovery.confirm(repository, asset=service, is_ours=False)


def test_what_is_not_ours_is_put_away_and_not_found_again(system, repository, root):
    software = next(
        one.asset for one in discovery.discover(system, repository, root) if one.asset.kind == "software"
    )
    assert discovery.confirm(repository, asset=software, is_ours=False).state == "retired"
    assert discovery.discover(system, repository, root) == ()


def test_a_declared_host_keeps_what_was_declared_of_it(system, repository, root):
    host = Asset.objects.create(
        facility=system.facility, system=system, kind="host", name="Máy chủ A", is_here=True, state="confirmed",
        operating_system="Debian", changed_at=timezone.now(), changed_by="Phạm Văn Dũng",
    )  # fmt: skip
    assert all(one.asset.kind != "host" for one in discovery.discover(system, repository, root))
    host.refresh_from_db()
    assert (host.name, host.operating_system) == ("Máy chủ A", "Debian")
    assert host.details["seen"]["addresses"] == ["10.20.2.5"]
    assert discovery.approve_packages(repository, host=host, root=root) == 2
    host.refresh_from_db()
    assert host.details[APPROVED] == ["libc6", "nginx"]
    assert "seen" in host.details


def test_a_system_elsewhere_is_not_discovered_from_here(system, repository, root):
    system.is_here = False
    with pytest.raises(ProblemError, match="0063"):
        discovery.discover(system, repository, root)


def test_whoever_may_only_read_discovers_nothing(system, repository, root):
    with Repository(by=CAST.khanh) as read_only, pytest.raises(ProblemError):
        discovery.discover(system, read_only, root)
