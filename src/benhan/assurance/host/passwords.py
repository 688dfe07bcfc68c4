"""What the host asks of passwords and after how many wrong ones it locks: PAM, pwquality, faillock, login.defs."""

from __future__ import annotations

import re
from datetime import datetime

from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, number, settings

_PAM_PASSWORD = ("etc/pam.d/common-password", "etc/pam.d/system-auth", "etc/pam.d/password-auth")
_PAM_AUTH = ("etc/pam.d/common-auth", "etc/pam.d/system-auth", "etc/pam.d/password-auth")
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")


def passwords(root: HostRoot, now: datetime) -> Facts:
    """Probe host-passwords. Raises CannotReadError where there is no PAM."""
    password = [line for name in _PAM_PASSWORD for line in root.lines(name)]
    auth = [line for name in _PAM_AUTH for line in root.lines(name)]
    if not password:
        raise CannotReadError("không thấy cấu hình PAM của máy chủ")
    defs = settings(root.text("etc/login.defs"), separator=" ")
    quality = _quality(root, password)
    lock = _lock(root, auth)
    history = [number(one[1]) for line in password if (one := re.search(r"remember=(\d+)", line))]
    return {
        **quality,
        "history": max((one for one in history if one), default=0),
        "max_days": number(defs.get("PASS_MAX_DAYS"), 99999),
        "min_days": number(defs.get("PASS_MIN_DAYS"), 0),
        "hash_scheme": _scheme(password, defs),
        **lock,
    }


def _scheme(password: list[str], defs: dict[str, str]) -> str:
    unix = next((line for line in password if "pam_unix.so" in line), "")
    named = re.search(r"\b(yescrypt|sha512|sha256|blowfish|gost_yescrypt|md5|bigcrypt)\b", unix)
    return named[1] if named else defs.get("ENCRYPT_METHOD", "des").lower()


def _quality(root: HostRoot, password: list[str]) -> Facts:
    line = next((one for one in password if re.search(r"pam_(pwquality|cracklib|passwdqc)\.so", one)), "")
    if not line:
        unix = next((one for one in password if "pam_unix.so" in one), "")
        least = re.search(r"minlen=(\d+)", unix)
        return {"checks_quality": False, "min_length": int(least[1]) if least else 6, "classes": 1}
    told: dict[str, str] = {}
    for _, text in root.texts("etc/security/pwquality.conf", "etc/security/pwquality.conf.d/*.conf"):
        told |= settings(text)
    told |= dict(re.findall(r"(\w+)=(-?\w+)", line))  # what stands at the module wins over the file
    credited = sum((number(told.get(one), 0) or 0) < 0 for one in _CREDITS)
    return {
        "checks_quality": True,
        "min_length": number(told.get("minlen"), 8),
        "classes": max(number(told.get("minclass"), 0) or 0, credited, 1),
    }


def _lock(root: HostRoot, auth: list[str]) -> Facts:
    line = next((one for one in auth if re.search(r"pam_(faillock|tally2)\.so", one)), "")
    if not line:
        return {"locks": False, "lock_after": None, "lock_minutes": None}
    told = settings(root.text("etc/security/faillock.conf")) | dict(re.findall(r"(\w+)=(\w+)", line))
    seconds = number(told.get("unlock_time"), 0 if told.get("unlock_time") == "never" else 600) or 0
    after = number(told.get("deny"), 3) or 0
    return {
        "locks": after > 0,
        "lock_after": after or None,
        # 0 means until somebody opens it: longer than any number of minutes, said as a year
        "lock_minutes": round(seconds / 60) if seconds else 525_600,
    }
