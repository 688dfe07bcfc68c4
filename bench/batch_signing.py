"""How long does a doctor wait for 100 documents signed with one authorisation, and for a single one?

    python bench/batch_signing.py [DOCUMENTS]   (a server of its own in a temporary directory, durable as in production)

Every document is one page (36/BV2) whose only signer is the doctor, so that each signature is PAdES B-LTA: one
timestamp in the signature, one over the document. File key, the demonstration's own timestamp authority. Signed by the
worker's own crew: as many `benhan sign-due` processes as there are processors, their start included.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the tests' invented visit

LIMIT_S, LIMIT_ONE_S = 30.0, 1.0
FORM = "36/BV2"


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), wanted)


def _run(folder: Path, wanted: int) -> None:
    from benhan.ops import instance, roles
    from benhan.ops.postgres import Server

    home = instance.at(folder)
    home.prepare(demo=True)
    server = Server(folder)
    server.start()
    try:
        roles.prepare_embedded(server)
        os.environ |= home.environment(role="benhan_owner")
        subprocess.run([sys.executable, "-m", "benhan.ops.cli", "migrate", "--data", str(folder)], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        os.environ["BENHAN_DATABASE_ROLE"] = "benhan_app"
        instance.activate(folder)
        slow = _measure(wanted)
    finally:
        server.stop()
    raise SystemExit(slow)


def _measure(wanted: int) -> bool:
    from benhan.records import batch, signatures
    from benhan.store.repository import Repository

    an, visit = _people()
    made = [_document(an, visit, number) for number in range(wanted + 6)]
    single, busy = [], []
    for document in made[wanted:]:
        started, worked = time.perf_counter(), time.process_time()
        with Repository(by=an) as repository:
            from benhan.records import documents

            signatures.sign_slots(
                repository, form=documents.form_of(document), document=document, encounter=visit,
                roles=["doctor"], shown_sha256=documents.sha256_of(document),
            )  # fmt: skip
        single.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    with Repository(by=an) as repository:
        started = time.perf_counter()
        mine = {one.document.id: one.sha256 for one in batch.waiting_for_me(repository)}
        listed = time.perf_counter() - started
        batch_id = batch.start(repository, chosen=mine, seen=mine, factor="password")
    assert len(mine) == wanted
    before = os.getloadavg()[0], _crews_processor_s()
    taken = _carried_out(an, batch_id)
    crew_s = _crews_processor_s() - before[1]
    size = _checked(an, made[0].id)
    rest = [round(one * 1000) for one in single[1:]]
    print(
        f"list of {wanted}: {listed * 1000:.0f} ms; batch of {wanted}: {taken:.1f} s (limit {LIMIT_S:.0f} s), "
        f"the crew's processors {crew_s:.1f} s; one end to end: first {single[0] * 1000:.0f} ms, then "
        f"p50 {statistics.median(rest):.0f} ms, worst {max(rest)} ms (limit {LIMIT_ONE_S * 1000:.0f} ms), "
        f"processor {statistics.median(busy) * 1000:.0f} ms; file {size / 1000:.0f} kB; "
        f"load before the batch {before[0]:.1f}"
    )
    return taken > LIMIT_S or statistics.median(single) > LIMIT_ONE_S


def _crews_processor_s() -> float:
    """Processor time of the signing processes that have ended: what other work on the machine does not stretch."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _carried_out(an: Any, batch_id: Any) -> float:
    """Do what the worker does twice a second until everything is signed."""
    from benhan.ops.signing_crew import keep_signing
    from benhan.records import batch
    from benhan.signing.models import Order
    from benhan.store.repository import Repository

    started = time.perf_counter()
    while True:
        keep_signing()
        time.sleep(0.2)
        with Repository(by=an) as repository:
            found = batch.progress(repository, batch_id)
        if found.is_finished:
            break
    taken = time.perf_counter() - started
    while keep_signing():  # reap them: only then is their processor time known
        time.sleep(0.2)
    assert found.count(Order.State.DONE) == len(found.orders), [one.code for one in found.orders]
    return taken


def _checked(an: Any, document_id: str) -> int:
    from benhan.records import documents
    from benhan.records.authority import desk
    from benhan.signing.verification import verify_pdf
    from benhan.store.repository import Repository

    with Repository(by=an) as repository:
        pdf = documents.pdf_of(repository, repository.read("DocumentReference", document_id))
    report = verify_pdf(pdf, trust=desk().trust)
    assert report.is_valid and report.signatures[0].level == "B-LTA", report.developer  # noqa: PT018
    return len(pdf)


def _people() -> tuple[Any, Any]:
    from django.utils import timezone
    from tests.records.visit import arrive
    from tests.support.cast import CAST, FACILITY

    from benhan.access.actor import Actor
    from benhan.access.models import Account, Facility, Membership

    visit = arrive()
    visit.open()
    account = Account.objects.create_account("an", "Mat-khau-do-2026!", name=CAST.an.name)
    Membership.objects.create(
        account=account, facility=Facility.objects.get(code=FACILITY), practitioner="nv-an", roles=["doctor"],
        departments=["khoa-kham-benh"], valid_from=timezone.localdate() - timedelta(days=9),
    )  # fmt: skip
    an = Actor(account=str(account.pk), facility=FACILITY, name=CAST.an.name, practitioner="nv-an",
               roles=CAST.an.roles, departments=CAST.an.departments)  # fmt: skip
    return an, visit.encounter


def _document(an: Any, encounter: Any, number: int) -> Any:
    from django.utils import timezone
    from tests.records.visit import today_form

    from benhan.records import answers, documents
    from benhan.store.repository import Repository

    form = today_form(FORM)
    values: dict[str, Any] = {
        "facility": "Bệnh viện Đa khoa Sông Cầu", "form_code": FORM, "patient_code": f"BN{number:08d}",
        "patient_name": "Nguyễn Thị Thuỳ Dương",
        "entries": ({"at": timezone.localtime(), "progress": "Tỉnh, không sốt.", "orders": "Theo dõi tiếp."},),
    }  # fmt: skip
    with Repository(by=an) as repository:
        response = answers.start(repository, form=form, encounter=encounter, answers=values)
        return documents.prepare(
            repository, form=form, encounter=encounter, answers=values, sources=[response],
            signer_names={"doctor": an.name},
        )  # fmt: skip


if __name__ == "__main__":
    main()
