"""One invented outpatient visit, taken as far as a test needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Form, form
from benhan.forms.prescription import Line, Prescription, answers_of
from benhan.law.vietnam_time import VIETNAM
from benhan.records import answers, documents, lifecycle, prescribing, signatures
from benhan.signing.evidence import PenConfirmation
from benhan.store import border
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST, FACILITY

PATIENT_NAME = "Nguyễn Thị Thuỳ Dương"
BRONCHITIS = Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp tính, không xác định", systems.ICD_10_TT06)
HYPERTENSION = Coding(systems.ICD_10, "I10", "Tăng huyết áp vô căn (nguyên phát)", systems.ICD_10_TT06)
PARACETAMOL = Line(
    substance="Paracetamol", inn="paracetamol", brand="Hapacol", strength="500 mg", quantity=Decimal(9), unit="viên",
    dose="1 viên", times_a_day=3, route="1.01", days=3, moment="khi sốt từ 38,5 °C", timing="TID",
)  # fmt: skip
STROKES = (
    tuple((20.0 + 6 * step, 40.0 + (step * 7) % 23, 12 * step, 0.5) for step in range(14)),
    tuple((110.0 + 5 * step, 60.0 - (step * 5) % 31, 300 + 12 * step, None) for step in range(10)),
)


def sex(code: str) -> Coding:
    field = today_form("15/BV1").field("sex")
    choice = field.choice(code)
    assert choice
    return Coding(field.choice_system, code, choice.label)


def today_form(code: str) -> Form:
    return form(code, timezone.localdate())


def record_answers(**changes: Any) -> dict[str, Any]:
    """Everything 15/BV1 asks for; a change of None leaves the field out."""
    now = timezone.now().astimezone(VIETNAM)
    payer = today_form("15/BV1").field("payer_class")
    first = payer.choices[0]
    made = {
        "hospital": "Bệnh viện Đa khoa Sông Cầu", "department": "Khoa Khám bệnh", "full_name": PATIENT_NAME,
        "birth_date": date(1978, 5, 14), "sex": sex("2"), "address_house": "27", "address_commune": "Phường Kinh Bắc",
        "payer_class": Coding(payer.choice_system, first.code, first.label),
        "arrived_at": now - timedelta(hours=1), "chief_complaint": "Ho, sốt ngày thứ ba",
        "illness_course": "Ba ngày nay ho khan, sốt 38,5 °C về chiều.", "history_personal": "Tăng huyết áp năm năm.",
        "history_family": "Mẹ tăng huyết áp.", "general_exam": "Tỉnh, tiếp xúc tốt.",
        "pulse": Decimal(88), "temperature": Decimal("38.20"), "bp_systolic": Decimal(135), "bp_diastolic": Decimal(85),
        "weight": Decimal("54.5"), "dx_initial": BRONCHITIS, "dx_discharge": BRONCHITIS, "outpatient_from": now.date(),
        "outpatient_to": now.date(), "record_written_at": now.date(), "b_course": "Ho, sốt ba ngày, không suy hô hấp.",
        "b_dx_main": BRONCHITIS, "b_dx_accompanying": (HYPERTENSION,), "b_treatment": "Hạ sốt, giảm ho.",
        "b_discharge_state": "Tỉnh, còn ho.", "b_next_plan": "Uống thuốc theo đơn.", "summary_written_at": now.date(),
    } | changes  # fmt: skip
    return dict(
        calculated(today_form("15/BV1"), {key: value for key, value in made.items() if value is not None})
    )


def prescription_of(encounter: Stored, **changes: Any) -> Prescription:
    values: dict[str, Any] = {
        "code": "24001a1b2c3d-C", "kind": "C", "patient": f"Patient/{encounter.patient}",
        "encounter": encounter.reference, "requester": "Practitioner/nv-an", "prescribed_at": timezone.localtime(),
        "diagnoses": (BRONCHITIS,), "lines": (PARACETAMOL,), "advice": "Uống nhiều nước.",
    } | changes  # fmt: skip
    return Prescription(**values)


def prescription_answers(prescription: Prescription) -> dict[str, Any]:
    made = answers_of(prescription) | {
        "facility": "Bệnh viện Đa khoa Sông Cầu", "patient_name": PATIENT_NAME, "birth_date": date(1978, 5, 14),
        "sex": sex("2"), "address": "27 phường Kinh Bắc, tỉnh Bắc Ninh",
    }  # fmt: skip
    return dict(calculated(today_form("don-thuoc"), made))


def pen(document: Stored, by: Actor = CAST.binh, **changes: Any) -> PenConfirmation:
    """The patient confirms the very bytes of the document, a nurse beside them."""
    values: dict[str, Any] = {
        "strokes": STROKES, "canvas_width": 400, "canvas_height": 160, "device": "Bảng ký thử",
        "document_sha256": documents.sha256_of(document), "text_sha256": signatures.text_digest("Tôi xác nhận."),
        "person": PATIENT_NAME, "relation": "", "witness_account": by.account, "witness_name": by.name,
        "at": timezone.now(),
    } | changes  # fmt: skip
    return PenConfirmation(**values)


@dataclass
class Visit:
    """The visit and what was made in it; every method is one person's act in one transaction."""

    encounter: Stored
    record: Stored | None = None
    response: Stored | None = None
    paper: Stored | None = None
    prescription: Stored | None = None

    def open(self, by: Actor = CAST.an) -> Stored:
        with Repository(by=by) as repository:
            self.record = lifecycle.open_record(repository, encounter=self.encounter, form_code="15/BV1")
            self.encounter = repository.read("Encounter", self.encounter.id)
        return self.record

    def write(self, by: Actor = CAST.an, **changes: Any) -> Stored:
        with Repository(by=by) as repository:
            kind, values = today_form("15/BV1"), record_answers(**changes)
            if self.response is None:
                self.response = answers.start(repository, form=kind, encounter=self.encounter, answers=values)
            else:
                self.response = answers.save(
                    repository, form=kind, response=self.response, encounter=self.encounter, answers=values,
                    if_match=self.response.version,
                )  # fmt: skip
        return self.response

    def prepare(self, by: Actor = CAST.an, **changes: Any) -> Stored:
        assert self.response
        with Repository(by=by) as repository:
            self.paper = documents.prepare(
                repository, form=today_form("15/BV1"), encounter=self.encounter, answers=record_answers(**changes),
                sources=[self.response],
                signer_names={"examining_doctor": CAST.an.name, "treating_doctor": CAST.an.name, "patient": PATIENT_NAME},
            )  # fmt: skip
            self.response = repository.read("QuestionnaireResponse", self.response.id)
        return self.paper

    def sign(
        self, *roles: str, by: Actor = CAST.an, document: Stored | None = None, shown: str = ""
    ) -> Stored:
        target = document or self.paper
        assert target
        with Repository(by=by) as repository:
            signed = signatures.sign_slots(
                repository, form=documents.form_of(target), document=target, encounter=self.encounter,
                roles=roles or ("examining_doctor", "treating_doctor"), shown_sha256=shown or documents.sha256_of(target),
            )  # fmt: skip
        if document is None:
            self.paper = signed
        return signed

    def confirm(self, by: Actor = CAST.binh, **changes: Any) -> Stored:
        assert self.paper
        with Repository(by=by) as repository:
            self.paper = signatures.confirm_with_pen(
                repository, form=documents.form_of(self.paper), document=self.paper,
                confirmation=pen(self.paper, by, **changes),
            )  # fmt: skip
        return self.paper

    def prescribe(self, by: Actor = CAST.an) -> Stored:
        """Written, prepared and signed."""
        with Repository(by=by) as repository:
            written = prescription_of(self.encounter)
            lines = prescribing.save(repository, prescription=written, encounter=self.encounter)
            self.prescription = documents.prepare(
                repository, form=today_form("don-thuoc"), encounter=self.encounter,
                answers=prescription_answers(written), sources=lines, signer_names={"prescriber": by.name},
            )  # fmt: skip
        signed = self.sign("prescriber", by=by, document=self.prescription)
        with Repository(by=CAST.binh) as repository:
            self.prescription = signatures.confirm_with_pen(
                repository,
                form=documents.form_of(signed),
                document=signed,
                confirmation=pen(signed, CAST.binh),
            )
        return self.prescription

    def finish(self) -> Visit:
        """Everything the record needs before it can be closed."""
        self.open()
        self.write()
        self.prepare()
        self.sign()
        self.confirm()
        self.prescribe()
        return self

    def close(self, by: Actor = CAST.an) -> Stored:
        return self._moved(lifecycle.close, by)

    def approve(self, by: Actor = CAST.minh) -> Stored:
        return self._moved(lifecycle.approve, by)

    def seal(self, by: Actor = CAST.hanh) -> Stored:
        return self._moved(lifecycle.seal, by)

    def _moved(self, act: Any, by: Actor) -> Stored:
        assert self.record
        with Repository(by=by) as repository:
            self.record = act(repository, record=self.record)
        return self.record


def arrive() -> Visit:
    """The hospital, its staff's resources, and the patient waiting in the outpatient clinic."""
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
                "gender": "female",
                "birthDate": "1978-05-14",
            }
        )
        return Visit(
            repository.create(
                {
                    "resourceType": "Encounter",
                    "status": "arrived",
                    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                    "subject": {"reference": patient.reference},
                    "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
                    "period": {
                        "start": (datetime.now(VIETNAM) - timedelta(hours=1)).isoformat(timespec="seconds")
                    },
                }
            )
        )
