"""One form of the catalogue through its whole life: filled, saved, set on paper, signed by everybody, opened, read.

One invented patient a form, suited to it; the record is that of the form's setting. Everybody of law/signers.yaml signs
as themselves: staff and the seal with file keys, the patient's side by pen.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor, Role
from benhan.access.models import Facility
from benhan.fhir import systems
from benhan.forms import catalogue
from benhan.forms.catalogue import Form, Signer
from benhan.records import answers, confirming, documents, lifecycle, signatures
from benhan.records.slots import rank
from benhan.store import border
from benhan.store.repository import Repository, Stored
from tests.forms.valid import Person, person_for, valid_answers
from tests.records.visit import PATIENT_NAME, pen
from tests.support.cast import CAST, FACILITY

RECORD_OF = {"inpatient": "01/BV1", "outpatient": "15/BV1", "any": "15/BV1", "commune": "17/BV1"}
SAMPLE = frozenset(
    ["01/BV1", "15/BV1", "28/BV1", "01/BV2", "06/BV2", "36/BV2", "giay-ra-vien", "don-thuoc", "tom-tat-ho-so-benh-an",
     "LOCAL/TRUYEN-MAU"]
)  # fmt: skip


def _staff(account: str, name: str, *roles: Role) -> Actor:
    return Actor(account=account, facility=FACILITY, name=name, practitioner=f"nv-{account}",
                 roles=frozenset(roles), departments=CAST.an.departments)  # fmt: skip


HEAD = _staff("khoi", "BS. Trịnh Minh Khôi", Role.DEPARTMENT_HEAD, Role.DOCTOR)
BY_WHO: Mapping[str, Actor] = {
    "doctor": CAST.an, "treating_doctor": CAST.an, "chair": CAST.an, "department_head": HEAD, "nurse": CAST.binh,
    "secretary": CAST.binh, "technician": _staff("khanh", "KTV. Đặng Quốc Khánh", Role.TECHNICIAN),
    "pharmacist": _staff("mai", "DS. Hồ Thị Mai", Role.PHARMACIST), "director": CAST.hanh, "facility": CAST.hanh,
    "planning": CAST.minh, "accountant": CAST.minh, "insurance_assessor": CAST.minh,
}  # fmt: skip


def codes_in_force() -> tuple[str, ...]:
    """Every code of the catalogue that may be opened today: nothing is left out by a list of ours."""
    today = timezone.localdate()
    return tuple(one.code for one in catalogue.forms() if one.valid_to is None or one.valid_to >= today)


def share(number: int, of: int) -> tuple[str, ...]:
    """This file's part of the catalogue; the parts together are all of it."""
    return codes_in_force()[number::of]


@dataclass(frozen=True, slots=True)
class Lived:
    """What was made of a form.

    document, response  as they were read again
    signed              the places in the order they were signed
    """

    form: Form
    given: Mapping[str, Any]
    document: Stored
    response: Stored
    signed: tuple[str, ...]
    pdf: bytes


def live(code: str) -> Lived:
    """Fill, save, prepare, sign and read the form's paper."""
    form = catalogue.form(code, timezone.localdate())
    person = person_for(form, timezone.localdate())
    given = valid_answers(form, person, timezone.now())
    encounter = _arrived(form, person)
    with Repository(by=CAST.an) as repository:
        record = form.code if form.kind == "record" else RECORD_OF[form.setting]
        lifecycle.open_record(repository, encounter=encounter, form_code=record)
        encounter = repository.read("Encounter", encounter.id)
        first = answers.start(repository, form=form, encounter=encounter, answers={})
    with Repository(by=CAST.an) as repository:
        response = answers.save(
            repository, form=form, response=first, encounter=encounter, answers=given, if_match=first.version
        )
        document = documents.prepare(
            repository, form=form, encounter=encounter, answers=given, sources=[response],
            signer_names={one.role: BY_WHO[one.who].name for one in form.signers if one.who in BY_WHO},
        )  # fmt: skip
    signed = []
    for signer in sorted(form.signers, key=rank):
        document = _sign(form, encounter, document, signer, person)
        signed.append(signer.role)
    with Repository(by=CAST.an) as repository:
        document = repository.read("DocumentReference", document.id)
        (source,) = documents.sources_of(repository, document)
        return Lived(form, given, document, source, tuple(signed), documents.pdf_of(repository, document))


def _arrived(form: Form, person: Person) -> Stored:
    is_stay = form.setting == "inpatient"
    with border.facility_transaction(FACILITY):
        Facility.objects.get_or_create(
            code=FACILITY,
            defaults={"name": "Bệnh viện Đa khoa Sông Cầu", "insurance_code": "24001", "is_demo": True},
        )
    with Repository(by=CAST.lan) as repository:
        patient = repository.create(
            {
                "resourceType": "Patient",
                "name": [{"text": PATIENT_NAME, "family": "Nguyễn", "given": ["Thị", "Thuỳ", "Dương"]}],
                "gender": "male" if person.sex == "1" else "female",
                "birthDate": person.born.isoformat(),
            }
        )
        return repository.create(
            {
                "resourceType": "Encounter",
                "status": "arrived",
                "class": {"system": systems.ENCOUNTER_CLASS, "code": "IMP" if is_stay else "AMB"},
                "subject": {"reference": patient.reference},
                "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
                "period": {
                    "start": (timezone.localtime() - timedelta(hours=2)).isoformat(timespec="seconds")
                },
            }
        )


def _sign(form: Form, encounter: Stored, document: Stored, signer: Signer, person: Person) -> Stored:
    if confirming.is_of_patients_side(signer):
        is_child = person.born > date(timezone.localdate().year - 15, 1, 1)
        words = {"relation": "mẹ"} if is_child and confirming.side_of(signer) == "patient" else {}
        with Repository(by=CAST.binh) as repository:
            return signatures.confirm_with_pen(
                repository,
                form=form,
                document=document,
                role=signer.role,
                confirmation=pen(document, **words),
            )
    with Repository(by=BY_WHO[signer.who]) as repository:
        return signatures.sign_slots(
            repository, form=form, document=document, encounter=encounter, roles=[signer.role],
            shown_sha256=documents.sha256_of(document),
        )  # fmt: skip


def plain(text: str) -> str:
    """Letters and digits, small: how words are found whatever lines and spaces they got."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text)).casefold()


def words_of(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads, in reading order and as laid out: a narrow cell is whole in one of the two."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    read = [
        subprocess.run(
            ["pdftotext", *options, str(file), "-"], check=True, capture_output=True
        ).stdout.decode()
        for options in ((), ("-layout",), ("-raw",))
    ]
    return plain(" ".join(read))
