"""Break one control after the other on a running demonstration, for real, and see that the file notices and heals.

    python bench/break_controls.py --data DIR --port PORT [--system hsba] [--only PROBE …] [--wait S] [--ask]

The demonstration runs already (`benhan demo`). Each control is broken as an attacker, a disk or a forgetful person
would: by its own page, in the database as superuser, in the files of DATA, on a port of this machine. Then nothing is
asked: the worker's schedule must see it (controls whose probe has a rhythm longer than ten minutes are marked `asked`:
`benhan assess --record` stands in for the schedule). Seen means: the newest verdict of a proved requirement is another,
the board and the requirement's page show it, and somebody responsible got a notice. Then all is mended, and every
requirement that fell must be proved again. Ends with status 1 when anything was not noticed, told or healed.
"""

from __future__ import annotations

import argparse
import base64
import html
import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from benhan.law.catalogues import catalogues
from benhan.law.probes import probe_rules
from benhan.ops.demo_data.logins import read_logins
from benhan.ops.one_time_code import code_at
from benhan.ops.postgres import Server
from benhan.ops.roles import DATABASE, OWNER, connect

OFFICER = "dung"
POLICY = "/an-toan/chinh-sach/"
SCHEDULED_H = 1 / 6  # a rhythm of ten minutes at most is waited for
LONGEST_S = 900
PROVED_VI = "Đã chứng minh"
_FALLEN = re.compile(r"(\d+) yêu cầu vừa mất chứng minh", re.IGNORECASE)
_LAST = """
SELECT DISTINCT ON (a.catalogue, a.level, v.requirement) a.catalogue, a.level, v.requirement, v.verdict, v.id
FROM assurance_verdict v JOIN assurance_assessment a ON a.id = v.assessment_id
JOIN assurance_system s ON s.id = a.system_id WHERE s.slug = %s ORDER BY a.catalogue, a.level, v.requirement, v.id DESC
"""
Key = tuple[str, int, str]


class Site:
    """The pages, as the security officer sees them."""

    def __init__(self, port: int, data: Path) -> None:
        self.root, self.data = f"http://127.0.0.1:{port}", data
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        self.jar = jar.cookiejar

    def page(self, path: str, sent: dict[str, object] | None = None) -> str:
        """A page; a session that ended meanwhile is begun again."""
        found = self._answer(path, sent)
        if 'name="password"' in found and not path.startswith("/dang-nhap/"):
            self.sign_in()
            found = self._answer(path, sent)
        return found

    def _answer(self, path: str, sent: dict[str, object] | None) -> str:
        body = None if sent is None else urllib.parse.urlencode(self._with_token(sent), doseq=True).encode()
        asked = urllib.request.Request(self.root + path, body, {"Referer": self.root + path})  # noqa: S310
        with self.browser.open(asked, timeout=60) as answer:
            return str(answer.read().decode())

    def _with_token(self, sent: dict[str, object]) -> dict[str, object]:
        token = next(one.value for one in self.jar if one.name.endswith("csrftoken"))
        return sent | {"csrfmiddlewaretoken": token}

    def sign_in(self) -> None:
        login = next(one for one in read_logins(self.data / "secrets") if one.login == OFFICER)
        self.page("/dang-nhap/")
        self.page("/dang-nhap/", {"login": login.login, "password": login.password})
        code = code_at(base64.b32decode(login.second_factor), time.time())
        self.page("/dang-nhap/ma/", {"code": code})
        if 'name="password"' in self._answer("/an-toan/", None):
            raise SystemExit("could not sign in")

    def set_policy(self, **values: int) -> dict[str, int]:
        """Set these numbers on the page, leave the others; returns what they were."""
        shown = self.page(POLICY)
        form: dict[str, object] = {}
        for tag in re.findall(r"<input[^>]*>", shown):
            found = {name: html.unescape(value) for name, value in re.findall(r'(\w[\w-]*)="([^"]*)"', tag)}
            if found.get("type") == "checkbox":
                if "checked" in tag:
                    form.setdefault(found["name"], []).append(found["value"])  # type: ignore[attr-defined]
            elif "name" in found and found["name"] != "csrfmiddlewaretoken":
                form[found["name"]] = found.get("value", "")
        before = {key: int(str(form[key])) for key in values}
        self.page(POLICY, form | values | {"ly_do": "Thử xem hệ thống có phát hiện không"})
        return before


