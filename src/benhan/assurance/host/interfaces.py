"""Which addresses does the host have, from /proc; nothing is asked of the network."""

from __future__ import annotations

import ipaddress
import re

from benhan.assurance.host.root import HostRoot

_LOCAL = re.compile(r"\|-- (\d+\.\d+\.\d+\.\d+)\n\s+/32 host LOCAL")


def addresses(root: HostRoot) -> tuple[str, ...]:
    """Addresses other machines could use: without loopback and link-local, IPv4 first."""
    found = {ipaddress.ip_address(one) for one in _LOCAL.findall(root.text("proc/net/fib_trie"))}
    for line in root.lines("proc/net/if_inet6"):
        found.add(ipaddress.ip_address(bytes.fromhex(line.split()[0])))
    outward = [one for one in found if not one.is_loopback and not one.is_link_local]
    return tuple(str(one) for one in sorted(outward, key=lambda one: (one.version, int(one))))


def interfaces(root: HostRoot) -> tuple[str, ...]:
    """Names of network interfaces, loopback left out."""
    names = (line.partition(":")[0].strip() for line in root.lines("proc/net/dev")[2:])
    return tuple(one for one in names if one and one != "lo")
