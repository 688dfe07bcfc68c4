"""Which patches wait: a simulated upgrade over the package lists that are there, nothing is downloaded or changed."""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

_INSTALL = re.compile(r"^Inst (\S+) (?:\[\S+\] )?\(([^)]*)\)", re.MULTILINE)
_APPLIED = re.compile(
    r"^Start-Date: (\d{4}-\d\d-\d\d)\s+[\d:]+\nCommandline: .*?(?:upgrade|unattended)", re.MULTILINE
)
_DAY_S = 86_400


def updates(root: HostRoot, now: datetime) -> Facts:
    """Probe host-updates. Raises CannotReadError where there is no apt or no package list."""
    if not root.has_command("apt-get") and not root.has("var/lib/dpkg/status"):
        raise CannotReadError("máy chủ không dùng apt")
    lists = [
        one
        for one in root.files(
            "var/lib/apt/lists/*_InRelease", "var/lib/apt/lists/*_Release", "var/lib/apt/lists/*_Packages*"
        )
        if one.is_file()
    ]
    if not lists:
        raise CannotReadError("chưa có danh sách gói của kho (cần “apt update” trên máy chủ)")
    told = root.run("apt-get", "-s", "-o", "Debug::NoLocking=1", "dist-upgrade")
    if told is None:
        raise CannotReadError("không chạy được phép thử cập nhật của apt")
    waiting = _INSTALL.findall(told)
    security = sorted({name for name, origin in waiting if "security" in origin.lower()})
    newest = max(one.stat().st_mtime for one in lists)
    return {
        "security_pending": len(security),
        "security_packages": security[:40],
        "pending": len({name for name, _ in waiting}),
        "lists_age_days": _days(now.timestamp() - newest),
        "is_automatic": _is_automatic(root),
        "last_patch_days": _last_patch(root, now),
        "needs_reboot": root.has("run/reboot-required", "var/run/reboot-required"),
    }


def _is_automatic(root: HostRoot) -> bool:
    told = "\n".join(
        re.sub(r"^\s*(//|#).*$", "", text, flags=re.MULTILINE)
        for _, text in root.texts("etc/apt/apt.conf.d/*")
    )
    is_set = re.search(r'APT::Periodic::Unattended-Upgrade\s+"([1-9]\d*|always)"', told) is not None
    return is_set and root.has("usr/bin/unattended-upgrade", "usr/bin/unattended-upgrades")


def _last_patch(root: HostRoot, now: datetime) -> int | None:
    """Days since apt last upgraded something; None when its history does not reach back to one."""
    days = [
        datetime.strptime(one, "%Y-%m-%d").replace(tzinfo=now.tzinfo)
        for _, text in root.texts("var/log/apt/history.log") for one in _APPLIED.findall(text)
    ]  # fmt: skip
    return (now - max(days)).days if days else None


def _days(seconds: float) -> int:
    return max(0, int(seconds // _DAY_S))
