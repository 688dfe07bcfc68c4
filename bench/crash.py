"""kill -9 of web and database under a writing load: is an acknowledged write lost, is the chain whole?

    python bench/crash.py [--rounds 50] [--seed 1] [--user an] [--data DIR]

Each round: `benhan demo` on a free port; four writers create Observations over the FHIR face, or change one
they made, and note what was acknowledged (id, version, value); at a random moment within three seconds
one thing is killed with SIGKILL: a web worker, the web master, the database's master, one database session's
process, or all at once; the demo is stopped and started again. Then every acknowledged write of this round
(and at the end, of every round) must be readable with exactly its value, and `benhan audit verify` must end
with 0. A doctor signs `--papers` fresh papers on the pages meanwhile: each paper's signatures, its Provenances
and the account of acts must say the same, nought or one, and every signature must verify. An unacknowledged
write may be there or not; half of one may not: a read must never answer with 500.
Exit status 1 when anything is wrong.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crash_signers import Signing, more_papers, password_of, sign, wrong_papers

from benhan.ops import postmaster

TARGETS = ("web worker", "web master", "database master", "database session", "everything")
_HEADERS = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}


@dataclass(slots=True)
class Load:
    """What the writers were told; `acknowledged` maps Observation id to (version, value)."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    unsure: dict[str, int] = field(default_factory=dict)  # id → value of an update that got no answer
    statuses: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)


class Demo:
    """One life of `benhan demo`; `port` is known once it is READY."""

    def __init__(self, data: Path) -> None:
        self.data = data
        began = time.monotonic()
        command = [sys.executable, "-m", "benhan.ops.cli", "demo", "--port", "0", "--data", str(data)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("READY "):
                self.port = int(line.rsplit(":", 1)[1])
                break
        else:
            raise SystemExit(f"the demo did not start: status {self.process.wait()}")
        self.start_s = time.monotonic() - began

    def children(self, word: str) -> list[int]:
        """The demo's descendants whose command line holds the word, masters before their children."""
        rows = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        table = [line.split(None, 2) for line in rows.stdout.splitlines()]
        family, grown = [self.process.pid], True
        while grown:
            fresh = [int(r[0]) for r in table if int(r[1]) in family and int(r[0]) not in family]
            family, grown = family + fresh, bool(fresh)
        args = {int(row[0]): row[2] if len(row) > 2 else "" for row in table}
        return [pid for pid in family if word in args.get(pid, "")]

    def kill(self, target: str, chance: random.Random) -> None:
        """SIGKILL one target, chosen among the running processes of that kind."""
        web = self.children("gunicorn")
        master = postmaster.read(self.data / "postgres" / "data")
        sessions = self.children("postgres: benhan: benhan_app")
        victims = {
            "web worker": [chance.choice(web[1:])] if web[1:] else [],
            "web master": web[:1],
            "database master": [master.pid] if master else [],
            "database session": [chance.choice(sessions)] if sessions else [],
            "everything": [*web, *([master.pid] if master else []), *sessions],
        }[target]
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()


def observation(patient: str, value: int, known: str | None = None) -> bytes:
    resource = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}], "text": "Mạch"},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-01-02T08:00:00+07:00",
        "valueQuantity": {"value": value, "unit": "lần/phút"},
    }
    return json.dumps(resource | ({"id": known} if known else {}), ensure_ascii=False).encode()


def ask(
    port: int, method: str, path: str, token: str, body: bytes | None = None
) -> tuple[int, dict[str, object]]:
    """One request on its own connection; OSError or HTTPException when no whole answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, _HEADERS | {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else {}
    finally:
        connection.close()


def write(load: Load, port: int, token: str, patient: str, chance: random.Random) -> None:
    """A writer's life: two creations for one change of an own Observation, until told to stop."""
    mine: list[str] = []
    while not load.stopping.is_set():
        value = chance.randrange(30, 200)
        changed = chance.choice(mine) if mine and chance.random() < 1 / 3 else None
        method, path = ("PUT", f"/fhir/Observation/{changed}") if changed else ("POST", "/fhir/Observation")
        if changed:
            with load.lock:
                load.unsure[changed] = value
        try:
            status, body = ask(port, method, path, token, observation(patient, value, changed))
        except (OSError, http.client.HTTPException, ValueError):
            load.statuses["no answer"] += 1
            if changed:
                mine.remove(changed)  # its state is unsure: leave it as the read will find it
            continue
        load.statuses[str(status)] += 1
        if status in (200, 201):
            known, meta = str(body["id"]), body["meta"]
            assert isinstance(meta, dict)
            with load.lock:
                load.acknowledged[known] = (str(meta["versionId"]), value)
                load.unsure.pop(known, None)
            if not changed:
                mine.append(known)


