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
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import breaking
from breaking import Ground, Site

from benhan.law.catalogues import catalogues
from benhan.law.probes import probe_rules
from benhan.ops.postgres import Server
from benhan.ops.roles import DATABASE, connect

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
    Control("lock-out switched off", "lock-out", lambda ground: breaking.policy(ground, lock_after=0)),
    Control(
        "backup schedule off",
        "backup-automatic",
        lambda ground: breaking.policy(ground, backup_every_hours=0),
    ),
    Control("audit row edited", "audit-chain", breaking.audit_row_edited),
    Control("port opened", "host-ports", breaking.port_opened),
    Control("certificate expired", "endpoint-tls", breaking.certificate_expired),
    Control("tenant policy dropped", "data-borders", breaking.border_dropped),
    Control("archives deleted", "backup-age", breaking.archives_deleted),
    Control("archive: one byte flipped", "backup-integrity", breaking.archive_flipped),
    Control("secret world-readable", "encryption", breaking.secret_opened),
    Control("account dormant", "account-list", breaking.account_dormant),
    Control("signed document changed", "signatures", breaking.document_changed),
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
