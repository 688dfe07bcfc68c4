"""Writing a form: what stands in it, keeping what is typed, and making a version of it.

A page carries one revision, "<version>-<draft>": the saved version its texts build on and the draft revision of
this account. Whoever sends another one than the present gets both texts instead of winning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benhan.access.models import Facility
from benhan.fhir.problems import Finding, ProblemError
from benhan.forms import drafts
from benhan.forms.answers import Answers, date_from, from_response
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Form, form_of_canonical
from benhan.forms.check import check
from benhan.forms.conditions import shown_answers
from benhan.forms.copying import Copied, filled_from_facts, marks_of, origins_of
from benhan.forms.prefill import Prefilled, prefill
from benhan.forms.problems import DRAFT_CONFLICT
from benhan.forms.typed_input import Parsed, parse
from benhan.records import answers as kept_answers
from benhan.store import keyring
from benhan.store.repository import Repository, Stored
from benhan.ward.visit.carrying_on import COPIES, copies_to_send, copies_verified
from benhan.ward.visit.input_texts import Texts, texts_of
from benhan.ward.visit.reading import Visit, known

CIPHER = drafts.Cipher(keyring.encrypt, keyring.decrypt)
BASED_ON = "_version"  # in a draft: the version its texts build on
Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Writing:
    """A form as it stands for one person.

    response   the saved answers, None before the first save
    version    of what is saved, 0 before
    saved      texts of the saved version, or what was filled in for the person
    draft      the person's own unsaved texts, None when there are none
    prefilled  with where each value came from
    copied     what was taken over from an earlier sheet, as saved
    url        where this form is written; its acts lie below
    """

    form: Form
    document: str
    response: Stored | None
    saved: Texts
    draft: drafts.Saved | None
    prefilled: Prefilled
    version: int = 0
    copied: Mapping[str, Copied] = field(default_factory=dict)
    url: str = ""

    @property
    def revision(self) -> str:
        return f"{self.version}-{self.draft.revision if self.draft else 0}"

    @property
    def texts(self) -> Texts:
        """What to show: the draft, else what is saved."""
        if self.draft is None:
            return self.saved
        return {name: list(values) for name, values in self.draft.texts.items() if name != BASED_ON}

    @property
    def is_draft_stale(self) -> bool:
        """The draft was typed over an older version than the saved one."""
        return self.draft is not None and self.draft.texts.get(BASED_ON) != [str(self.version)]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both texts: the revision to go on with, and what stands on the server."""

    revision: str
    theirs: Texts


def writing(
    repository: Repository, visit: Visit, form: Form, facility: Facility, response: Stored | None = None
) -> Writing:
    """A form's state for the person who acts: a sheet by its answers, else the record's own form.

    A sheet that was begun and never saved shows what is known, like a form nobody has begun.
    """
    is_sheet = response is not None
    response = response or visit.response_of(form)
    if response is not None:  # answers open in the version they were written in, whatever is in force
        form = form_of_canonical(str(response.resource["questionnaire"]))
    first = prefill(form, known(visit, facility.health_department, response))
    is_fresh = response is None or "item" not in response.resource
    saved = first.answers if response is None or is_fresh else from_response(form, response.resource)
    copied = marks_of(response.resource) if response else {}
    texts = texts_of(form, calculated(form, saved)) | copies_to_send(copied)
    document = f"{visit.encounter.id}/{response.id if response and is_sheet else form.slug}"
    return Writing(
        form,
        document,
        response,
        texts,
        own_draft(repository, visit, document),
        first,
        response.version if response else 0,
        copied,
        f"{visit.url}phieu/{response.id}/" if response and is_sheet else f"{visit.url}benh-an/",
    )


def own_draft(repository: Repository, visit: Visit, document: str) -> drafts.Saved | None:
    by = repository.by
    return drafts.read(
        facility=by.facility, account=by.account, document=document, now=visit.now, cipher=CIPHER
    )


def keep(repository: Repository, visit: Visit, state: Writing, sent: Sent, revision: str) -> str | Conflict:
    """Keep what is typed as a draft; the next revision, or both texts when it builds on an older state.

    Raises DRAFT_TOO_LARGE. Writes one draft row.
    """
    texts = typed(sent)
    version, _, number = revision.partition("-")
    if version != str(state.version):
        return conflict(state, texts)
    by = repository.by
    try:
        fresh = drafts.save(
            facility=by.facility,
            account=by.account,
            document=state.document,
            form=state.form,
            texts=texts | {BASED_ON: [version]},
            expected_revision=int(number) if number.isdecimal() and len(number) < 9 else 0,
            now=visit.now,
            cipher=CIPHER,
        )
    except ProblemError as problem:
        if problem.problem is not DRAFT_CONFLICT:
            raise
        return conflict(state, texts)
    return f"{version}-{fresh}"


def conflict(state: Writing, texts: Texts) -> Conflict:
    """What the server holds for every input that was sent."""
    held = state.saved if state.is_draft_stale else state.texts
    return Conflict(state.revision, {name: list(held.get(name, [""])) for name in texts if name != COPIES})


def typed(sent: Sent) -> Texts:
    """The inputs of a submission, without tokens and buttons."""
    apart = {"csrfmiddlewaretoken", "revision", "viec", "xac_nhan_canh_bao", BASED_ON}
    return {name: [str(value) for value in values] for name, values in sent.items() if name not in apart}


@dataclass(frozen=True, slots=True)
class Read:
    """A submission understood: answers with calculated fields, and what could not be understood."""

    answers: Answers
    parsed: Parsed


def understand(visit: Visit, form: Form, texts: Sent) -> Read:
    """What is typed, with what follows from it; answers to questions that are not asked are left out."""
    parsed = parse(form, texts, now=visit.now)
    return Read(shown_answers(form, calculated(form, parsed.answers)), parsed)


def save(repository: Repository, visit: Visit, state: Writing, answers: Answers, sent: Sent) -> Stored:
    """The draft becomes a version, its facts with it. Raises what records.answers raises.

    sent  the submission's texts, which say what was taken over and not touched since
    """
    copied = copies_verified(visit, state, answers, sent)
    untouched = filled_from_facts(state.form, answers, state.prefilled.answers, state.prefilled.origins)
    if state.response is not None:
        before = from_response(state.form, state.response.resource)
        stood = origins_of(state.response.resource)
        untouched |= {key: words for key, words in stood.items() if answers.get(key) == before.get(key)}
    if state.response is None:
        stored = kept_answers.start(
            repository,
            form=state.form,
            encounter=visit.encounter,
            answers=answers,
            copied=copied,
            known=untouched,
        )
    else:
        stored = kept_answers.save(
            repository,
            form=state.form,
            response=state.response,
            encounter=visit.encounter,
            answers=answers,
            if_match=state.version,
            copied=copied,
            known=untouched,
        )
    by = repository.by
    drafts.discard(facility=by.facility, account=by.account, document=state.document)
    return stored


def findings(visit: Visit, form: Form, answers: Answers, when: str) -> tuple[Finding, ...]:
    patient = visit.patient.resource
    return check(
        form,
        answers,
        when=when,
        now=visit.now,
        sex={"male": "1", "female": "2"}.get(patient.get("gender", ""), ""),
        birth_date=date_from(patient["birthDate"]) if patient.get("birthDate") else None,
    )


def errors_by_name(found: Sequence[Finding]) -> dict[str, str]:
    """Beside which input each finding stands; the first of a field is enough to begin with."""
    made: dict[str, str] = {}
    for one in found:
        made.setdefault(one.expression, one.clinician)
    return made
