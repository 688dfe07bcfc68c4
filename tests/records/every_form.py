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
from benhan.forms.answers import from_response
from benhan.forms.catalogue import Form, Signer
from benhan.records import answers, confirming, documents, lifecycle, signatures
from benhan.records.authority import desk
from benhan.records.signing_order import wrong_order
from benhan.records.slots import rank
from benhan.records.stages import DocumentStage, document_stage
from benhan.signing.verification import verify_pdf
from benhan.store import border
from benhan.store.repository import Repository, Stored
from tests.forms.valid import Person, marks, person_for, valid_answers
from tests.records.visit import PATIENT_NAME, pen
from tests.support.cast import CAST, FACILITY

RECORD_OF = {"inpatient": "01/BV1", "outpatient": "15/BV1", "any": "15/BV1", "commune": "17/BV1"}
SHARES = 4
ENDED = ("52/BV2", "53/BV2")  # since 30/06/2025: nobody can open one any more
NOT_ASKED = {
    "address_district": "districts ended in 2025: on the print, asked no more",
    "age_months": "only of a child below six years, as the prescriptions' patients here are",
    "chart": "drawn by the form itself of its own rows",
}
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
    "birth_attendant": CAST.binh,
    "secretary": CAST.binh, "technician": _staff("khanh", "KTV. Đặng Quốc Khánh", Role.TECHNICIAN),
    "pharmacist": _staff("mai", "DS. Hồ Thị Mai", Role.PHARMACIST), "director": CAST.hanh, "facility": CAST.hanh,
    "planning": CAST.minh, "accountant": CAST.minh, "insurance_assessor": CAST.minh,
}  # fmt: skip


def share(number: int) -> tuple[str, ...]:
    """This file's part of the catalogue (its codes alone are read, not the forms); the parts together are all of it."""
    return tuple(code for code in catalogue.codes() if code not in ENDED)[number::SHARES]


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
    document = written(form, encounter, given)
    order = tuple(sorted(form.signers, key=rank))
    for signer in order:
        document = signed(form, encounter, document, signer, is_child=_is_child(person))
    with Repository(by=CAST.an) as repository:
        document = repository.read("DocumentReference", document.id)
        (source,) = documents.sources_of(repository, document)
        pdf = documents.pdf_of(repository, document)
    return Lived(form, given, document, source, tuple(one.role for one in order), pdf)


def written(
    form: Form, encounter: Stored, given: Mapping[str, Any], by_who: Mapping[str, Actor] = BY_WHO
) -> Stored:
    """The form's paper in the encounter's open record: begun empty, saved with the answers, prepared."""
    with Repository(by=by_who["doctor"]) as repository:
        first = answers.start(repository, form=form, encounter=encounter, answers={})
    with Repository(by=by_who["doctor"]) as repository:
        response = answers.save(
            repository, form=form, response=first, encounter=encounter, answers=given, if_match=first.version
        )
        kept = from_response(form, response.resource)  # with who wrote each line
        return documents.prepare(
            repository, form=form, encounter=encounter, answers=kept, sources=[response],
            signer_names={one.role: by_who[one.who].name for one in form.signers if one.who in by_who},
        )  # fmt: skip


def signed(
    form: Form,
    encounter: Stored,
    document: Stored,
    signer: Signer,
    by_who: Mapping[str, Actor] = BY_WHO,
    *,
    is_child: bool = False,
) -> Stored:
    """One place filled by whom the matrix names: a key of their own, or the patient's pen beside a nurse."""
    if confirming.is_of_patients_side(signer):
        words = {"relation": "mẹ"} if is_child and confirming.side_of(signer) == "patient" else {}
        nurse = by_who["nurse"]
        with Repository(by=nurse) as repository:
            return signatures.confirm_with_pen(
                repository, form=form, document=document, role=signer.role,
                confirmation=pen(document, nurse, **words),
            )  # fmt: skip
    with Repository(by=by_who[signer.who]) as repository:
        return signatures.sign_slots(
            repository, form=form, document=document, encounter=encounter, roles=[signer.role],
            shown_sha256=documents.sha256_of(document),
        )  # fmt: skip


def _is_child(person: Person) -> bool:
    return person.born > date(timezone.localdate().year - 15, 1, 1)


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


def shortcomings(made: Lived, folder: Path) -> list[str]:
    """What is not as it must be after such a life; nothing, if all is well."""
    form, found = made.form, []
    opened = from_response(form, made.response.resource)
    issued = {field.key for field in form.fields if field.issued}  # given at saving, by nobody before
    found += [f"{key} was not given" for key in issued if not opened.get(key)]
    missing = set(form.field_by_key) - set(made.given) - set(NOT_ASKED) - issued
    found += [f"no answer made up for {key}" for key in sorted(missing) if not form.field(key).retired]
    if set(made.signed) != {one.role for one in form.signers}:
        found.append(f"signed by {made.signed}")
    if document_stage(made.document.resource) is not DocumentStage.SIGNED:
        found.append(f"stage {document_stage(made.document.resource)}")
    questionnaire = str(made.response.resource["questionnaire"])
    if catalogue.form_of_canonical(questionnaire) != form or documents.form_of(made.document) != form:
        found.append(f"opens as {questionnaire}")
    if not _holds({key: value for key, value in opened.items() if key not in issued}, made.given):
        found.append("opens with other answers")
    words = words_of(made.pdf, folder)
    found += [
        f"{key}: not on the paper: {mark}"
        for key, mark in marks(form, made.given)
        if plain(mark) not in words
    ]
    names = {BY_WHO[one.who].name for one in form.signers if one.who in BY_WHO and one.who != "facility"}
    found += [f"no signature of {name} to be seen" for name in sorted(names) if plain(name) not in words]
    return found + (unaccepted(made, folder) if form.code in SAMPLE else [])


def _holds(opened: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether everything given came back; rows may say besides who wrote them (EMR-REC-05)."""
    if opened.keys() != given.keys():
        return False
    for key, value in given.items():
        if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            pairs = zip(opened[key], value, strict=True)
            if not all(row.items() <= found.items() for found, row in pairs):
                return False
        elif opened[key] != value:
            return False
    return True


def unaccepted(made: Lived, folder: Path) -> list[str]:
    """What pyHanko's validator (under our rules) and poppler say against the signatures."""
    found = []
    report = verify_pdf(made.pdf, trust=desk().trust)
    fields = tuple(one.field for one in report.signatures)
    if not report.is_valid or fields != made.signed:
        found.append(f"pyHanko: {fields} {report.developer}")
    found += [one.developer for one in wrong_order(made.form, report.signatures)]
    ends_with_staff = made.form.signers and not confirming.is_of_patients_side(
        max(made.form.signers, key=rank)
    )
    levels = {one.level for one in report.signatures}
    # Where the patient's side confirms last, the record's seal brings the archive timestamp.
    if "B-LTA" not in levels and (ends_with_staff or levels != {"B-LT"}):
        found.append(f"no archive timestamp: {levels}")
    file = folder / "signed.pdf"
    file.write_bytes(made.pdf)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(file)], check=False, capture_output=True, text=True
    ).stdout
    if said.count("Signature is Valid") < len(made.signed) or "Signature is Invalid" in said:
        found.append(f"pdfsig: {said}")
    return found