def missing(load: Load, port: int, token: str) -> list[str]:
    """What is wrong with the acknowledged writes, one line each."""
    found = []
    for known, (version, value) in load.acknowledged.items():
        status, body = ask(port, "GET", f"/fhir/Observation/{known}/_history/{version}", token)
        quantity = body.get("valueQuantity")
        if status != 200 or not isinstance(quantity, dict) or quantity.get("value") != value:
            found.append(f"Observation/{known} version {version}: status {status}, wanted {value}")
        status, body = ask(port, "GET", f"/fhir/Observation/{known}", token)
        quantity = body.get("valueQuantity")
        allowed = {value, load.unsure.get(known, value)}
        if status != 200 or not isinstance(quantity, dict) or quantity.get("value") not in allowed:
            found.append(f"Observation/{known} current: status {status}, wanted one of {sorted(allowed)}")
    return found


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benhan.ops.cli", *words], capture_output=True, text=True, check=False
    )


def token_for(data: Path, user: str) -> str:
    done = command("token", "--data", str(data), "--user", user)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def one_patient(port: int, token: str) -> str:
    """The id of a patient whom the token's user may write about."""
    status, bundle = ask(port, "GET", "/fhir/Patient?_count=1", token)
    entries = bundle.get("entry")
    if status != 200 or not isinstance(entries, list) or not entries:
        raise SystemExit(f"no patient to write about: status {status}")
    return str(entries[0]["resource"]["id"])


def round_of(
    data: Path, target: str, user: str, load: Load, chance: random.Random, signing: Signing, papers: int
) -> tuple[float, list[str]]:
    """Load, kill, restart, look. Returns the restart's seconds and what is wrong."""
    demo = Demo(data)
    try:
        token = token_for(data, user)
        patient = one_patient(demo.port, token)
        more_papers(data, papers, signing)
        load.stopping.clear()
        seeds = [chance.randrange(1 << 30) for _ in range(4)]
        arguments = [(load, demo.port, token, patient, random.Random(seed)) for seed in seeds]
        writers = [threading.Thread(target=write, args=each) for each in arguments]
        signer = (signing, demo.port, user, password_of(data, user), load.stopping)
        writers.append(threading.Thread(target=sign, args=signer))
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.2, 3.0))
        demo.kill(target, chance)
        time.sleep(0.3)
        load.stopping.set()
        for writer in writers:
            writer.join()
    finally:
        demo.stop()
    again = Demo(data)
    try:
        counts, unsound = wrong_papers(data, signing)
        signing.waiting = [id_ for id_ in signing.waiting if not signing.papers[id_]]
        print(
            f"    papers {counts['papers']}, signed {counts['signed']}, acknowledged {counts['acknowledged']}"
        )
        wrong = unsound + missing(load, again.port, token_for(data, user))
        sealed = command("audit", "verify", "--data", str(data))
        if sealed.returncode != 0:
            wrong.append(f"audit verify: {sealed.returncode} {(sealed.stderr or sealed.stdout).strip()}")
    finally:
        again.stop()
    return again.start_s, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--user", default="an")
    parser.add_argument("--papers", type=int, default=6, help="fresh papers to sign in each round")
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    failures: list[str] = []
    loads: list[Load] = []
    signing = Signing()
    restarts: list[float] = []
    total, statuses, killed = 0, Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="benhan-crash-") as temporary:
        data = arguments.data or Path(temporary) / "demo"
        for number in range(1, arguments.rounds + 1):
            load = Load()
            target = TARGETS[(number - 1) % len(TARGETS)]
            seconds, wrong = round_of(data, target, arguments.user, load, chance, signing, arguments.papers)
            restarts.append(seconds)
            failures += wrong
            loads.append(load)
            total += len(load.acknowledged)
            statuses.update(load.statuses)
            killed[target] += 1
            word = "ok" if not wrong else "WRONG"
            print(
                f"{number:3} {target:17} {len(load.acknowledged):5} written, back in {seconds:.1f} s: {word}"
            )
            for line in wrong:
                print("   ", line)
        last = Demo(data)
        try:
            token = token_for(data, arguments.user)
            failures += [line for load in loads for line in missing(load, last.port, token)]
        finally:
            last.stop()
    print(f"rounds {arguments.rounds} (seed {arguments.seed}), killed: {dict(killed)}")
    print(f"answers {dict(statuses)}; resources acknowledged {total}; wrong {len(failures)}")
    print(f"signing {dict(signing.answers)}")
    print(f"restart s: median {sorted(restarts)[len(restarts) // 2]:.1f}, longest {max(restarts):.1f}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
