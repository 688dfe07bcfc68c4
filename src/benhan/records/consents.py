"""Which acts wait for the patient's agreement, and is it given? (EMR-LAW-06; forms say by `gates` what they open)

A signed paper becomes a Consent when a doctor uses it for one act: `sourceReference` names the paper, `provision`
the Procedure, permit or deny. The Consent alone opens nothing: whether the paper still stands, is signed by all
it needs and says “đồng ý” is looked at again each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.forms.answers import Coding, from_response
from benhan.forms.catalogue import forms
from benhan.records import confirming, documents
from benhan.records.stages import DocumentStage, document_stage, has_stage
from benhan.records.stay_problems import CONSENT_MISSING, CONSENT_REFUSED, PAPER_DOES_NOT_FIT
from benhan.store.repository import Repository, Stored

AGREED, REFUSED = "1", "2"
DECISION = "decision"
LEAST_REASON = 10
_SCOPE = {"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "treatment"}
_CATEGORY = {"system": systems.LOINC, "code": "59284-0", "display": "Consent Document"}


def gating_forms(act: str) -> frozenset[str]:
    """Codes of the forms that open an act, in any version: a paper stays good in the version it was signed in."""
    return frozenset(one.code for one in forms() if one.gates and act in one.gates.acts)


def papers_of(repository: Repository, stay: Stored, act: str) -> tuple[Stored, ...]:
    """The stay's living papers that could open the act, newest first, signed or not."""
    codes = gating_forms(act)
    pairs = [("encounter", stay.reference), ("_sort", "-date"), ("_count", "500")]
    found = repository.search("DocumentReference", pairs).matches
    return tuple(one for one in found if _is_living(one) and documents.form_code(one) in codes)


def _is_living(document: Stored) -> bool:
    return has_stage(document.resource) and document.resource.get("status") == "current"


def is_signed(document: Stored) -> bool:
    return _is_living(document) and document_stage(document.resource) is DocumentStage.SIGNED


def decision_of(repository: Repository, document: Stored) -> str:
    """“1” agreed, “2” refused; agreed for a form that asks for no decision: signing it is the agreement."""
    if confirming.refused_roles(document):
        return REFUSED  # whatever the paper says, the person would not sign it
    kind = documents.form_of(document)
    if DECISION not in kind.field_by_key:
        return AGREED
    for source in documents.sources_of(repository, document):
        if source.type == "QuestionnaireResponse":
            value = from_response(kind, source.resource).get(DECISION)
            return value.code if isinstance(value, Coding) else ""
    return ""


def is_given(repository: Repository, stay: Stored, act: str) -> bool:
    """Whether the last word signed in the stay agrees to an act not bound to one Procedure (leaving, transfer)."""
    said = (decision_of(repository, paper) for paper in papers_of(repository, stay, act) if is_signed(paper))
    return next((one for one in said if one), "") == AGREED


def bind(repository: Repository, *, procedure: Stored, act: str, document: Stored) -> Stored:
    """Use a signed paper for this act; each paper opens (or forbids) one act only.

    Returns  the Consent: active and permit, or rejected and deny when the patient refused
    Raises   PAPER_DOES_NOT_FIT
    """
    same_stay = (
        document.resource["context"]["encounter"][0]["reference"]
        == procedure.resource["encounter"]["reference"]
    )
    fits = same_stay and is_signed(document) and documents.form_code(document) in gating_forms(act)
    if not fits or _consents(repository, "source-reference", document):
        raise PAPER_DOES_NOT_FIT.at("DocumentReference")
    decision = decision_of(repository, document)
    if decision not in (AGREED, REFUSED):
        raise PAPER_DOES_NOT_FIT.at("DocumentReference")
    agreed = decision == AGREED
    return repository.create(
        {
            "resourceType": "Consent",
            "status": "active" if agreed else "rejected",
            "scope": {"coding": [_SCOPE]},
            "category": [{"coding": [_CATEGORY]}],
            "patient": {"reference": f"Patient/{procedure.patient}"},
            "dateTime": timezone.localtime().isoformat(timespec="seconds"),
            "organization": [{"reference": "Organization/co-so"}],
            "sourceReference": {"reference": document.reference},
            "policyRule": {"text": "Điều 65 Luật Khám bệnh, chữa bệnh số 15/2023/QH15"},
            "provision": {
                "type": "permit" if agreed else "deny",
                "data": [{"meaning": "instance", "reference": {"reference": procedure.reference}}],
            },
        }
    )


def _consents(repository: Repository, parameter: str, target: Stored) -> tuple[Stored, ...]:
    return repository.search("Consent", [(parameter, target.reference), ("_count", "50")]).matches


def consent_of(repository: Repository, procedure: Stored) -> Stored | None:
    """The newest Consent of an act whose paper still stands."""
    for consent in _consents(repository, "data", procedure):
        if paper_of(repository, consent) is not None:
            return consent
    return None


def paper_of(repository: Repository, consent: Stored) -> Stored | None:
    """The signed, living paper behind a Consent."""
    reference = str(consent.resource.get("sourceReference", {}).get("reference", ""))
    document = repository.read_many([reference]).get(reference)
    return document if document is not None and is_signed(document) else None


def demand_agreement(repository: Repository, procedure: Stored, act: str) -> None:
    """Raises CONSENT_REFUSED, CONSENT_MISSING unless the act may begin now."""
    refuse_unheard(repository, procedure, act)
    found = False
    for consent in _consents(repository, "data", procedure):
        paper = paper_of(repository, consent)
        if paper is None or documents.form_code(paper) not in gating_forms(act):
            continue
        if paper.resource["context"]["encounter"] != [procedure.resource["encounter"]]:
            continue
        if decision_of(repository, paper) != AGREED:
            raise CONSENT_REFUSED.at("Procedure")
        found = True
    if not found:
        raise CONSENT_MISSING.at("Procedure")


def refuse_unheard(repository: Repository, procedure: Stored, act: str) -> None:
    """Raises CONSENT_REFUSED while the last word signed about such an act is a “no” that nobody has used yet.

    Used for the act it was about, that one ends and others go on; left lying, an older “yes” would overrule it.
    """
    stay = repository.read(*str(procedure.resource["encounter"]["reference"]).split("/"))
    for paper in papers_of(repository, stay, act):
        decision = decision_of(repository, paper) if is_signed(paper) else ""
        if decision == AGREED:
            return
        if decision == REFUSED and not _consents(repository, "source-reference", paper):
            raise CONSENT_REFUSED.at("Procedure")


def is_ours(consent: Mapping[str, Any]) -> bool:
    """Whether a Consent speaks of an act: nobody else may say that an act was agreed to (records.outside)."""
    provision = consent.get("provision")
    data = provision.get("data") if isinstance(provision, Mapping) else None
    for one in data if isinstance(data, list | tuple) else ():
        named = one.get("reference") if isinstance(one, Mapping) else None
        if isinstance(named, Mapping) and str(named.get("reference", "")).startswith("Procedure/"):
            return True
    return False
