"""Records at every stage of their life, made by the acts of the people themselves: nothing is put in behind the door.

| stage    | visit                  | what there is                                              |
| -------- | ---------------------- | ---------------------------------------------------------- |
| writing  | today, with the doctor | half-filled form                                           |
| unsigned | today, over            | paper made, nobody has signed                              |
| overdue  | over for 2 to 12 days  | the same: late                                             |
| signed   | yesterday              | signed by the doctor, the patient has not confirmed        |
| closed … | the last days          | everything signed; closed, approved, sealed                |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from benhan.access.actor import Actor, Role, system_actor
from benhan.access.models import Account, Facility
from benhan.forms.catalogue import Form, form
from benhan.forms.prefill import Known, Prefilled, prefill
from benhan.ops.demo_data import record_texts as texts
from benhan.ops.demo_data.generating import SEED, WHOLE, Share
from benhan.ops.demo_data.staff import CLINIC, MAIN, STAFF, Member
from benhan.ops.demo_data.visits import Visit
from benhan.records import answers, documents, lifecycle, prescribing, signatures
from benhan.records.sealing import archive_number_to_be
from benhan.records.standing import record_of
from benhan.signing.evidence import PenConfirmation
from benhan.store.repository import Repository, Stored

RECORD_FORM, PRESCRIPTION_FORM = "15/BV1", "don-thuoc"
DOCTOR_SLOTS = ("examining_doctor", "treating_doctor")
# stage: (how many, over for at least, at most); None: the visit is not over. The newest that fit are taken, those of
# the first line first; the spans are wide enough for every day of the week.
STAGES: dict[str, tuple[int, timedelta, timedelta] | None] = {
    "writing": None,
    "unsigned": (4, timedelta(0), timedelta(hours=20)),
    "signed": (4, timedelta(hours=20), timedelta(days=12)),
    "overdue": (5, timedelta(days=2), timedelta(days=20)),
    "closed": (2, timedelta(hours=20), timedelta(days=28)),
    "approved": (2, timedelta(days=1), timedelta(days=35)),
    "sealed": (3, timedelta(days=2), timedelta(days=45)),
}
_REACHED = ("unsigned", "signed", "closed", "approved", "sealed")
_COSTLY_FIRST = ("sealed", "approved", "closed", "signed", "overdue", "unsigned", "writing")


def plan(visits: Sequence[Visit], now: datetime) -> dict[str, str]:
    """Which visits get a record, and at which stage: visit id → stage."""
    chosen: dict[str, str] = {}
    for visit in visits:
        if visit.status == "in-progress":
            chosen[visit.id] = "writing"
    over = [visit for visit in reversed(visits) if visit.ended and _suits(visit)]
    for stage, wanted in STAGES.items():
        if wanted is None:
            continue
        count, at_least, at_most = wanted
        free = [each for each in over if each.id not in chosen and each.ended]
        fitting = [each for each in free if at_least <= now - (each.ended or now) <= at_most]
        chosen |= dict.fromkeys((each.id for each in fitting[:count]), stage)
    return chosen


def _suits(visit: Visit) -> bool:
    return visit.department == CLINIC and texts.is_adult_without_drug_allergy(
        visit.person, visit.arrived.date()
    )


@dataclass(frozen=True, slots=True)
class _Office:
    """The people of the facility as they act."""

    facility: Facility
    actors: dict[str, Actor]
    forms: dict[str, Form]

    def person(self, role: Role) -> Actor:
        login = next(each.login for each in STAFF if each.role is role and each.unit in ("", CLINIC))
        return self.actors[login]


def make_records(visits: Sequence[Visit], stages: Mapping[str, str], share: Share = WHOLE) -> dict[str, int]:
    """Write the planned records; returns how many of each stage.

    stages  of `plan`
    share   only every so many of them, for processes that work side by side
    """
    office = _office()
    planned = [visit for visit in visits if visit.id in stages]
    planned.sort(key=lambda visit: _COSTLY_FIRST.index(stages[visit.id]))
    counts = dict.fromkeys(STAGES, 0)
    for visit in planned[share.number :: share.of]:
        rng = Random(f"{SEED}/{visit.id}")  # noqa: S311  the same words whoever writes the others
        _Visit(office, visit, rng).reach(stages[visit.id])
        counts[stages[visit.id]] += 1
    return counts


def _office() -> _Office:
    ids = dict(Account.objects.values_list("login", "id"))
    actors = {each.login: actor_of(each, str(ids[each.login])) for each in STAFF if each.facility == MAIN}
    today = timezone.localdate()
    forms = {code: form(code, today) for code in (RECORD_FORM, PRESCRIPTION_FORM)}
    return _Office(Facility.objects.get(code=MAIN), actors, forms)


def actor_of(member: Member, account: str) -> Actor:
    return Actor(
        account=account,
        facility=member.facility,
        name=member.name,
        title=member.title,
        practitioner=member.practitioner,
        roles=frozenset(member.roles),
        departments=frozenset({member.unit} - {""}),
        purpose="TREAT" if member.role in (Role.DOCTOR, Role.NURSE) else "HOPERAT",
        session="demo",
        second_factor=member.has_second_factor,
    )


class _Visit:
    """One visit on its way; each method is one person's act in one transaction."""

    def __init__(self, office: _Office, visit: Visit, rng: Random) -> None:
        assert visit.doctor is not None  # noqa: S101  only visits with a doctor are planned
        self.office, self.visit, self.rng = office, visit, rng
        self.doctor = office.actors[visit.doctor.login]

    def reach(self, stage: str) -> None:
        record = self._open()
        if stage == "writing":
            self._write(is_whole=False)
            return
        paper = self._paper(self._write(is_whole=True))
        if stage in _REACHED[1:]:
            paper = self._sign(paper)
        if stage in _REACHED[2:]:
            self._confirm(paper)
            self._prescribe()
            record = self._moved(lifecycle.close, self.doctor, record)
        self._is_over()
        if stage in _REACHED[3:]:
            record = self._moved(lifecycle.approve, self.office.person(Role.PLANNING), record)
        if stage == "sealed":
            self._moved(lifecycle.seal, self.office.person(Role.DIRECTOR), record)

    def _open(self) -> Stored:
        """The record, opened when the visit began: limits count from there."""
        with Repository(by=self.doctor) as repository:
            encounter = repository.read("Encounter", self.visit.id)
            opened = lifecycle.open_record(repository, encounter=encounter, form_code=RECORD_FORM)
        with Repository(by=system_actor(MAIN, "Dữ liệu mẫu")) as repository:
            return repository.update({**opened.resource, "date": self.visit.arrived.isoformat()})

    def _write(self, *, is_whole: bool) -> Stored:
        kind = self.office.forms[RECORD_FORM]
        written = texts.record_answers(kind, self.office.facility, self.visit, self.rng, is_whole=is_whole)
        with Repository(by=self.doctor) as repository:
            encounter = repository.read("Encounter", self.visit.id)
            self.answers = {**self._known(repository, encounter).answers, **written}
            return answers.start(repository, form=kind, encounter=encounter, answers=self.answers)

    def _known(self, repository: Repository, encounter: Stored) -> Prefilled:
        """What the visit page fills in by itself: who the patient is, how insured, which facility."""
        patient = encounter.patient
        cards = repository.search(
            "Coverage", [("beneficiary", f"Patient/{patient}"), ("_count", "1")]
        ).matches
        record = record_of(repository, encounter.reference)
        known = Known(
            now=self.visit.arrived,
            patient=dict(repository.read("Patient", patient).resource),
            encounter=dict(encounter.resource),
            coverage=dict(cards[0].resource) if cards else None,
            organization=dict(repository.read("Organization", "co-so").resource),
            superior_name=self.office.facility.health_department,
            archive_number=archive_number_to_be(record.resource) if record else "",
        )
        return prefill(self.office.forms[RECORD_FORM], known)

    def _paper(self, response: Stored) -> Stored:
        names = {**dict.fromkeys(DOCTOR_SLOTS, self.doctor.name), "patient": self.visit.person.full_name}
        with Repository(by=self.doctor) as repository:
            return documents.prepare(
                repository,
                form=self.office.forms[RECORD_FORM],
                encounter=repository.read("Encounter", self.visit.id),
                answers=self.answers,
                sources=[response],
                signer_names=names,
            )

    def _sign(self, paper: Stored, roles: Sequence[str] = DOCTOR_SLOTS, code: str = RECORD_FORM) -> Stored:
        with Repository(by=self.doctor) as repository:
            return signatures.sign_slots(
                repository,
                form=self.office.forms[code],
                document=paper,
                encounter=repository.read("Encounter", self.visit.id),
                roles=roles,
                shown_sha256=documents.sha256_of(paper),
            )

    def _confirm(self, paper: Stored, code: str = RECORD_FORM) -> None:
        nurse = self.office.person(Role.NURSE)
        confirmation = PenConfirmation(
            strokes=tuple(_strokes(self.rng)),
            canvas_width=400,
            canvas_height=160,
            device="Bảng ký mẫu",
            document_sha256=documents.sha256_of(paper),
            text_sha256=signatures.text_digest("Tôi xác nhận nội dung trên là đúng."),
            person=self.visit.person.full_name,
            relation="",
            witness_account=nurse.account,
            witness_name=nurse.name,
            at=timezone.now(),
        )
        with Repository(by=nurse) as repository:
            signatures.confirm_with_pen(
                repository, form=self.office.forms[code], document=paper, confirmation=confirmation
            )

    def _prescribe(self) -> None:
        kind, facility = self.office.forms[PRESCRIPTION_FORM], self.office.facility
        with Repository(by=self.doctor) as repository:
            encounter = repository.read("Encounter", self.visit.id)
            written = texts.prescription(facility, self.visit, encounter.reference, self.rng)
            lines = prescribing.save(repository, prescription=written, encounter=encounter)
            paper = documents.prepare(
                repository,
                form=kind,
                encounter=encounter,
                answers=texts.prescription_answers(kind, facility, written, self.visit.person),
                sources=lines,
                signer_names={"prescriber": self.doctor.name},
            )
        self._confirm(self._sign(paper, ("prescriber",), PRESCRIPTION_FORM), PRESCRIPTION_FORM)

    def _moved(self, act: Callable[..., Stored], by: Actor, record: Stored) -> Stored:
        with Repository(by=by) as repository:
            return act(repository, record=record)

    def _is_over(self) -> None:
        """The visit ended when it ended, not when its record was written."""
        if self.visit.ended is None:
            return
        with Repository(by=system_actor(MAIN, "Dữ liệu mẫu")) as repository:
            encounter = repository.read("Encounter", self.visit.id)
            period = {"start": self.visit.arrived.isoformat(), "end": self.visit.ended.isoformat()}
            repository.update({**encounter.resource, "status": "finished", "period": period})


def _strokes(rng: Random) -> Iterator[tuple[tuple[float, float, int, float | None], ...]]:
    """Two waves of a pen: x, y, milliseconds, pressure."""
    for start in (20.0, 150.0):
        height, speed = rng.uniform(15, 45), rng.uniform(0.5, 1.1)
        yield tuple(
            (
                round(start + 6 * step, 1),
                round(80 + height * math.sin(step * speed), 1),
                int(8 * start) + 12 * step,
                0.5,
            )
            for step in range(18)
        )
