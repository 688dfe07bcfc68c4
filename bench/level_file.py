"""The figures of the level file on a running demonstration: assess, what assess changes (nothing), build, the pages.

    python bench/level_file.py --data DIR --port PORT [--times 20]

Limits: `benhan assess --json` 60 s, `benhan dossier build` 30 s. While assess is watched the worker is held still
(SIGSTOP), so that a row that is other afterwards is assess's doing. Ends with status 1 past a limit or when a table or
a file changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from breaking import Site
from psycopg import sql

from benhan.ops.postgres import Server
from benhan.ops.roles import DATABASE, connect

ASSESS_S, BUILD_S = 60.0, 30.0
PAGES = (
    "/an-toan/",
    "/an-toan/he-thong/hsba/",
    "/an-toan/he-thong/hsba/yeu-cau/tcvn-14423-2026/2/",
    "/an-toan/he-thong/hsba/yeu-cau/tcvn-11930-2017/2/",
    "/an-toan/he-thong/kham-tu-xa/yeu-cau/tcvn-14423-2026/3/",
    "/an-toan/he-thong/hsba/kiem-tra/",
    "/an-toan/he-thong/hsba/ke-hoach/",
    "/an-toan/he-thong/hsba/bang-chung/",
)
NOT_OURS = frozenset({"postgres", "log"})  # the tables are compared row by row; logs may grow
Marks = dict[str, tuple[int, str]]


def marks(database: psycopg.Connection[tuple[object, ...]], data: Path) -> Marks:
    """Rows and a checksum of every table, size and checksum of every file under DATA."""
    found: Marks = {}
    for (table,) in database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall():
        asked = (
            "SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t"
        )
        [(rows, checksum)] = database.execute(sql.SQL(asked).format(sql.Identifier(str(table)))).fetchall()  # type: ignore[arg-type]
        found[f"table {table}"] = (int(str(rows)), str(checksum))
    for path in sorted(data.rglob("*")):
        inner = path.relative_to(data)
        if inner.parts[0] not in NOT_OURS and path.is_file():
            content = path.read_bytes()
            found[f"file {inner}"] = (len(content), hashlib.sha256(content).hexdigest())
    return found


@contextmanager
def worker_held(data: Path) -> Iterator[None]:
    """The demonstration's worker process stands still."""
    held = [
        int(one.name)
        for one in Path("/proc").iterdir()
        if one.name.isdigit() and _is_worker(one, data)
    ]  # fmt: skip
    if not held:
        raise SystemExit("no worker of this installation runs")
    for one in held:
        os.kill(one, signal.SIGSTOP)
    try:
        time.sleep(1)  # what it had asked of the database is answered
        yield
    finally:
        for one in held:
            os.kill(one, signal.SIGCONT)


def _is_worker(process: Path, data: Path) -> bool:
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"worker" in words and str(data).encode() in words


def run(*words: str) -> tuple[float, str]:
    """Seconds and output of a `benhan` command."""
    began = time.monotonic()
    command = [sys.executable, "-m", "benhan.ops.cli", *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return time.monotonic() - began, done.stdout


def assess(data: Path) -> tuple[float, list[str]]:
    """Prints what was asked; returns seconds, and what changed meanwhile."""
    with connect(Server(data), dbname=DATABASE) as database, worker_held(data):
        before = marks(database, data)
        seconds, said = run("assess", "--json", "--data", str(data))
        after = marks(database, data)
    report = json.loads(said)
    runs = [each for one in report["systems"] for each in one["runs"]]
    unable = sum(one["state"] == "unable" for one in runs)
    slowest = sorted(runs, key=lambda one: -int(one.get("took_ms", 0)))[:5]
    print(
        f"assess --json      {seconds:6.1f} s   limit {ASSESS_S:.0f} s; {len(runs)} looks, {unable} could not look"
    )
    print(
        "  slowest          "
        + ", ".join(f"{one['probe']} {int(one.get('took_ms', 0)) / 1000:.1f} s" for one in slowest)
    )
    print(f"  compared         {sum(key.startswith('table') for key in before)} tables, "
          f"{sum(rows for key, (rows, _) in before.items() if key.startswith('table'))} rows, "
          f"{sum(key.startswith('file') for key in before)} files")  # fmt: skip
    return seconds, _differences(before, after)


def _differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [
        f"{key}: {before.get(key)} → {after.get(key)}"
        for key in sorted(before | after)
        if before.get(key) != after.get(key)
    ]  # type: ignore[operator]


def build(data: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        seconds, _ = run("dossier", "build", "--data", str(data), "--out", f"{folder}/ho-so")
        files = [one for one in Path(folder).rglob("*") if one.is_file()]
        kinds = {
            kind: sum(one.suffix == kind for one in files) for kind in sorted({one.suffix for one in files})
        }
        size = sum(one.stat().st_size for one in files) / 1e6
    print(
        f"dossier build      {seconds:6.1f} s   limit {BUILD_S:.0f} s; {len(files)} files, {size:.1f} MB, {kinds}"
    )
    return seconds


def pages(site: Site, times: int) -> None:
    for path in PAGES:
        taken = []
        for _ in range(times):
            began = time.monotonic()
            site.page(path)
            taken.append(time.monotonic() - began)
        taken.sort()
        p95 = taken[min(len(taken) - 1, round(0.95 * len(taken)) - 1)]
        print(f"{path:<58} p50 {taken[len(taken) // 2] * 1000:5.0f} ms   p95 {p95 * 1000:5.0f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--port", type=int, required=True, metavar="N")
    parser.add_argument("--times", type=int, default=20, metavar="N", help="requests of each page (20)")
    given = parser.parse_args()
    data = given.data.absolute()
    assessed_s, changed = assess(data)
    print("  changed          " + ("nothing" if not changed else "; ".join(changed[:20])))
    built_s = build(data)
    site = Site(given.port, data)
    site.sign_in()
    pages(site, given.times)
    return int(bool(changed) or assessed_s > ASSESS_S or built_s > BUILD_S)


if __name__ == "__main__":
    sys.exit(main())
