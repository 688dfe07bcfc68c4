"""Which doors stand open: listening sockets from /proc/net, with the program behind each where rights allow."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_LISTENING = {
    "tcp": "0A",
    "udp": "07",
}  # states of include/net/tcp_states.h; an unconnected UDP socket is CLOSE
# Services that send names, passwords or data in the clear.
CLEARTEXT = {
    21: "FTP", 23: "Telnet", 69: "TFTP", 110: "POP3", 143: "IMAP", 389: "LDAP", 512: "rexec", 513: "rlogin",
    514: "rsh", 873: "rsync", 2049: "NFS", 5900: "VNC",
}  # fmt: skip
ADMIN_PORTS = {
    22: "SSH", 3389: "RDP", 5900: "VNC", 5901: "VNC", 8006: "Proxmox", 9090: "Cockpit", 10000: "Webmin",
    623: "IPMI",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """A listening socket; program "" when not allowed to know."""

    protocol: str
    address: str
    port: int
    program: str = ""

    @property
    def is_outward(self) -> bool:
        """Whether other machines can reach it, as far as the address says."""
        return not ipaddress.ip_address(self.address).is_loopback

    @property
    def short(self) -> str:
        return f"{self.protocol}/{self.port}"

    def __str__(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.protocol} {address}:{self.port} {self.program}".strip()


def doors(root: HostRoot) -> tuple[Door, ...]:
    """Every listening TCP and UDP socket, in order. Raises CannotReadError."""
    if not root.has("proc/net/tcp"):
        raise CannotReadError("không đọc được danh sách cổng mạng (/proc/net)")
    programs = _programs(root)
    ephemeral = int((root.text("proc/sys/net/ipv4/ip_local_port_range").split() or ["32768"])[0])
    found = set()
    for file, protocol in (("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")):
        for address, port, state, inode in _sockets(root.text(f"proc/net/{file}")):
            # a UDP socket on a port of the ephemeral range is a client waiting for its answer
            if state == _LISTENING[protocol] and (protocol == "tcp" or port < ephemeral):
                found.add(Door(protocol, address, port, programs.get(inode, "")))
    return tuple(sorted(found, key=lambda one: (one.protocol, one.port, one.address)))


def listening(root: HostRoot, now: datetime) -> Facts:
    """Probe host-ports; the inventory adds `undeclared` afterwards."""
    found = doors(root)
    outward = [one for one in found if one.is_outward]
    return {
        "listening": [str(one) for one in found],
        "outward": sorted({one.short for one in outward}, key=_order),
        "cleartext": sorted({f"{one.short} {CLEARTEXT[one.port]}" for one in outward if one.port in CLEARTEXT}),
        "admin_everywhere": sorted({
            f"{one.short} {ADMIN_PORTS[one.port]}"
            for one in outward if one.port in ADMIN_PORTS and ipaddress.ip_address(one.address).is_unspecified
        }),
        "programs_known": bool(found) and all(one.program for one in found),
    }  # fmt: skip


def _order(short: str) -> tuple[str, int]:
    protocol, _, port = short.partition("/")
    return protocol, int(port)


def _sockets(text: str) -> Iterator[tuple[str, int, str, str]]:
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) > 9:
            raw, _, port = words[1].partition(":")
            yield _address(raw), int(port, 16), words[3], words[9]


def _address(raw: str) -> str:
    """The kernel writes each 32-bit word in the byte order of the machine (little-endian on ours)."""
    words = [bytes.fromhex(raw[at : at + 8])[::-1] for at in range(0, len(raw), 8)]
    address = ipaddress.ip_address(b"".join(words))
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _programs(root: HostRoot) -> dict[str, str]:
    """Program by socket inode, of the processes whose files we may list."""
    found = {}
    for process, name in root.running():
        try:
            entries = list(os.scandir(root.at(f"proc/{process}/fd")))
        except OSError:
            continue
        for entry in entries:
            try:
                target = str(Path(entry.path).readlink())
            except OSError:
                continue
            if inode := re.match(r"socket:\[(\d+)\]", target):
                found[inode[1]] = name
    return found
