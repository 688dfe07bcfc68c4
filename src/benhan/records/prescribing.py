"""A prescription as MedicationRequests of the visit: drafts while it is written, active once its authors have signed."""

from __future__ import annotations

from benhan.access.actor import system_actor
from benhan.fhir.systems import PRESCRIPTION_CODE
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.forms.medication_requests import line_id, to_requests
from benhan.forms.prescription import Prescription, new_code
from benhan.forms.prescription_rules import CODE, letter_of
from benhan.records.problems import SIGNED_STAYS
from benhan.records.standing import hold_open
from benhan.store.repository import Repository, Stored


def save(repository: Repository, *, prescription: Prescription, encounter: Stored) -> tuple[Stored, ...]:
    """Keep the lines as drafts; lines that are no longer there are deleted.

    Raises  WRONG_STAGE unless the record is open, SIGNED_STAYS once the prescription was signed
    """
    hold_open(repository, encounter.reference)
    present = {one.id: one for one in lines_of(repository, encounter, prescription.code)}
    if any(one.resource["status"] != "draft" for one in present.values()):
        raise SIGNED_STAYS.at("MedicationRequest")
    wanted = {str(one["id"]): one for one in to_requests(prescription, status="draft")}
    for id_ in sorted(present.keys() - wanted.keys()):
        repository.delete("MedicationRequest", id_)
    return tuple(repository.update(one, may_create=True) for one in wanted.values())


def lines_of(repository: Repository, encounter: Stored, code: str) -> tuple[Stored, ...]:
    """The lines of one prescription of the visit."""
    pairs = [("encounter", encounter.reference), ("_count", "1000")]
    found = repository.search("MedicationRequest", pairs).matches
    return tuple(one for one in found if one.resource.get("groupIdentifier", {}).get("value") == code)


def free_code(facility: str, kind: str) -> str:
    """A code nobody has in the facility, for a prescription of drugs or for one that is a form of its own.

    The installation looks, for a doctor sees only their own patients' prescriptions. A line's id follows from the code
    (forms.medication_requests), so an id that exists betrays a clash.
    """
    while True:
        code = new_code(facility, kind)
        with Repository(by=system_actor(facility)) as office:
            pairs = [("identifier", f"{PRESCRIPTION_CODE}|{code}"), ("_count", "1")]
            if (
                not office.read_many([f"MedicationRequest/{line_id(code, 1)}"])
                and not office.search("QuestionnaireResponse", pairs).matches
            ):
                return code


def with_code(facility: str, form: Form, before: Answers, answers: Answers) -> Answers:
    """The answers of an N, H or traditional prescription with its code: given once, kept while its letter is right."""
    letter = letter_of(form, answers)
    if not letter:
        return answers
    standing = str(before.get(CODE, ""))
    code = standing if standing.endswith(f"-{letter}") else free_code(facility, letter)
    return {**answers, CODE: code}


def activate(repository: Repository, sources: tuple[Stored, ...]) -> None:
    """The prescriber has signed: draft lines are orders now. Lines that are orders already stay as they are."""
    for one in sources:
        if one.type == "MedicationRequest" and one.resource["status"] == "draft":
            repository.update({**one.resource, "status": "active"}, if_match=one.version)
