"""Is the host's clock held to a time server? Its own state is read; no packet is sent."""

from __future__ import annotations

import ctypes
import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, settings

_UNSYNCHRONISED = 0x40  # STA_UNSYNC of linux/timex.h
_ERROR = 5  # TIME_ERROR
_SERVERS = re.compile(r"^\s*(?:server|pool|peer)\s+(\S+)", re.MULTILINE)


def clock(root: HostRoot, now: datetime) -> Facts:
    """Probe host-clock. Raises CannotReadError when neither a time program nor the kernel tells."""
    is_synchronised, offset, told_by = _state(root)
    if is_synchronised is None:
        raise CannotReadError("không thấy chương trình giữ giờ và nhân hệ điều hành không cho biết")
    return {
        "is_synchronised": is_synchronised,
        "offset_s": offset,
        "told_by": told_by,
        "servers": _servers(root),
        "time_zone": _zone(root),
    }


def _state(root: HostRoot) -> tuple[bool | None, float | None, str]:
    if tracking := root.run("chronyc", "-n", "tracking"):
        offset = re.search(r"System time\s*:\s*([\d.]+) seconds", tracking)
        is_good = re.search(r"Leap status\s*:\s*Normal", tracking) is not None
        return is_good, float(offset[1]) if offset else None, "chrony"
    if shown := root.run("timedatectl", "show"):
        return settings(shown).get("NTPSynchronized") == "yes", _offset(root), "timedatectl"
    if root.is_live and (kernel := _kernel()):
        return *kernel, "nhân hệ điều hành"
    return None, None, ""


def _offset(root: HostRoot) -> float | None:
    found = re.search(r"Offset: ([+-]?[\d.]+)(us|ms|s)", root.run("timedatectl", "timesync-status") or "")
    return abs(float(found[1])) * {"us": 1e-6, "ms": 1e-3, "s": 1.0}[found[2]] if found else None


class _Timex(ctypes.Structure):
    _fields_ = [
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_long * 40),
    ]  # fmt: skip


def _kernel() -> tuple[bool, float | None] | None:
    """What the kernel knows of its clock (adjtimex with no mode changes nothing)."""
    state = _Timex()
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(state))
    except (OSError, AttributeError):
        return None
    if answer < 0:
        return None
    is_good = answer != _ERROR and not state.status & _UNSYNCHRONISED
    return is_good, state.esterror / 1e6 if is_good else None


def _servers(root: HostRoot) -> list[str]:
    found = []
    for _, text in root.texts(
        "etc/chrony/*.conf", "etc/chrony/*.d/*", "etc/chrony.conf", "etc/ntp.conf", "etc/ntpsec/ntp.conf"
    ):
        found += _SERVERS.findall(text)
    for _, text in root.texts("etc/systemd/timesyncd.conf", "etc/systemd/timesyncd.conf.d/*.conf"):
        found += settings(text).get("NTP", "").split()
    return sorted(set(found))


def _zone(root: HostRoot) -> str:
    link = root.at("etc/localtime")
    if link.is_symlink():
        return str(link.readlink()).partition("zoneinfo/")[2]
    return root.text("etc/timezone").strip()
