"""Papers to sign for bench/crash.py, and whether each was signed once, whole, and accounted for.

    python bench/crash_papers.py prepare --data DIR --papers N   prints their ids as a JSON list
    python bench/crash_papers.py check --data DIR                reads ids from standard input, prints what is wrong

Invented prescriptions in the care of the demo's doctor `an`, made through records as the pages do.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from decimal import Decimal
from typing import Any

from benhan.ops.session import session

LOGIN = "an"


def doctor() -> Any:
    from benhan.access.models import Account
    from benhan.access.sessions import actor_of_token, issue_token, memberships

    post = memberships(Account.objects.get(login=LOGIN))[0]
    return actor_of_token(issue_token(post, "user/*.cruds"))


def prepare(papers: int) -> list[str]:
    by = doctor()
    return [_paper(by, number) for number in range(papers)]


def _paper(by: Any, number: int) -> str:
    from django.utils import timezone

    from benhan.access.actor import system_actor
    from benhan.fhir import systems
    from benhan.forms.answers import Coding
    from benhan.forms.calculate import calculated
    from benhan.forms.catalogue import form
    from benhan.forms.prescription import Line, Prescription, answers_of, new_code
    from benhan.records import documents, lifecycle, prescribing
    from benhan.store.repository import Repository

    name, now = f"Trần Thử Nghiệm {number}", timezone.localtime()
    with Repository(by=system_actor(by.facility)) as repository:
        patient = repository.create(
            {"resourceType": "Patient", "name": [{"text": name}], "birthDate": "1970-01-01"}
        )
        encounter = repository.create(
            {
                "resourceType": "Encounter",
                "status": "arrived",
                "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB"},
                "subject": {"reference": patient.reference},
                "serviceProvider": {"reference": f"Organization/{min(by.departments)}"},
                "period": {"start": now.isoformat(timespec="seconds")},
            }
        )
    kind = form("don-thuoc", now.date())
    line = Line(
        substance="Paracetamol", inn="paracetamol", brand="Hapacol", strength="500 mg", quantity=Decimal(9), unit="viên",
        dose="1 viên", times_a_day=3, route="1.01", days=3, moment="khi sốt", timing="TID",
    )  # fmt: skip
    written = Prescription(
        code=new_code(by.facility, "C"), kind="C", patient=patient.reference, encounter=encounter.reference,
        requester=f"Practitioner/{by.practitioner}", prescribed_at=now, lines=(line,), advice="Uống nhiều nước.",
        diagnoses=(Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp tính, không xác định", systems.ICD_10_TT06),),
    )  # fmt: skip
    sex = kind.field("sex")
    choice = sex.choices[0]
    answers = answers_of(written) | {
        "facility": "Cơ sở thử", "patient_name": name, "birth_date": date(1970, 1, 1), "address": "1 đường Thử, tỉnh Bắc Ninh",
        "sex": Coding(sex.choice_system, choice.code, choice.label),
    }  # fmt: skip
    with Repository(by=by) as repository:
        lifecycle.open_record(repository, encounter=encounter, form_code="15/BV1")
        encounter = repository.read("Encounter", encounter.id)
        lines = prescribing.save(repository, prescription=written, encounter=encounter)
        paper = documents.prepare(
            repository, form=kind, encounter=encounter, answers=dict(calculated(kind, answers)), sources=lines,
            signer_names={"prescriber": by.name},
        )  # fmt: skip
    return paper.id


def check(acknowledged: dict[str, bool]) -> dict[str, Any]:
    """`acknowledged`: id → whether the page said the paper was signed. Returns counts and what is wrong."""
    by = doctor()
    counts = {"papers": len(acknowledged), "acknowledged": sum(acknowledged.values()), "signed": 0}
    wrong: list[str] = []
    for id_, was_told in acknowledged.items():
        signed, found = _look(by, id_, was_told)
        counts["signed"] += signed
        wrong += found
    return {"counts": counts, "wrong": wrong}


def _look(by: Any, id_: str, was_told: bool) -> tuple[bool, list[str]]:
    """Signatures in the bytes, Provenances, account and stage say the same, and that is nought or one."""
    from django.db import connection

    from benhan.records import documents, signatures
    from benhan.records.authority import desk
    from benhan.records.stages import document_stage
    from benhan.signing.verification import verify_pdf
    from benhan.store.repository import Repository

    with Repository(by=by, writes=False) as repository:
        paper = repository.read("DocumentReference", id_)
        report = verify_pdf(documents.pdf_of(repository, paper), trust=desk().trust)
        told = len(signatures.provenances(repository, paper))
        lines = {one.resource["status"] for one in documents.sources_of(repository, paper)}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM audit_entry WHERE act = 'sign' AND outcome = 'success' AND resource_id = %s",
                [id_],
            )
            accounted = int(cursor.fetchone()[0])
    stage, made = str(document_stage(paper.resource)), len(report.signatures)
    is_whole = (made, told, accounted, stage, lines) in (
        (0, 0, 0, "prepared", {"draft"}),
        (1, 1, 1, "signing", {"active"}),  # the patient's confirmation still to come
        (1, 1, 1, "signed", {"active"}),
    )
    said = f"{id_}: {made} signatures, {told} Provenances, {accounted} in the account, stage {stage}, lines {lines}"
    wrong = [] if is_whole else [said]
    if made and not report.is_valid:
        wrong.append(f"{id_}: {report.clinician}")
    if was_told and not made:
        wrong.append(f"{id_}: the page said signed, the paper is not")
    return bool(made), wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("act", choices=("prepare", "check"))
    parser.add_argument("--data", required=True)
    parser.add_argument("--papers", type=int, default=12)
    arguments = parser.parse_args()
    with session(arguments.data):
        done = prepare(arguments.papers) if arguments.act == "prepare" else check(json.load(sys.stdin))
    print(json.dumps(done, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