@dataclass(slots=True)
class Ground:
    """What there is to break things with."""

    site: Site
    data: Path
    server: Server
    database: psycopg.Connection[tuple[object, ...]]

    def one(self, query: str, *values: object) -> tuple[object, ...]:
        found = self.database.execute(query, values).fetchone()
        if found is None:
            raise SystemExit(f"nothing to break: {query}")
        return found

    def change(self, query: str, *values: object) -> None:
        """As superuser, past the triggers that keep rows as they are."""
        with self.database.transaction():
            self.database.execute("SET LOCAL session_replication_role = replica")
            self.database.execute(query, values)


@contextmanager
def _policy(ground: Ground, **values: int) -> Iterator[None]:
    before = ground.site.set_policy(**values)
    try:
        yield
    finally:
        ground.site.set_policy(**before)


@contextmanager
def archives_deleted(ground: Ground) -> Iterator[None]:
    """Every archive gone, the newest with them; the schedule is off meanwhile, or it would mend this by itself."""
    with _policy(ground, backup_every_hours=0):
        apart = ground.data / "tmp" / "archives-apart"
        apart.mkdir(parents=True)
        for one in (ground.data / "backups").glob("*.benhan"):
            one.rename(apart / one.name)
        try:
            yield
        finally:
            for one in apart.iterdir():
                one.rename(ground.data / "backups" / one.name)
            apart.rmdir()


@contextmanager
def archive_flipped(ground: Ground) -> Iterator[None]:
    newest = max((ground.data / "backups").glob("*.benhan"))
    _flip(newest)
    try:
        yield
    finally:
        _flip(newest)


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


@contextmanager
def audit_row_edited(ground: Ground) -> Iterator[None]:
    row, name = ground.one(
        "SELECT e.id, e.account_name FROM audit_entry e JOIN audit_link l ON l.entry = e.id AND l.facility = e.facility "
        "JOIN assurance_system s ON s.facility = e.facility WHERE s.is_here ORDER BY e.id LIMIT 1 OFFSET 10"
    )
    change = "UPDATE audit_entry SET account_name = %s WHERE id = %s"
    ground.change(change, "Người Khác", row)
    try:
        yield
    finally:
        ground.change(change, name, row)


@contextmanager
def port_opened(ground: Ground) -> Iterator[None]:
    with socket.create_server(("0.0.0.0", 0)):  # noqa: S104 that is the fault
        yield


@contextmanager
def certificate_expired(ground: Ground) -> Iterator[None]:
    command = [sys.executable, "-m", "benhan.ops.demo_tls", "--data", str(ground.data)]
    subprocess.run([*command, "--days", "-3"], check=True)
    try:
        yield
    finally:
        subprocess.run(command, check=True)


@contextmanager
def secret_opened(ground: Ground) -> Iterator[None]:
    paths = [ground.data, ground.data / "secrets", ground.data / "secrets" / "master_key"]
    modes = [one.stat().st_mode & 0o777 for one in paths]
    for one in paths:
        one.chmod(0o755 if one.is_dir() else 0o644)
    try:
        yield
    finally:
        for one, mode in zip(paths, modes, strict=True):
            one.chmod(mode)


@contextmanager
def border_dropped(ground: Ground) -> Iterator[None]:
    name, using, check = ground.one(
        "SELECT policyname, qual, with_check FROM pg_policies WHERE tablename = 'assurance_risk'"
    )
    policy = sql.Identifier(str(name))
    with connect(ground.server, dbname=DATABASE, user=OWNER) as owner:
        owner.execute(sql.SQL("DROP POLICY {} ON assurance_risk").format(policy))
        try:
            yield
        finally:
            made = sql.SQL("CREATE POLICY {} ON assurance_risk USING ({}) WITH CHECK ({})")
            owner.execute(made.format(policy, sql.SQL(str(using)), sql.SQL(str(check))))  # type: ignore[arg-type]


@contextmanager
def account_dormant(ground: Ground) -> Iterator[None]:
    account, login, made = ground.one(
        "SELECT a.id, a.last_login, a.created_at FROM access_account a JOIN access_membership m ON m.account_id = a.id "
        "JOIN assurance_system s ON s.facility = m.facility_id WHERE s.is_here AND a.is_active AND a.login <> %s "
        "AND NOT 'security' = ANY(m.roles) ORDER BY a.login LIMIT 1",
        OFFICER,
    )
    change = "UPDATE access_account SET last_login = %s, created_at = %s, is_active = true WHERE id = %s"
    ground.change("UPDATE access_account SET last_login = now() - interval '100 days' WHERE id = %s", account)
    try:
        yield
    finally:
        ground.change(change, login, made, account)


