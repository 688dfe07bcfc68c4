"""Who can log in to the host: default, idle, doubled, unprotected accounts, and the age of administrators' passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.host.logins import last_logins
from benhan.assurance.host.root import CannotReadError, Facts, HostRoot, number

_NO_SHELL = ("nologin", "false", "sync", "shutdown", "halt")
# Accounts that come with images, boards or products and are known to everybody.
_DEFAULT = frozenset({
    "pi", "ubuntu", "debian", "admin", "administrator", "guest", "test", "user", "oracle", "vagrant", "ec2-user",
    "centos", "cloud-user", "demo", "ftp", "support", "osmc",
})  # fmt: skip
_ADMIN_GROUPS = frozenset({"sudo", "wheel", "admin"})
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of passwd with its line of shadow; secret None when shadow could not be read."""

    name: str
    uid: int
    shell: str
    secret: str | None
    changed_day: int | None  # days since 1970

    @property
    def has_shell(self) -> bool:
        return bool(self.shell) and not self.shell.endswith(_NO_SHELL)

    @property
    def may_log_in(self) -> bool:
        """With a shell and, as far as shadow says, not locked. Keys may still let a locked one in."""
        return self.has_shell and not (self.secret or "").startswith(("!", "*"))


def accounts(root: HostRoot, now: datetime) -> Facts:
    """Probe host-accounts. What stands in shadow is None without the right to read it."""
    entries = _entries(root)
    is_open = all(one.secret is not None for one in entries)
    doors = [one for one in entries if one.may_log_in]
    today = int(now.timestamp()) // _DAY_S
    ages = _idle_days(root, [one for one in doors if one.uid == 0 or one.uid >= 1000], today)
    admins = _admins(root, entries)
    old = [today - one.changed_day for one in doors if one.name in admins and one.secret and one.changed_day]
    doubled = {one.uid for one in entries if sum(one.uid == other.uid for other in entries) > 1}
    return {
        "can_log_in": sorted(one.name for one in doors),
        "extra_uid_0": sorted(one.name for one in entries if one.uid == 0 and one.name != "root"),
        "doubled_ids": sorted(one.name for one in entries if one.uid in doubled),
        "empty_passwords": sorted(one.name for one in entries if one.secret == "" and one.has_shell) if is_open else None,
        "default_accounts": sorted(one.name for one in doors if one.name in _DEFAULT),
        "system_with_shell": sorted(one.name for one in doors if 0 < one.uid < 1000),
        "idle_accounts": None if ages is None else [f"{name}: {days} ngày" for name, days in sorted(ages.items())],
        "longest_idle_days": None if ages is None else max(ages.values(), default=0),
        "administrators": sorted(admins),
        "oldest_admin_password_days": max(old, default=0) if is_open else None,
    }  # fmt: skip


def _entries(root: HostRoot) -> list[Entry]:
    passwd = root.lines("etc/passwd")
    if not passwd:
        raise CannotReadError("không đọc được danh sách tài khoản (/etc/passwd)")
    try:
        shadow = {line.split(":")[0]: line.split(":") for line in root.lines("etc/shadow")}
    except CannotReadError:
        shadow = {}
    found = []
    for line in passwd:
        words = line.split(":")
        if len(words) >= 7 and words[2].isdigit():
            hidden = shadow.get(words[0])
            # without an "x" the password itself stands in passwd: then it is seen, and "" is no password at all
            secret = (hidden[1] if hidden else None) if words[1] == "x" else words[1]
            changed = number(hidden[2]) if hidden and len(hidden) > 2 else None
            found.append(Entry(words[0], int(words[2]), words[6], secret, changed))
    return found


def _idle_days(root: HostRoot, doors: list[Entry], today: int) -> dict[str, int] | None:
    """Days since the last login; for one who never came, since the password was set."""
    seen = last_logins(root, {one.uid: one.name for one in doors})
    if seen is None:
        return None
    newest = {one.name: max(seen.get(one.name, 0) // _DAY_S, one.changed_day or 0) for one in doors}
    return {name: today - day for name, day in newest.items() if day}


def _admins(root: HostRoot, entries: list[Entry]) -> set[str]:
    found = {one.name for one in entries if one.uid == 0}
    for line in root.lines("etc/group"):
        words = line.split(":")
        if len(words) == 4 and words[0] in _ADMIN_GROUPS:
            found |= {one for one in words[3].split(",") if one}
    return found
