"""Are there backups, whole, encrypted, elsewhere, on time, of everything, and do they come back?"""

from __future__ import annotations

import zlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from benhan.access.policy import Policy, installation_policy
from benhan.assurance import backups
from benhan.assurance.backup_keys import HEADER
from benhan.assurance.backups import Backup, Shelf
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe

_HOUR_S, _DAY_S = 3_600, 86_400
# A backup of the schedule may wait for the worker's next look and for its own duration.
_LEEWAY = 1.25
_SAMPLE = 1 << 20
_PLAIN = (".sql", ".dump", ".backup", ".tar", ".gz", ".zip", ".csv")
_NEEDED_FILES = ("secrets/master_key", "secrets/secret_key")
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname
"""
_LINK = "SELECT encode(chain, 'hex') FROM audit_link WHERE facility = %s AND seq = %s"


def _shelf() -> Shelf:
    try:
        return backups.shelf()
    except OSError as error:
        raise CannotLookError(f"không đọc được thư mục sao lưu ({error.strerror})") from None


def _newest(shelf: Shelf) -> Backup:
    if shelf.newest is None:
        raise CannotLookError("chưa có bản sao lưu nào đọc được")
    return shelf.newest


def _hours(since: datetime, now: datetime) -> float:
    return round((now - since).total_seconds() / _HOUR_S, 1)


@probe("backup-age")
def backup_age(look: Look) -> Facts:
    """How old the newest backup is whose archive is there; one that another key signed, or none, is none of ours."""
    shelf, policy = _shelf(), installation_policy()
    mine = [one for one in shelf.backups if one.is_there and one.is_signed is not False]
    newest = mine[0] if mine else None
    found: Facts = {
        "count": len(mine),
        "age_h": _hours(newest.started, look.now) if newest else None,
        "asked_every_h": policy.backup_every_hours,
        "newest": newest.id if newest else "",
        "size_mb": round(newest.size / 1e6, 1) if newest else None,
    }
    return found


@probe("backup-integrity")
def backup_integrity(look: Look) -> Facts:
    """Hash the newest archive anew; check its manifest's signature and that no other archive is gone."""
    shelf = _shelf()
    newest = _newest(shelf)
    if newest.is_signed is None:
        raise CannotLookError("không đọc được khóa sao lưu nên không kiểm được chữ ký bản kê")
    return {
        "newest": newest.id,
        "is_intact": newest.is_intact(),
        "is_signed": newest.is_signed,
        "unreadable": list(shelf.unreadable),
        "lost": [one.id for one in shelf.backups if not one.is_there],
    }


@probe("backup-encrypted")
def backup_encrypted(look: Look) -> Facts:
    """Read the newest archive's bytes: its header names our key, and what follows can't be told from noise."""
    shelf = _shelf()
    newest = _newest(shelf)
    key_file = Path(settings.BENHAN_BACKUP_KEY_FILE)
    return {
        "is_encrypted": newest.header_fingerprint() == newest.key_fingerprint and _is_noise(newest.archive),
        "key": newest.key_fingerprint,
        "plain": sorted(one.name for one in shelf.folder.iterdir() if one.name.endswith(_PLAIN)),
        "key_is_closed": key_file.exists() and key_file.stat().st_mode & 0o077 == 0,
        "key_is_apart": not key_file.resolve().is_relative_to(shelf.folder.resolve()),
    }


def _is_noise(archive: Path) -> bool:
    """Whether a piece of the content can't be compressed: what is encrypted can't, nearly everything else can."""
    with archive.open("rb") as file:
        file.seek(HEADER + 4)
        sample = file.read(_SAMPLE)
    return len(sample) > 16 and len(zlib.compress(sample, 6)) >= len(sample) * 0.99


@probe("backup-elsewhere")
def backup_elsewhere(look: Look) -> Facts:
    """Look into the second place: is it another device, and does the newest backup lie there byte for byte?"""
    newest = _newest(_shelf())
    try:
        second = backups.second_shelf()
    except OSError as error:
        raise CannotLookError(f"không đọc được nơi cất thứ hai ({error.strerror})") from None
    if second is None or not second.folder.is_dir():
        return {
            "has_second": False,
            "is_other_device": False,
            "has_newest": False,
            "is_equal": False,
            "copies": 1,
        }
    twin = next((one for one in second.backups if one.id == newest.id and one.is_there), None)
    return {
        "has_second": True,
        "is_other_device": second.folder.stat().st_dev != Path(settings.BENHAN_DATA).stat().st_dev,
        "has_newest": twin is not None,
        "is_equal": twin is not None and twin.sha256 == newest.sha256 and twin.is_intact(),
        "copies": 1 + (twin is not None),
    }


@probe("backup-automatic")
def backup_automatic(look: Look) -> Facts:
    """Is the schedule on, and did the last backups come from it in time?"""
    shelf, policy = _shelf(), installation_policy()
    mine = [one for one in shelf.backups if not one.asked_by]
    limit_h = policy.backup_every_hours * _LEEWAY
    age_h = _hours(mine[0].started, look.now) if mine else None
    gaps = [_hours(older.started, newer.started) for newer, older in zip(mine, mine[1:7], strict=False)]
    return {
        "is_on": policy.backup_every_hours > 0,
        "every_h": policy.backup_every_hours,
        "scheduled_age_h": age_h,
        "is_on_time": age_h is not None and policy.backup_every_hours > 0 and age_h <= limit_h,
        "longest_gap_h": max(gaps, default=0.0),
        "failures": [f"{one.kind}: {one.because}" for one in backups.failures()],
    }


@probe("backup-coverage")
def backup_coverage(look: Look) -> Facts:
    """Compare the newest manifest with the tables there are now, and with this facility's account of acts."""
    newest = _newest(_shelf())
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [str(row[0]) for row in cursor.fetchall()]
        head = newest.chains.get(look.facility)
        cursor.execute(_LINK, [look.facility, head[0] if head else 0])
        link = cursor.fetchone()
    return {
        "tables": len(newest.tables),
        "rows": sum(newest.tables.values()),
        "missing_tables": [one for one in tables if one not in newest.tables],
        "missing_files": [one for one in _NEEDED_FILES if one not in newest.files],
        "is_of_this_database": bool(head and link and link[0] == head[1]),
    }


@probe("restore-drill")
def restore_drill(look: Look) -> Facts:
    """What the last drill proved, how long it took, and how long ago that was."""
    shelf, policy = _shelf(), installation_policy()
    last = shelf.drills[0] if shelf.drills else None
    if last is None:
        return {"count": 0, "passed": False, "is_on_time": False}
    age_days = round((look.now - last.started).total_seconds() / _DAY_S, 1)
    return {
        "count": len(shelf.drills),
        "age_days": age_days,
        "passed": last.passed,
        "is_signed": last.is_signed is True,
        "is_on_time": _is_on_time(age_days, policy),
        "seconds": last.seconds,
        "rows": last.rows,
        "records_checked": last.records_checked,
        "differences": list(last.differences),
    }


def _is_on_time(age_days: float, policy: Policy) -> bool:
    return policy.drill_every_days > 0 and age_days <= policy.drill_every_days * _LEEWAY