@contextmanager
def document_changed(ground: Ground) -> Iterator[None]:
    facility, key, kept = ground.one(
        "SELECT b.facility, b.sha256, b.sealed FROM store_blob b JOIN signing_archive_stamp t ON t.sha256 = b.sha256 "
        "AND t.facility = b.facility JOIN assurance_system s ON s.facility = b.facility WHERE s.is_here "
        "ORDER BY t.stamped_at DESC LIMIT 1"
    )
    whole = bytes(kept)  # type: ignore[call-overload]
    change = "UPDATE store_blob SET sealed = %s WHERE facility = %s AND sha256 = %s"
    middle = len(whole) // 2
    ground.change(change, whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], facility, key)
    try:
        yield
    finally:
        ground.change(change, whole, facility, key)


@dataclass(slots=True)
class Control:
    """What is broken, which probe must see it, and what came of it."""

    name: str
    probe: str
    breaks: Callable[[Ground], object]
    fell: set[Key] = field(default_factory=set)
    proved: set[Key] = field(default_factory=set)
    seen_s: float = 0.0
    shown: bool = False
    told: int = 0
    healed_s: float = 0.0

    by: str = ""

    @property
    def is_scheduled(self) -> bool:
        return probe_rules()[self.probe].every_h <= SCHEDULED_H

    @property
    def is_good(self) -> bool:
        return bool(self.fell and self.shown and self.told and self.healed_s)


CONTROLS = (
    Control("lock-out switched off", "lock-out", lambda ground: _policy(ground, lock_after=0)),
    Control("backup schedule off", "backup-automatic", lambda ground: _policy(ground, backup_every_hours=0)),
    Control("audit row edited", "audit-chain", audit_row_edited),
    Control("port opened", "host-ports", port_opened),
    Control("certificate expired", "endpoint-tls", certificate_expired),
    Control("tenant policy dropped", "data-borders", border_dropped),
    Control("archives deleted", "backup-age", archives_deleted),
    Control("archive: one byte flipped", "backup-integrity", archive_flipped),
    Control("secret world-readable", "encryption", secret_opened),
    Control("account dormant", "account-list", account_dormant),
    Control("signed document changed", "signatures", document_changed),
)


class Trial:
    """Breaks a group of controls together, waits, mends them, waits again."""

    def __init__(self, ground: Ground, system: str, wait_s: float) -> None:
        self.ground, self.system, self.wait_s = ground, system, wait_s

    def verdicts(self) -> dict[Key, str]:
        rows = self.ground.database.execute(_LAST, [self.system]).fetchall()
        return {(str(a), int(str(b)), str(c)): str(d) for a, b, c, d, _ in rows}

    def run(self, group: Sequence[Control], *, asks: bool) -> None:
        before, notices = self.verdicts(), self._read_notices()
        for one in group:
            bound = {(each.catalogue, each.requirement) for each in probe_rules()[one.probe].bindings}
            one.by = "asked" if asks else "schedule"
            one.proved = {
                key for key, said in before.items() if said == "proved" and (key[0], key[2]) in bound
            }
        on_board = self._fallen()
        with ExitStack() as stack:
            for one in group:
                stack.enter_context(one.breaks(self.ground))  # type: ignore[arg-type]
            began = time.monotonic()
            if asks:
                self.ask()
            self._until(group, began, lambda one: self._see(one, began))
            rises = self._fallen() > on_board
            for one in group:
                one.shown = rises and any(PROVED_VI not in self._badge(key) for key in one.fell)
                one.told = self._told(one, notices)
        began = time.monotonic()
        if asks:
            self.ask()
        self._until([one for one in group if one.fell], began, lambda one: self._heal(one, began))

    def _read_notices(self) -> int:
        """The number of the last notice; those of before are read, so that a new one is not held back."""
        self.ground.change("UPDATE assurance_notice SET seen_at = now() WHERE seen_at IS NULL")
        return int(str(self.ground.one("SELECT coalesce(max(id), 0) FROM assurance_notice")[0]))

    def ask(self) -> None:
        command = [
            sys.executable,
            "-m",
            "benhan.ops.cli",
            "assess",
            "--record",
            "--data",
            str(self.ground.data),
        ]
        subprocess.run([*command, "--system", self.system], check=True, stdout=subprocess.DEVNULL)

    def _until(self, group: Sequence[Control], began: float, done: Callable[[Control], bool]) -> None:
        left = list(group)
        while left and time.monotonic() - began < self.wait_s:
            left = [one for one in left if not done(one)]
            if left:
                time.sleep(2)

    def _see(self, one: Control, began: float) -> bool:
        now = self.verdicts()
        one.fell = {key for key in one.proved if now.get(key) != "proved"}
        if one.fell:
            one.seen_s = time.monotonic() - began
        return bool(one.fell)

    def _heal(self, one: Control, began: float) -> bool:
        now = self.verdicts()
        if all(now.get(key) == "proved" for key in one.fell):
            one.healed_s = time.monotonic() - began
        return bool(one.healed_s)

    def _fallen(self) -> int:
        found = _FALLEN.search(self.ground.site.page("/an-toan/"))
        return int(found[1]) if found else 0

    def _badge(self, key: Key) -> str:
        """The head of the requirement's page, up to its content."""
        catalogue, level, requirement = key
        named = next(one for one in catalogues()[catalogue].requirements if one.id == requirement)
        page = self.ground.site.page(
            f"/an-toan/he-thong/{self.system}/yeu-cau/{catalogue}/{level}/{named.slug}/"
        )
        return page.partition("<h1>")[2].partition('class="asked"')[0]

    def _told(self, one: Control, after: int) -> int:
        """Notices about this probe that came since, each to one person."""
        rows = self.ground.one(
            "SELECT count(*) FROM assurance_notice WHERE id > %s AND subject = %s",
            after, f"drift/{self.system}/probe/{one.probe}",
        )  # fmt: skip
        return int(str(rows[0]))


