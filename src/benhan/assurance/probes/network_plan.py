"""The network as it is declared: zones, addresses, who crosses which border, and what of it can be tried from here."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from benhan.assurance.host.interfaces import addresses
from benhan.assurance.host.ports import ADMIN_PORTS
from benhan.assurance.host.root import HostRoot
from benhan.assurance.models import Asset, Flow, Link, Zone
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe

ZONES_VI = {
    "internal": "nội bộ", "border": "biên", "dmz": "DMZ", "server": "máy chủ nội bộ", "database": "cơ sở dữ liệu",
    "management": "quản trị", "wireless": "không dây", "device_management": "quản trị thiết bị",
}  # fmt: skip
_WIRELESS = re.compile(r"(không dây|wi-?fi|access point)", re.IGNORECASE)
_CLEAR = re.compile(
    r"^(http|ftp|tftp|telnet|smtp|pop3|imap|ldap|snmp(v[12]c?)?|mllp|hl7|dicom|nfs|smb|modbus|vnc|rsh|syslog|udp|tcp)$"
)
_ADMIN = re.compile(r"^(ssh|rdp|vnc|telnet|ipmi|winrm)$")
_DATABASE = re.compile(r"postgres|cơ sở dữ liệu|mysql|oracle|sql server", re.IGNORECASE)
_PATIENCE_S = 1.0


@probe("network-zones")
def zones(look: Look) -> Facts:
    """Which kinds of zone are declared, and whether databases, servers and wireless devices keep to theirs."""
    found = list(_zones(look))
    wireless = [
        one for one in _assets(look).filter(kind="network") if _WIRELESS.search(f"{one.name} {one.purpose}")
    ]
    return {
        "kinds": sorted({ZONES_VI.get(one.kind, one.kind) for one in found}),
        "count": len(found),
        "without_policy": sorted(one.name for one in found if not one.policy.strip()),
        "wireless_elsewhere": sorted(
            one.name for one in wireless if one.zone is None or one.zone.kind != "wireless"
        ),
        "misplaced": [one.name for one in _assets(look).order_by("name") if _is_misplaced(one)],
    }


@probe("network-plan")
def plan(look: Look) -> Facts:
    """Does the address plan hold together: every zone with its range, every device in its zone and its range?"""
    found = list(_zones(look))
    if not found:
        raise CannotLookError("chưa khai vùng mạng nào")
    assets = list(_assets(look).filter(kind__in=["host", "network"]).exclude(state="discovered"))
    # the border faces outside: it has a public address in place of a range of ours
    bare = [
        one.name
        for one in found
        if not _ranges(one.private_range) and not (one.kind == "border" and one.public_address)
    ]
    return {
        "assets": len(assets),
        "zones_without_range": sorted(bare),
        "overlapping": sorted(_overlaps(found)),
        "assets_without_zone": sorted(one.name for one in assets if one.zone is None),
        "assets_outside_zone": sorted(one.name for one in assets if _is_outside(one)),
        "links": Link.objects.filter(facility=look.facility, system=look.system).count(),
        "changed_days": min(((look.now - one.changed_at).days for one in assets), default=None),
    }


@probe("network-links")
def links(look: Look) -> Facts:
    """Does anything cross a trust border without encryption?"""
    crossing = list(_links(look).filter(crosses_border=True))
    flows = list(Flow.objects.filter(facility=look.facility, system=look.system, crosses_border=True))
    if not _links(look).exists() and not flows:
        raise CannotLookError("chưa khai kết nối và luồng dữ liệu nào")
    clear = [one for one in crossing if _CLEAR.match(one.protocol.strip().lower())]
    bare = [one for one in flows if not one.protection.strip() and one.sensitivity != "public"]
    return {
        "crossing": len(crossing) + len(flows),
        "clear_links": sorted(f"{one.start.name} → {one.end.name} ({one.protocol})" for one in clear),
        "unprotected_flows": sorted(f"{one.start} → {one.end}" for one in bare),
    }


@probe("network-management")
def management(look: Look) -> Facts:
    """Is administration done from the management zone only, as far as the connections are declared?"""
    administering = [one for one in _links(look) if _is_administration(one)]
    if not administering:
        raise CannotLookError("chưa khai kết nối quản trị nào (SSH, RDP …)")
    return {
        "has_zone": _zones(look).filter(kind="management").exists(),
        "administering": len(administering),
        "from_elsewhere": sorted(
            f"{one.start.name} → {one.end.name}"
            for one in administering
            if one.start.zone is None or one.start.zone.kind not in ("management", "device_management")
        ),
    }


@probe("network-database")
def database(look: Look) -> Facts:
    """Can the database be reached over the network from beyond this host? Every outward address is tried."""
    if not look.system.is_here:
        raise CannotLookError("hệ thống này không chạy ở đây: phải thử từ vùng người dùng của nó")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('port')::int, current_setting('listen_addresses'), inet_server_addr()"
        )
        port, listens, server = cursor.fetchone()
    mine = addresses(HostRoot())
    where = ipaddress.ip_interface(str(server)).ip if server is not None else None
    if where is not None and not where.is_loopback and str(where) not in mine:
        raise CannotLookError("cơ sở dữ liệu ở máy khác: phải thử từ vùng người dùng")
    return {
        "tried": [f"{one}:{port}" for one in mine],
        "reachable": reachable(mine, int(port)),
        "listens_on": str(listens) or "chỉ trong máy",
    }


def reachable(where: Iterable[str], port: int) -> list[str]:
    """Addresses that take a TCP connection on the port."""
    found = []
    for one in where:
        try:
            socket.create_connection((one, port), _PATIENCE_S).close()
        except OSError:
            continue
        found.append(f"{one}:{port}")
    return found


def _zones(look: Look) -> QuerySet[Zone]:
    return Zone.objects.filter(facility=look.facility, system=look.system)


def _links(look: Look) -> QuerySet[Link]:
    found = Link.objects.filter(facility=look.facility, system=look.system)
    return found.select_related("start__zone", "end__zone")


def _assets(look: Look) -> QuerySet[Asset]:
    found = Asset.objects.filter(facility=look.facility, system=look.system).exclude(state="retired")
    return found.select_related("zone", "host__zone")


def _is_misplaced(one: Asset) -> bool:
    """What holds a database but stands, itself or its host, outside a database zone; a server among users."""
    zone = one.zone or (one.host.zone if one.host else None)
    if zone is None:
        return False
    holds_database = one.kind == "service" and _DATABASE.search(f"{one.name} {one.model} {one.purpose}")
    return bool(
        (holds_database and zone.kind != "database")
        or (one.kind == "host" and zone.kind in ("internal", "wireless"))
    )


def _is_administration(link: Link) -> bool:
    """By protocol or port, when a person comes over a border or the purpose says so: machines copy files over SSH too."""
    if not link.crosses_border and "quản trị" not in link.purpose.lower():
        return False
    ports = {int(one) for one in re.findall(r"\d+", link.port)}
    return bool(_ADMIN.match(link.protocol.strip().lower()) or ports & set(ADMIN_PORTS))


def _ranges(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for one in re.split(r"[,;\s]+", text.strip()):
        try:
            found.append(ipaddress.ip_network(one, strict=False))
        except ValueError:
            continue
    return found


def _is_outside(asset: Asset) -> bool:
    """Whether an address is written that lies in none of its zone's ranges; what is no address is not judged."""
    if asset.zone is None or not (ranges := _ranges(asset.zone.private_range)):
        return False
    first = asset.address.split("-")[0].split("/")[0].strip()
    try:
        address = ipaddress.ip_address(first)
    except ValueError:
        return False
    return not any(address in one for one in ranges)


def _overlaps(found: list[Zone]) -> list[str]:
    return [
        f"{one.name} – {other.name}"
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if any(mine.overlaps(theirs) for mine in _ranges(one.private_range) for theirs in _ranges(other.private_range)
               if mine.version == theirs.version)
    ]  # fmt: skip
