"""What is on this very host that the inventory does not know yet? Found things wait until a person confirms them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.agent_problems import HAPPENED_ALREADY, NOT_HERE
from benhan.assurance.host.interfaces import addresses, interfaces
from benhan.assurance.host.platform import platform
from benhan.assurance.host.ports import Door, doors
from benhan.assurance.host.root import CannotReadError, HostRoot
from benhan.assurance.host.software import chosen, packages
from benhan.assurance.host_facts import APPROVED, COUNTED_ON, port_of
from benhan.assurance.models import Asset, System
from benhan.assurance.problems import VALUE_REFUSED
from benhan.assurance.wire.target import Target
from benhan.assurance.wire.tls import speaks_tls
from benhan.audit.entry import Entry
from benhan.store.repository import Repository

BY_DISCOVERY = "phát hiện tự động"
# Packages worth a line of their own in the inventory: what serves, stores, guards or runs the system.
_OF_NOTE: Mapping[str, tuple[str, str]] = {
    "postgresql": ("PostgreSQL", "Cơ sở dữ liệu"), "nginx": ("nginx", "Máy chủ đệm web"),
    "apache2": ("Apache httpd", "Máy chủ web"), "haproxy": ("HAProxy", "Máy chủ đệm"), "caddy": ("Caddy", "Máy chủ web"),
    "openssh-server": ("OpenSSH", "Quản trị từ xa"), "docker-ce": ("Docker", "Chạy vùng chứa"),
    "docker.io": ("Docker", "Chạy vùng chứa"), "redis-server": ("Redis", "Bộ nhớ đệm"),
    "mariadb-server": ("MariaDB", "Cơ sở dữ liệu"), "rsyslog": ("rsyslog", "Gửi và giữ nhật ký"),
    "auditd": ("auditd", "Ghi nhật ký hệ điều hành"), "clamav-daemon": ("ClamAV", "Chống mã độc"),
    "fail2ban": ("fail2ban", "Chặn dò mật khẩu"), "chrony": ("chrony", "Giữ giờ"), "samba": ("Samba", "Chia sẻ tệp"),
    "nfs-kernel-server": ("NFS", "Chia sẻ tệp"), "bind9": ("BIND", "Phân giải tên"), "cups": ("CUPS", "In"),
}  # fmt: skip
_WEB_PORTS = frozenset({80, 443, 8000, 8080, 8443})


@dataclass(frozen=True, slots=True)
class Found:
    """Something seen here. asset is kept in the inventory, "discovered"; said tells in words what was seen."""

    asset: Asset
    said: str


@dataclass(frozen=True, slots=True)
class _Sight:
    """A thing seen, before the inventory was asked about it."""

    kind: str
    name: str
    said: str
    port: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def discover(system: System, repository: Repository, root: HostRoot | None = None) -> tuple[Found, ...]:
    """Look at this host and keep what the inventory does not have, to be confirmed or ignored by a person.

    Returns  what is newly kept, the host first; () when everything is known
    Raises   NOT_HERE when the system runs elsewhere (its hosts send reports of the agent)
    Writes   an asset for each thing, one audit entry
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    if not system.is_here:
        raise NOT_HERE.at("system")
    root = root or HostRoot()
    found: list[Found] = []
    host = Asset.objects.filter(facility=system.facility, system=system, kind="host", is_here=True).first()
    if host is None:
        found.append(_keep(system, _host(root), None))
        host = found[0].asset
    else:
        _note_sight(host, _host(root))
    known = list(Asset.objects.filter(facility=system.facility, system=system))
    for sight in (*_services(root), *_software(root)):
        if not any(_is_same(one, sight, host) for one in known):
            found.append(_keep(system, sight, host))
    repository.record(Entry("assets-discover", detail={"system": system.slug, "count": len(found)}))
    return tuple(found)


def waiting(system: System) -> list[Asset]:
    """What was found and nobody has decided about."""
    rows = Asset.objects.filter(facility=system.facility, system=system, state="discovered")
    return list(rows.order_by("kind", "name"))


