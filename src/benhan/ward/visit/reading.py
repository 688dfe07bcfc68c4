"""Everything a page about one visit shows, read in four queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.forms.catalogue import Form, form, form_of_canonical, form_version
from benhan.forms.prefill import Known
from benhan.records.attachments import is_attachment
from benhan.records.completeness import NOT_STANDING
from benhan.records.documents import form_code
from benhan.records.outside import is_ours
from benhan.records.sealing import archive_number_to_be
from benhan.records.stages import document_stage, has_stage
from benhan.store.compartment import newest
from benhan.store.repository import Repository, Stored
from benhan.ui.parts import PatientBanner
from benhan.ward.patients import banner

Resource = Mapping[str, Any]
DEFAULT_RECORD = "15/BV1"  # what a visit opens with unless somebody chooses otherwise
_EVERYWHERE = ("AllergyIntolerance", "Coverage", "Observation")
_HERE = ("Composition", "DocumentReference", "QuestionnaireResponse", "MedicationRequest", "Condition")


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter with what belongs to it; lists newest first, documents oldest first.

    organization  the facility's Organization, None when it isn't kept
    previous      observations of earlier encounters
    """

    encounter: Stored
    patient: Stored
    department: str
    organization: Resource | None
    record: Stored | None
    documents: tuple[Stored, ...]
    attachments: tuple[Stored, ...]
    responses: tuple[Stored, ...]
    requests: tuple[Stored, ...]
    conditions: tuple[Stored, ...]
    allergies: tuple[Resource, ...]
    coverages: tuple[Resource, ...]
    observations: tuple[Resource, ...]
    previous: tuple[Resource, ...]
    now: datetime

    @property
    def url(self) -> str:
        return f"/kham/luot/{self.encounter.id}/"

    @property
    def status(self) -> str:
        return str(self.encounter.resource["status"])

    @property
    def living(self) -> tuple[Stored, ...]:
        """Documents that stand: neither superseded nor cancelled."""
        return tuple(one for one in self.documents if document_stage(one.resource) not in NOT_STANDING)

    @property
    def is_inpatient(self) -> bool:
        return str(self.encounter.resource.get("class", {}).get("code", "")) in ("IMP", "ACUTE", "NONAC")

    @property
    def way(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """(label, url) of the places above a page of this visit."""
        if self.is_inpatient:
            return ("Người bệnh của khoa", "/khoa/"), ("Đợt điều trị", self.url)
        return ("Phòng khám", "/kham/"), ("Lượt khám", self.url)

    @property
    def record_form(self) -> Form:
        """The form of the record, in the very version it was opened with; before that the usual one."""
        if self.record is None:
            return form(DEFAULT_RECORD, timezone.localdate(self.now))
        coding = self.record.resource["type"]["coding"][0]
        code, version = str(coding["code"]), str(coding.get("version", ""))
        return form_version(code, version) if version else form(code, timezone.localdate(self.now))

    def response(self, id_: str) -> Stored | None:
        """The answers with this id, if they belong to this visit."""
        return next((one for one in self.responses if one.id == id_), None)

    def document_showing(self, response: Stored) -> Stored | None:
        """The newest living paper made of these answers."""
        return next(
            (
                one
                for one in reversed(self.living)
                if any(
                    item["reference"] == response.reference
                    for item in one.resource["context"].get("related", ())
                )
            ),
            None,
        )

    def document_of_form(self, code: str) -> Stored | None:
        """The newest living document made with a form."""
        return next((one for one in reversed(self.living) if form_code(one) == code), None)

    def response_of(self, form: Form) -> Stored | None:
        """The answers of a form in this visit: those being written first."""
        mine = [
            one
            for one in self.responses
            if form_of_canonical(str(one.resource["questionnaire"])).code == form.code
        ]
        writing = [one for one in mine if one.resource["status"] == "in-progress"]
        return next(iter([*writing, *mine]), None)


def read_visit(repository: Repository, encounter_id: str) -> Visit:
    """Raises NOT_FOUND, NOT_ASSIGNED, NOT_PERMITTED."""
    encounter = repository.read("Encounter", encounter_id)
    wanted = dict.fromkeys(_EVERYWHERE, 60)
    found = newest(repository, encounter.patient, wanted, encounter=encounter.id, of_encounter=_HERE)
    provider = str(encounter.resource.get("serviceProvider", {}).get("reference", ""))
    named = repository.read_many([f"Patient/{encounter.patient}", provider, "Organization/co-so"])
    department = named.get(provider)
    facility = named.get("Organization/co-so")

    def of(kind: str) -> tuple[Stored, ...]:
        return found[kind]

    here = encounter.reference
    observed = [one.resource for one in of("Observation")]
    return Visit(
        encounter=encounter,
        patient=named[f"Patient/{encounter.patient}"],
        department=str(department.resource.get("name", "")) if department else "",
        organization=facility.resource if facility else None,
        record=next((one for one in of("Composition") if has_stage(one.resource)), None),
        documents=tuple(
            sorted(
                (one for one in of("DocumentReference") if has_stage(one.resource)),
                key=lambda one: str(one.resource.get("date", "")),
            )
        ),
        attachments=tuple(
            sorted(
                (
                    one
                    for one in of("DocumentReference")
                    if is_attachment(one) and one.resource["status"] == "current"
                ),
                key=lambda one: str(one.resource.get("date", "")),
            )
        ),
        responses=tuple(
            one
            for one in of("QuestionnaireResponse")
            if is_ours(one.resource) and one.resource["status"] != "entered-in-error"
        ),
        requests=of("MedicationRequest"),
        conditions=of("Condition"),
        allergies=tuple(one.resource for one in of("AllergyIntolerance") if banner.is_live(one.resource)),
        coverages=tuple(one.resource for one in of("Coverage")),
        observations=tuple(one for one in observed if one.get("encounter", {}).get("reference") == here),
        previous=tuple(one for one in observed if one.get("encounter", {}).get("reference") != here),
        now=timezone.now(),
    )


def banner_of_visit(visit: Visit) -> PatientBanner:
    return banner.present(
        visit.patient,
        allergies=visit.allergies,
        coverages=visit.coverages,
        encounter=visit.encounter.resource,
        place=visit.department,
        now=visit.now,
    )


def known(visit: Visit, superior: str, but: Stored | None = None) -> Known:
    """What a form may draw on; what was read from its own answers (but) is nothing it could be filled in from."""
    own = but.reference if but else ""
    return Known(
        now=visit.now,
        patient=visit.patient.resource,
        encounter=visit.encounter.resource,
        coverage=next((one for one in visit.coverages if one.get("status", "active") == "active"), None),
        organization=visit.organization,
        department_name=visit.department,
        superior_name=superior,
        archive_number=archive_number_to_be(visit.record.resource) if visit.record else "",
        observations=[one for one in visit.observations if not _is_read_from(one, own)],
        conditions=[one.resource for one in visit.conditions if not _is_read_from(one.resource, own)],
        allergies=[one for one in visit.allergies if not banner.is_none_known(one)],
    )


def _is_read_from(fact: Resource, response: str) -> bool:
    details = [detail for one in fact.get("evidence", ()) for detail in one.get("detail", ())]
    return any(one.get("reference") == response for one in (*fact.get("derivedFrom", ()), *details))