def declare_open_ports(ground: Ground, system: str) -> None:
    """What stands open on this machine before anything is broken is declared, as its keeper would."""
    rows = ground.database.execute(
        "SELECT DISTINCT ON (r.asset_id) r.asset_id, r.facts->'undeclared' FROM assurance_probe_run r "
        "JOIN assurance_system s ON s.id = r.system_id WHERE s.slug = %s AND r.probe = 'host-ports' "
        "ORDER BY r.asset_id, r.at DESC",
        [system],
    ).fetchall()
    for host, doors in rows:
        for door in doors if isinstance(doors, list) else ():
            ground.change(
                "INSERT INTO assurance_asset SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), "
                "'kind', 'service', 'is_here', false, 'name', %s::text, 'purpose', '', 'port', %s::int, 'host_id', a.id))).* "
                "FROM assurance_asset a WHERE a.id = %s",
                f"Dịch vụ có sẵn ở {door}", door.partition("/")[2], host,
            )  # fmt: skip


def report(controls: Sequence[Control]) -> str:
    rows = [
        f"{'control':<28}{'probe':<18}{'by':<10}{'seen':>7}{'fell':>6}{'board':>7}{'told':>6}{'proved again':>14}"
    ]
    for one in controls:
        seen, healed = (
            (f"{one.seen_s:.0f} s" if one.fell else "no"),
            (f"{one.healed_s:.0f} s" if one.healed_s else "no"),
        )
        rows.append(
            f"{one.name:<28}{one.probe:<18}{one.by:<10}{seen:>7}{len(one.fell):>6}{'yes' if one.shown else 'no':>7}"
            f"{one.told:>6}{healed:>14}{'' if one.is_good else '   NOT GOOD'}{'' if one.proved else ' (nothing was proved)'}"
        )
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--port", type=int, required=True, metavar="N")
    parser.add_argument("--system", default="hsba", metavar="SLUG")
    parser.add_argument(
        "--only", nargs="*", default=(), metavar="NAME", help="probes whose controls are broken (all)"
    )
    parser.add_argument(
        "--wait", type=float, default=LONGEST_S, metavar="S", help="longest wait for the schedule"
    )
    parser.add_argument("--ask", action="store_true", help="wait for no schedule: ask at once, all of them")
    given = parser.parse_args()
    data = given.data.absolute()
    if not data.is_dir():
        raise SystemExit("no such directory")
    server, site = Server(data), Site(given.port, data)
    site.sign_in()
    chosen = [one for one in CONTROLS if not given.only or one.probe in given.only]
    with connect(server, dbname=DATABASE) as database:
        trial = Trial(Ground(site, data, server, database), given.system, given.wait)
        trial.ask()
        declare_open_ports(trial.ground, given.system)
        trial.ask()
        apart = [
            one for one in chosen if one.probe == "backup-age"
        ]  # it touches schedule and archives as others do
        scheduled = [one for one in chosen if one.is_scheduled and one not in apart]
        asked = [one for one in chosen if not one.is_scheduled]
        for group, asks in ((scheduled, False), (asked, True), (apart, True)):
            if group:
                trial.run(group, asks=asks or given.ask)
                sys.stdout.write(report(group) + "\n")
                sys.stdout.flush()
    return 0 if all(one.is_good for one in chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