@transaction.atomic
def confirm(repository: Repository, *, asset: Asset, is_ours: bool = True) -> Asset:
    """A person says that a found thing belongs to the system, or does not (it is then put away).

    Raises  HAPPENED_ALREADY when somebody decided before
    Writes  the asset's state, one audit entry
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    row = Asset.objects.select_for_update().filter(pk=asset.pk, state="discovered").first()
    if row is None:
        raise HAPPENED_ALREADY.at("asset")
    if row.is_here and row.kind == "host" and not is_ours:
        raise VALUE_REFUSED.at("asset", field="state", reason="là chính máy chủ đang chạy phần mềm này")
    row.state = "confirmed" if is_ours else "retired"
    row.changed_at, row.changed_by = timezone.now(), repository.by.name
    row.save(update_fields=["state", "changed_at", "changed_by"])
    repository.record(Entry("asset-confirm", detail={"kind": row.kind, "state": row.state}))
    return row


@transaction.atomic
def approve_packages(repository: Repository, *, host: Asset, root: HostRoot | None = None) -> int:
    """A person says that what is installed on this host now is approved; what comes later is not. Returns how many.

    Raises  NOT_HERE for a host elsewhere, or when its packages can't be read
    Writes  the list in the host's details, one audit entry
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    if not host.is_here:
        raise NOT_HERE.at("host")
    here = root or HostRoot()
    try:
        names = chosen(here, packages(here))
    except CannotReadError:
        raise NOT_HERE.at("host") from None
    now = timezone.now()
    row = Asset.objects.select_for_update().get(pk=host.pk)
    row.details = {**row.details, APPROVED: names, COUNTED_ON: timezone.localtime(now).date().isoformat()}
    row.changed_at, row.changed_by = now, repository.by.name
    row.save(update_fields=["details", "changed_at", "changed_by"])
    repository.record(Entry("packages-approve", detail={"count": len(names)}))
    return len(names)


def _host(root: HostRoot) -> _Sight:
    try:
        seen = platform(root, timezone.now())
    except CannotReadError:
        seen = {}
    mine = addresses(root)
    system, kind = str(seen.get("name", "")), str(seen.get("kind", ""))
    name = str(seen.get("host_name") or "Máy chủ này")
    details = {
        "addresses": list(mine),
        "interfaces": list(interfaces(root)),
        "kind": kind,
        "kernel": seen.get("kernel", ""),
    }
    values = {
        "is_here": True, "address": mine[0] if mine else "", "operating_system": system[:120],
        "model": str(seen.get("hardware", ""))[:120], "version": str(seen.get("version", ""))[:80],
        "purpose": "Chạy phần mềm bệnh án điện tử", "details": {"seen": details},
    }  # fmt: skip
    return _Sight("host", name[:200], f"{kind or 'máy'}, {system or 'không rõ hệ điều hành'}", values=values)


def _note_sight(host: Asset, sight: _Sight) -> None:
    """What a known host shows now stands beside what was declared of it; nothing declared is changed."""
    host.details = {**host.details, **sight.values["details"]}  # type: ignore[dict-item]
    host.save(update_fields=["details"])


def _services(root: HostRoot) -> Iterator[_Sight]:
    """A service for each outward door, and an endpoint where the web answers behind it."""
    try:
        outward = [one for one in doors(root) if one.is_outward]
    except CannotReadError:
        return
    named = {
        one.port: one
        for one in outward
        if one.program or one.port not in {each.port for each in outward if each.program}
    }
    for port, door in sorted(named.items()):
        name = f"{door.program or 'Dịch vụ'} ({door.short})"
        yield _Sight("service", name, f"đang chờ kết nối ở cổng {door.short}", port, {"port": port})
        if address := _web_address(root, door):
            yield _Sight(
                "endpoint", f"Địa chỉ web cổng {port}", f"trả lời ở {address}", port, {"address": address}
            )


def _web_address(root: HostRoot, door: Door) -> str:
    if door.protocol != "tcp" or not root.is_live or not (door.port in _WEB_PORTS or "nginx" in door.program):
        return ""
    mine = addresses(root)
    host = next(iter(mine), "127.0.0.1")
    scheme = "https" if speaks_tls(Target("127.0.0.1", door.port)) else "http"
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{host}/" if door.port == usual else f"{scheme}://{host}:{door.port}/"


def _software(root: HostRoot) -> Iterator[_Sight]:
    try:
        installed = packages(root)
    except CannotReadError:
        return
    for package, (name, purpose) in _OF_NOTE.items():
        if package in installed:
            version = installed[package].split(":")[-1][:80]
            yield _Sight(
                "software", name, f"gói {package} {version}", values={"version": version, "purpose": purpose}
            )


def _is_same(known: Asset, sight: _Sight, host: Asset) -> bool:
    if sight.kind == "software":
        return known.kind == "software" and known.name.casefold() == sight.name.casefold()
    if known.kind == sight.kind or (sight.kind == "service" and known.kind == "endpoint"):
        return port_of(known) == sight.port and known.host_id in (None, host.pk)
    return False


def _keep(system: System, sight: _Sight, host: Asset | None) -> Found:
    made = Asset.objects.create(
        facility=system.facility, system=system, kind=sight.kind, name=sight.name[:200], state="discovered",
        source="discovery", host=host, changed_at=timezone.now(), changed_by=BY_DISCOVERY, **sight.values,
    )  # fmt: skip
    return Found(made, sight.said)
