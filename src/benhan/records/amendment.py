"""Correcting what is signed: a new document beside the old one, which stays as it was signed."""

from __future__ import annotations

from benhan.access.permissions import Permission, demand
from benhan.forms.answers import from_response
from benhan.records import answers, documents
from benhan.records.problems import NOT_SIGNED_YET, REASON_NEEDED
from benhan.records.stages import DocumentStage, document_stage
from benhan.records.standing import lock_alone
from benhan.store.repository import Repository, Stored


def amend(repository: Repository, *, document: Stored, encounter: Stored, reason: str) -> Stored:
    """New answers copied from those of a signed document, to be corrected, prepared and signed like any other.

    The old document is superseded when the new one has every signature it needs, not before; the facts follow then.
    Returns  the new QuestionnaireResponse, in progress
    Raises   REASON_NEEDED, NOT_SIGNED_YET, WRONG_STAGE (only while the record is open)
    """
    demand(repository.by, Permission.EDIT_ENTRY)
    if not reason.strip():
        raise REASON_NEEDED.at()
    current = lock_alone(repository, "DocumentReference", document.id)
    sources = documents.sources_of(repository, current)
    source = next((one for one in sources if one.type == "QuestionnaireResponse"), None)
    if source is None or document_stage(current.resource) is not DocumentStage.SIGNED:
        raise NOT_SIGNED_YET.at("DocumentReference")
    form = documents.form_of(current)
    said = from_response(form, source.resource)
    return answers.start(
        repository,
        form=form,
        encounter=encounter,
        answers=said,
        before=said,
        amends=current,
        reason=reason.strip(),
    )
