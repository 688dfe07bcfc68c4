"""How long does the host keep its logs, how far do they reach back, and is there room for more?"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, meaningful, number, settings

_RHYTHM_DAYS = {"hourly": 1 / 24, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
_UNIT_DAYS = {
    "year": 365, "years": 365, "y": 365, "month": 30, "months": 30, "week": 7, "weeks": 7, "w": 7, "day": 1, "days": 1,
    "d": 1, "h": 1 / 24, "": 1 / 86_400, "s": 1 / 86_400,
}  # fmt: skip
_SYSTEM_LOGS = re.compile(r"/var/log/(syslog|messages|auth\.log|secure)\b")
_DAY_S = 86_400


def log_keeping(root: HostRoot, now: datetime) -> Facts:
    """Probe host-log-keep. Raises CannotReadError where there is no log folder."""
    folder = root.at("var/log")
    if not folder.is_dir():
        raise CannotReadError("không thấy thư mục nhật ký của máy chủ")
    volume = os.statvfs(folder)
    has_syslog = any(root.processes() & {"rsyslogd", "syslog-ng"}) or root.has(
        "var/log/syslog", "var/log/auth.log"
    )
    rotated, journal = _rotation_days(root), _journal_days(root)
    kept = [one for one in ((rotated if has_syslog else None), journal) if one is not None]
    return {
        "kept_days": round(max(kept)) if kept else None,
        "oldest_days": _oldest(root, now),
        "free_percent": round(100 * volume.f_bavail / volume.f_blocks) if volume.f_blocks else None,
        "journal_is_kept": _is_persistent(root),
        "seen_last_day": _fresh(root, now),
    }


def _rotation_days(root: HostRoot) -> float | None:
    """What logrotate keeps of the system's logs: copies times rhythm; a file's own words win over the general ones."""
    general = _block_days(meaningful(root.text("etc/logrotate.conf")), ("weekly", 4))
    for _, text in root.texts("etc/logrotate.d/*"):
        for head, body in re.findall(r"([^{}]*)\{([^{}]*)\}", text):
            if _SYSTEM_LOGS.search(head):
                return _days(*_block_days(meaningful(body), general))
    return _days(*general) if root.has("etc/logrotate.conf") else None


def _block_days(lines: list[str], start: tuple[str, int]) -> tuple[str, int]:
    rhythm, copies = start
    for line in lines:
        words = line.split()
        if words[0] in _RHYTHM_DAYS:
            rhythm = words[0]
        elif words[0] == "rotate" and len(words) > 1:
            copies = number(words[1], copies) or 0
        elif words[0] == "{" or line.endswith("{"):
            break
    return rhythm, copies


def _days(rhythm: str, copies: int) -> float:
    return _RHYTHM_DAYS[rhythm] * copies


def _journal(root: HostRoot) -> dict[str, str]:
    told: dict[str, str] = {}
    for _, text in root.texts("etc/systemd/journald.conf", "etc/systemd/journald.conf.d/*.conf"):
        told |= settings(text)
    return told


def _is_persistent(root: HostRoot) -> bool:
    storage = _journal(root).get("Storage", "auto").lower()
    return storage == "persistent" or (storage == "auto" and root.at("var/log/journal").is_dir())


def _journal_days(root: HostRoot) -> float | None:
    """MaxRetentionSec; without one only the size of the disk limits it, and no number can be given."""
    found = re.fullmatch(r"(\d+)\s*([a-z]*)", _journal(root).get("MaxRetentionSec", ""))
    if not found or found[2] not in _UNIT_DAYS or not _is_persistent(root):
        return None
    return int(found[1]) * _UNIT_DAYS[found[2]] or None


def _logs(root: HostRoot) -> list[Path]:
    patterns = (
        "var/log/syslog*",
        "var/log/auth.log*",
        "var/log/messages*",
        "var/log/journal/*/*.journal",
        "var/log/dpkg.log*",
        "var/log/audit/*",
    )
    return [one for one in root.files(*patterns) if one.is_file()]


def _oldest(root: HostRoot, now: datetime) -> int | None:
    """Age in days of the file that has been closed longest; its lines are at least that old."""
    ages = [now.timestamp() - one.stat().st_mtime for one in _logs(root)]
    return max(0, int(max(ages) // _DAY_S)) if ages else None


def _fresh(root: HostRoot, now: datetime) -> list[str]:
    names = {one.name.split(".")[0] if "journal" not in one.parts[-3:] else "journal" for one in _logs(root)
             if now.timestamp() - one.stat().st_mtime < _DAY_S}  # fmt: skip
    return sorted(names)
