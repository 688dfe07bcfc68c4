"""Does something watch for malware on the host, is it awake, and how old is what it knows?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.host.root import Facts, HostRoot

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Product:
    """How a product shows itself: its files, the processes of its guard, its signature files.

    guards    any of these runs when it looks at files as they are opened
    is_edr    whether it judges behaviour and reports to a centre
    """

    name: str
    files: tuple[str, ...]
    processes: frozenset[str]
    guards: frozenset[str]
    signatures: tuple[str, ...]
    is_edr: bool = False


PRODUCTS = (
    Product("ClamAV", ("usr/sbin/clamd", "usr/bin/clamscan"), frozenset({"clamd"}), frozenset({"clamonacc"}),
            ("var/lib/clamav/*.cvd", "var/lib/clamav/*.cld")),
    Product("ESET", ("opt/eset",), frozenset({"startd", "scand", "oaeventd"}), frozenset({"oaeventd"}),
            ("var/opt/eset/*/lib/*.dat", "var/opt/eset/*/lib/modules/*"), is_edr=True),
    Product("Kaspersky", ("opt/kaspersky/kesl",), frozenset({"kesl"}), frozenset({"kesl"}),
            ("var/opt/kaspersky/kesl/**/*.dat", "var/opt/kaspersky/kesl/common/updates/**/*"), is_edr=True),
    Product("Microsoft Defender", ("opt/microsoft/mdatp",), frozenset({"wdavdaemon"}), frozenset({"wdavdaemon"}),
            ("var/opt/microsoft/mdatp/definitions.noindex/**/*",), is_edr=True),
    Product("Sophos", ("opt/sophos-spl",), frozenset({"sophos_threat_detector", "sophos_managementagent"}),
            frozenset({"soapd"}), ("opt/sophos-spl/plugins/av/chroot/susi/update_source/**/*",), is_edr=True),
    Product("Trend Micro", ("opt/ds_agent",), frozenset({"ds_agent"}),
            frozenset({"ds_am"}), ("var/opt/ds_agent/am/*",), is_edr=True),
    Product("Bitdefender", ("opt/bitdefender-security-tools",), frozenset({"bdsecd"}), frozenset({"bdsecd"}),
            ("opt/bitdefender-security-tools/var/*",), is_edr=True),
    Product("CrowdStrike", ("opt/CrowdStrike",), frozenset({"falcon-sensor"}),
            frozenset({"falcon-sensor"}), ("opt/CrowdStrike/*",), is_edr=True),
    Product("SentinelOne", ("opt/sentinelone",), frozenset({"s1-agent", "s1-agent-main"}),
            frozenset({"s1-agent"}), ("opt/sentinelone/model/*",), is_edr=True),
    Product("Wazuh", ("var/ossec",), frozenset({"wazuh-agentd"}), frozenset(), (), is_edr=True),
)  # fmt: skip


def protection(root: HostRoot, now: datetime) -> Facts:
    """Probe host-malware: nothing found is a fact, not a failure to look."""
    awake = {one[:15] for one in root.processes()}  # the kernel keeps fifteen letters of a name
    present = [one for one in PRODUCTS if root.has(*one.files)]
    scanners = [one for one in present if one.signatures]
    ages = [age for one in scanners if (age := _age(root, one, now)) is not None]
    return {
        "products": [one.name for one in present],
        "is_running": any(_is_awake(one.processes, awake) for one in scanners),
        "is_realtime": any(_is_awake(one.guards, awake) for one in scanners),
        "signature_age_days": min(ages, default=None),
        "behaviour_agents": [one.name for one in present if one.is_edr and _is_awake(one.processes, awake)],
        "behaviour_watched": any(one.is_edr and _is_awake(one.processes, awake) for one in present),
    }


def _is_awake(names: frozenset[str], awake: set[str]) -> bool:
    return any(one[:15] in awake for one in names)


def _age(root: HostRoot, product: Product, now: datetime) -> int | None:
    """Days since the newest signature file came."""
    files = [one for one in root.files(*product.signatures) if one.is_file()]
    return (
        max(0, int((now.timestamp() - max(one.stat().st_mtime for one in files)) // _DAY_S))
        if files
        else None
    )
