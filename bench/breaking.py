"""How a running demonstration is broken and mended: by its pages, in its database, in its files, on this machine."""

from __future__ import annotations

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benhan.ops.demo_data.logins import read_logins
from benhan.ops.one_time_code import code_at
from benhan.ops.postgres import Server
from benhan.ops.roles import DATABASE, OWNER, connect

OFFICER = "dung"
POLICY = "/an-toan/chinh-sach/"


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
def policy(ground: Ground, **values: int) -> Iterator[None]:
    before = ground.site.set_policy(**values)
    try:
        yield
    finally:
        ground.site.set_policy(**before)


@contextmanager
def archives_deleted(ground: Ground) -> Iterator[None]:
    """Every archive gone, the newest with them; the schedule is off meanwhile, or it would mend this by itself."""
    with policy(ground, backup_every_hours=0):
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
