"""The answers a paper was made of, from its sources: a QuestionnaireResponse or the lines of a prescription."""

from __future__ import annotations

from benhan.forms.answers import Answers, from_response
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Form
from benhan.forms.medication_requests import from_requests
from benhan.forms.prescription import answers_of
from benhan.records import documents
from benhan.store.repository import Repository, Stored


def answers_of_document(repository: Repository, document: Stored, form: Form) -> Answers:
    """What the paper says, as far as its sources say it."""
    sources = documents.sources_of(repository, document)
    responses = [one for one in sources if one.type == "QuestionnaireResponse"]
    if responses:
        return calculated(form, from_response(form, responses[0].resource))
    requests = [one.resource for one in sources if one.type == "MedicationRequest"]
    return calculated(form, answers_of(from_requests(requests))) if requests else {}
