"""A running installation with the cast in it: web and worker as users start them, over a clone of the test database.

`python -m tests.support.installation` is the step that puts the people in; it runs inside the installation's
environment, as `benhan demo` runs its own filling.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benhan.ops import web
from benhan.ops.instance import Instance
from benhan.ops.keeping import Keeper
from benhan.ops.processes import Part, Stopper, run_step

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Installation:
    """What a journey drives. `url` has no slash at its end."""

    instance: Instance
    url: str
    web: Part
    said: list[str] = field(default_factory=list)

    def login(self, name: str) -> tuple[str, str]:
        """(password, TOTP key in base32 or "")."""
        from benhan.ops.demo_data.logins import read_logins

        found = next(login for login in read_logins(self.instance.secrets) if login.login == name)
        return found.password, found.second_factor

    def benhan(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command line, in this installation."""
        return subprocess.run(
            [sys.executable, "-m", "benhan.ops.cli", *words],
            env=self.instance.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def kill_web(self) -> None:
        """kill -9 of the web program and all its workers, as a power cut would; the keeper starts it again."""
        assert self.web.process is not None
        os.killpg(self.web.process.pid, signal.SIGKILL)


@contextmanager
def installation(directory: Path, database_url: str) -> Iterator[Installation]:
    """Everything started, and stopped at the end."""
    instance = Instance(directory)
    instance.prepare(demo=True)
    settings = {
        "BENHAN_DATABASE_URL": database_url,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)  # Instance.environment() starts from ours
    try:
        with ExitStack() as stack:
            log = instance.logs / "people.log"
            command = [sys.executable, "-m", "tests.support.installation"]
            run_step("people", command, instance.environment(), log=log, check=lambda: None)
            bound = stack.enter_context(web.bind("127.0.0.1", 0))
            parts = (
                web.worker(instance, log=instance.logs / "worker.log"),
                web.gunicorn(instance, bound, log=instance.logs / "web.log"),
            )
            for part in parts:
                stack.callback(part.stop)
                part.start()
            port: int = bound.getsockname()[1]
            web.wait_until_ready(port, stopper=Stopper(), check=parts[1].check, log=instance.logs / "web.log")
            made = Installation(instance, f"http://127.0.0.1:{port}", parts[1])
            stack.enter_context(_kept(Keeper(None, parts, made.said.append)))
            yield made
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _kept(keeper: Keeper) -> Iterator[None]:
    """What `benhan demo` does twice a second while it runs."""
    ending = threading.Event()

    def look() -> None:
        while not ending.wait(0.5):
            keeper.look()

    thread = threading.Thread(target=look, name="keeper")
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def wait_for(what: str, found: object, limit_s: float = 20.0) -> None:
    """Ask `found()` until it is true."""
    assert callable(found)
    end = time.monotonic() + limit_s
    while not found():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def put_people_in() -> None:
    """Accounts, departments and staff of the demonstration's two facilities, no patients; and the static files."""
    from benhan.ops.instance import activate

    activate(os.environ["BENHAN_DATA"])
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from benhan.ops.demo_data import beds, staff
    from benhan.ops.demo_data.accounts import make_accounts
    from benhan.ops.demo_data.generating import write
    from benhan.ops.demo_data.logins import ensure_logins

    wanted = [(one.login, one.role_name, one.has_second_factor) for one in staff.STAFF]
    logins = ensure_logins(settings.BENHAN_DATA / "secrets", wanted)
    make_accounts(logins, timezone.localdate().replace(month=1, day=1))
    for facility, name in (
        (staff.MAIN, "Trung tâm Y tế Kinh Bắc"),
        (staff.SMALL, "Phòng khám đa khoa Sông Thương"),
    ):
        write(facility, [*staff.organizations(facility, name), *staff.practitioners(facility)])
    write(staff.MAIN, beds.locations())
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    put_people_in()
