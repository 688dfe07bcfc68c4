"""One signature about to be made: in which place, with whose key, looking how; and the Provenance it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.forms.catalogue import Signer
from benhan.records import confirming, documents
from benhan.records.authority import SigningDesk
from benhan.records.slots import SIGNATURE_SLOT
from benhan.signing.appearance import Appearance, AppearanceFont, seal_appearance, staff_appearance
from benhan.signing.keys import SigningKey
from benhan.signing.pades import Level
from benhan.store.repository import Repository, Stored

SIGNER_TYPE = "urn:iso-astm:E1762-95:2013"
AUTHOR, WITNESSED_CONSENT, SEAL = "1.2.840.10065.1.12.1.1", "1.2.840.10065.1.12.1.7", "1.2.840.10065.1.12.1.5"
SEALS = frozenset({documents.SEAL_SLOT, documents.RECORD_SEAL_SLOT})


@dataclass(frozen=True, slots=True)
class Act:
    """One signature about to be made; `on_behalf` is who is shown as having confirmed when not the actor."""

    role: str
    label: str
    key: SigningKey
    look: Appearance
    at: datetime
    level: Level
    evidence: str = ""
    on_behalf: str = ""
    method_class: int = 1
    capacity: str = ""
    representative: str = ""
    is_refusal: bool = False


def staff_act(
    repository: Repository,
    facility: Facility,
    office: SigningDesk,
    signer: Signer,
    *,
    is_last: bool,
    secret: str,
) -> Act:
    """The person's own signature; the one that completes the document also gets the archive timestamp."""
    by, at = repository.by, timezone.now()
    look = staff_appearance(
        name=by.name, title=by.title, at=at, font=AppearanceFont.be_vietnam_pro(), is_demo=facility.is_demo
    )
    key = office.staff_key(by, facility, secret)
    return Act(signer.role, signer.label, key, look, at, Level.B_LTA if is_last else Level.B_LT)


def seal_act(facility: Facility, office: SigningDesk, role: str, label: str) -> Act:
    """The facility's digital signature and seal, pressed by a person who may (EMR-DOC-03, EMR-ESIG-04)."""
    at = timezone.now()
    look = seal_appearance(
        facility=facility.name, at=at, font=AppearanceFont.be_vietnam_pro(), is_demo=facility.is_demo
    )
    return Act(role, label, office.seal_key(facility), look, at, Level.B_LTA, "", facility.name)


def provenance(actor: Actor, document: Stored, act: Act) -> dict[str, Any]:
    """What a signature leaves beside its document: who, in which place, when, by which kind of method."""
    when = timezone.localtime(act.at).isoformat(timespec="milliseconds")
    who = {"reference": f"Practitioner/{actor.practitioner}"} if actor.practitioner else {}
    code = WITNESSED_CONSENT if act.evidence else SEAL if act.role in SEALS else AUTHOR
    made: dict[str, Any] = {
        "resourceType": "Provenance",
        "target": [{"reference": document.reference}, {"reference": f"Patient/{document.patient}"}],
        "recorded": when,
        "agent": [{"who": {**who, "display": actor.name}}],
        "signature": [
            {
                "extension": [
                    {"url": SIGNATURE_SLOT, "valueString": act.role},
                    *confirming.extensions(
                        act.method_class,
                        act.capacity or ("organisation" if act.role in SEALS else "staff"),
                        is_refusal=act.is_refusal,
                    ),
                ],
                "type": [{"system": SIGNER_TYPE, "code": code}],
                "when": when,
                "who": ({"reference": act.representative} if act.representative else {})
                | {"display": act.on_behalf or actor.name},
                "targetFormat": "application/pdf",
                "sigFormat": "application/pdf",
            }
        ],
    }
    if act.evidence:
        what = {"identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:sha256:{act.evidence}"}}
        made["entity"] = [{"role": "source", "what": what}]
    return made
