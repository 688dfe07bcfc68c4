"""“Lấy từ phiếu trước”: what an earlier sheet of the stay offers, and which of it stands untouched.

A page sends hidden inputs `_chep`, "<key>=<id of the earlier answers>"; nothing is believed: a mark is kept only while
the answer still equals what those answers say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from benhan.forms.answers import Answers, from_response
from benhan.forms.catalogue import Form, form_of_canonical
from benhan.forms.copying import Copied, to_copy
from benhan.law.vietnam_time import VIETNAM
from benhan.store.repository import Stored
from benhan.ward.visit.input_texts import Texts, texts_of
from benhan.ward.visit.reading import Visit

if TYPE_CHECKING:
    from benhan.ward.visit.writing import Writing

COPIES = "_chep"
Sent = Mapping[str, Sequence[str]]


def earlier_sheet(visit: Visit, form: Form, but: str) -> Stored | None:
    """The newest other answers of the same form in this stay that say something."""
    return next(
        (
            one
            for one in visit.responses
            if one.id != but
            and "item" in one.resource
            and form_of_canonical(str(one.resource["questionnaire"])).code == form.code
        ),
        None,
    )


def taken_over(form: Form, earlier: Stored, present: Answers, present_texts: Sent) -> Texts:
    """The texts with what the earlier sheet offers, and the marks that say so."""
    offered = to_copy(form, answers_in(form, earlier), present)
    texts = {name: list(values) for name, values in present_texts.items()}
    texts |= texts_of(form, offered)
    texts[COPIES] = [*texts.get(COPIES, []), *(f"{key}={earlier.id}" for key in offered)]
    return texts


def answers_in(form: Form, earlier: Stored) -> Answers:
    """An earlier sheet's answers to the questions that this version of the form still asks in the same way."""
    old = form_of_canonical(str(earlier.resource["questionnaire"]))
    answers = from_response(old, earlier.resource)
    if old.canonical == form.canonical:
        return answers
    same = {field.key for field in form.fields if old.field_by_key.get(field.key) == field}
    return {key: value for key, value in answers.items() if key in same}


def copies_to_send(copied: Mapping[str, Copied]) -> Texts:
    """The hidden inputs of what was taken over before."""
    return {COPIES: [f"{key}={mark.response}" for key, mark in copied.items()]} if copied else {}


def copies_claimed(visit: Visit, sent: Sent) -> dict[str, Copied]:
    """What a page says was taken over, in words; only from answers of this visit."""
    made = {}
    for text in sent.get(COPIES, ()):
        key, _, id_ = text.partition("=")
        source = visit.response(id_)
        if source is not None:
            made[key] = Copied(source.id, words_of_sheet(source))
    return made


def copies_verified(visit: Visit, state: Writing, answers: Answers, sent: Sent) -> dict[str, Copied]:
    """The claims that hold: the answer still is what the earlier sheet says, or what was marked before."""
    made = {}
    for key, mark in copies_claimed(visit, sent).items():
        source = visit.response(mark.response)
        if source is not None and key in answers and answers_in(state.form, source).get(key) == answers[key]:
            made[key] = mark
    return made


def words_of_sheet(response: Stored) -> str:
    """ "phiếu ngày 02/03/2026 của BS. Nguyễn Văn An"."""
    written = datetime.fromisoformat(str(response.resource["authored"])).astimezone(VIETNAM)
    by = str(response.resource.get("author", {}).get("display", ""))
    return f"phiếu ngày {written:%d/%m/%Y}" + (f" của {by}" if by else "")
