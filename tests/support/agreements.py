"""A signed agreement (01/BV2) of a stay as the records layer keeps it, without the ceremony of signing."""

from __future__ import annotations

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.forms.answers import Coding
from benhan.forms.catalogue import form
from benhan.records import answers, documents
from benhan.records.stages import DOCUMENT_STAGE, DocumentStage, tagged
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST

AGREEMENT = "01/BV2"


def paper(
    stay: Stored,
    decision: str,
    *,
    by: Actor,
    code: str = AGREEMENT,
    stage: DocumentStage = DocumentStage.SIGNED,
) -> Stored:
    """A paper of the form in the stay's record whose answers carry the decision (1 agreed, 2 refused)."""
    kind = form(code, timezone.localdate())
    field = kind.field_by_key.get("decision")
    given = {}
    if field is not None:
        choice = field.choice(decision)
        assert choice
        given = {"decision": Coding(field.choice_system, choice.code, choice.label)}
    with Repository(by=by) as repository:
        response = answers.start(repository, form=kind, encounter=stay, answers=given)
        answers.complete(repository, response)
    made = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": documents.kind(kind),
        "subject": {"reference": f"Patient/{stay.patient}"},
        "date": timezone.localtime().isoformat(timespec="milliseconds"),
        "content": [{"attachment": {"contentType": "application/pdf", "url": "urn:sha256:" + "0" * 64}}],
        "context": {
            "encounter": [{"reference": stay.reference}],
            "related": [{"reference": response.reference}],
        },
    }
    with Repository(by=CAST.system) as repository:
        return repository.create(tagged(made, DOCUMENT_STAGE, stage))
