"""One signature as it is made, and the Provenance that says afterwards who signed what, where, by which method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.records import confirming, documents
from benhan.records.slots import SIGNATURE_SLOT
from benhan.signing.appearance import Appearance
from benhan.signing.keys import SigningKey
from benhan.signing.pades import Level
from benhan.store.repository import Stored

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


def provenance_of(actor: Actor, document: Stored, act: Act) -> dict[str, Any]:
    when = timezone.localtime(act.at).isoformat(timespec="milliseconds")
    who = {"reference": f"Practitioner/{actor.practitioner}"} if actor.practitioner else {}
    code = WITNESSED_CONSENT if act.evidence else SEAL if act.role in SEALS else AUTHOR
    provenance: dict[str, Any] = {
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
        provenance["entity"] = [{"role": "source", "what": what}]
    return provenance
