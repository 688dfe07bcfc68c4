"""As whom PostgreSQL runs: the invoking user, or for root a system user of our own.

PostgreSQL refuses root. We never change permissions outside DATA/postgres; when the system user can't pass a
closed parent directory (root's home, `mktemp -d`), its process gets one ambient capability instead
(capabilities(7)): reading past permissions, or as a last resort overriding them.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benhan.ops.problems import DIRECTORY_OUT_OF_REACH, NO_SYSTEM_USER

SYSTEM_USER = "benhan-postgres"

_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2

# Loaded before any fork: a child between fork and exec must not import or allocate more than it has to.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class RunAs:
    """Whom a program is run as.

    uid, gid    None to stay who we are
    capability  number of the one ambient capability the program keeps, None for none
    """

    name: str
    uid: int | None = None
    gid: int | None = None
    capability: int | None = None

    @property
    def changes(self) -> bool:
        return self.uid is not None


def die_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """A preexec function: the program gets this signal when the thread that started it dies (Linux)."""
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return before_exec


def become(who: RunAs, *, death_signal: signal.Signals | None = signal.SIGINT) -> Callable[[], None]:
    """A preexec function that drops to `who` for good and ties the program to its starter's life.

    The death signal is set last because the kernel forgets it when credentials change.
    """
    tie = die_with_parent(death_signal) if death_signal is not None else None

    def before_exec() -> None:
        if who.uid is not None and who.gid is not None:
            if who.capability is not None:
                _prctl(_PR_SET_KEEPCAPS, 1)
            os.setgroups([])
            os.setresgid(who.gid, who.gid, who.gid)
            os.setresuid(who.uid, who.uid, who.uid)
            if who.capability is not None:
                _keep_only(who.capability)
        if tie is not None:
            tie()

    return before_exec


def _prctl(option: int, *values: int) -> None:
    padded = (*values, 0, 0, 0, 0)[:4]
    if _libc is None or _libc.prctl(option, *(ctypes.c_ulong(value) for value in padded)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _keep_only(capability: int) -> None:
    """Make one capability effective, permitted, inheritable and ambient; drop the others."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if _libc is None or _libc.capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def choose(directory: Path, existing_data: Path) -> RunAs:
    """Whom to run PostgreSQL as: root drops to the owner of existing data, else to our system user."""
    if os.geteuid() != 0:
        return RunAs(pwd.getpwuid(os.geteuid()).pw_name if _has_name(os.geteuid()) else str(os.geteuid()))
    if existing_data.exists() and existing_data.stat().st_uid != 0:
        owner = existing_data.stat()
        name = pwd.getpwuid(owner.st_uid).pw_name if _has_name(owner.st_uid) else str(owner.st_uid)
        return RunAs(name, owner.st_uid, owner.st_gid)
    if not _exists(SYSTEM_USER):
        _create_system_user()
    entry = pwd.getpwnam(SYSTEM_USER)
    return RunAs(SYSTEM_USER, entry.pw_uid, entry.pw_gid)


def with_passage(who: RunAs, program: Path, directory: Path) -> RunAs:
    """`who`, with the least capability that lets it run `program` inside `directory`.

    Tried for real, in this order: none, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE. Raises DIRECTORY_OUT_OF_REACH.
    """
    if not who.changes:
        return who
    for capability in (None, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        candidate = RunAs(who.name, who.uid, who.gid, capability)
        if _can_run(candidate, [str(program), "--version"]) and _can_run(
            candidate, ["/bin/sh", "-c", 'cd "$0" && [ -w . ]', str(directory)]
        ):
            return candidate
    raise DIRECTORY_OUT_OF_REACH.at(user=who.name, path=directory)


def _can_run(who: RunAs, command: list[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 the program is our own PostgreSQL or the shell's test
            command,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=become(who, death_signal=signal.SIGKILL),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _create_system_user() -> None:
    """Make the system user with the tool this machine has: useradd, or busybox's adduser."""
    shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    if useradd := shutil.which("useradd", path=search):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", shell, SYSTEM_USER]
    elif adduser := shutil.which("adduser", path=search):
        command = [adduser, "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, SYSTEM_USER]
    else:
        raise NO_SYSTEM_USER.at(reason="neither useradd nor adduser is there")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 fixed words only
    if not _exists(SYSTEM_USER):
        raise NO_SYSTEM_USER.at(reason=(done.stderr.strip().splitlines() or ["unknown"])[-1])
