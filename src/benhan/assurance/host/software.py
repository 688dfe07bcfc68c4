"""Which packages and services the host has, and which of them nobody should need."""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_RISKY_PACKAGES = frozenset({
    "telnetd", "inetutils-telnetd", "rsh-server", "rsh-redone-server", "rsh-client", "nis", "ypserv", "talkd", "xinetd",
    "openbsd-inetd", "tftpd", "tftpd-hpa", "atftpd", "vsftpd", "proftpd-basic", "pure-ftpd", "fingerd", "yersinia",
    "john", "hydra", "aircrack-ng", "dsniff", "transmission-daemon", "xmrig",
})  # fmt: skip
_NEEDLESS_UNITS = frozenset({
    "telnet.socket", "rsh.socket", "rlogin.socket", "rexec.socket", "tftp.socket", "tftpd-hpa.service", "vsftpd.service",
    "xinetd.service", "inetd.service", "avahi-daemon.service", "cups.service", "cups-browsed.service", "rpcbind.service",
    "ypserv.service", "nfs-server.service", "smbd.service", "nmbd.service", "bluetooth.service", "ModemManager.service",
    "isc-dhcp-server.service", "bind9.service", "slapd.service", "snmpd.service", "rsync.service", "apport.service",
    "whoopsie.service", "vncserver.service", "x11vnc.service", "gdm.service", "gdm3.service", "lightdm.service",
})  # fmt: skip


def packages(root: HostRoot) -> dict[str, str]:
    """Version by name of every installed Debian package. Raises CannotReadError without dpkg."""
    text = root.text("var/lib/dpkg/status")
    if not text:
        raise CannotReadError("không đọc được danh sách gói đã cài (dpkg)")
    found = {}
    for block in text.split("\n\n"):
        told = dict(re.findall(r"^(Package|Status|Version): (.*)$", block, re.MULTILINE))
        if told.get("Status", "").endswith(" installed"):
            found[told["Package"]] = told.get("Version", "")
    return found


def chosen(root: HostRoot, installed: dict[str, str]) -> list[str]:
    """Names of packages somebody asked for, not drawn in by another."""
    blocks = root.text("var/lib/apt/extended_states").split("\n\n")
    drawn = {
        told["Package"] for block in blocks
        if (told := dict(re.findall(r"^(Package|Auto-Installed): (.*)$", block, re.MULTILINE))).get("Auto-Installed") == "1"
    }  # fmt: skip
    return sorted(set(installed) - drawn)


def software(root: HostRoot, now: datetime) -> Facts:
    """Probe host-software; the inventory compares `chosen` with what was approved and takes it out."""
    installed = packages(root)
    asked = chosen(root, installed)
    return {
        "packages": len(installed),
        "chosen": asked,
        "risky": sorted(_RISKY_PACKAGES & set(installed)),
    }


def services(root: HostRoot, now: datetime) -> Facts:
    """Probe host-services: units that start by themselves. Raises CannotReadError without systemd."""
    folders = root.files("etc/systemd/system", "etc/inetd.conf")
    if not folders:
        raise CannotReadError("máy chủ không dùng systemd: không biết dịch vụ nào tự chạy")
    units = {
        one.name
        for one in root.files("etc/systemd/system/*.wants/*")
        if one.suffix in (".service", ".socket")
    }
    super_server = [line.split()[0] for line in root.lines("etc/inetd.conf")]
    return {
        "starting": sorted(units) + super_server,
        "count": len(units) + len(super_server),
        "needless": sorted(units & _NEEDLESS_UNITS) + super_server,
    }
