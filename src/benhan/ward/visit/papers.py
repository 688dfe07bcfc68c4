"""A paper of the visit as the right-hand side of the page, with what this person may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form, Signer
from benhan.forms.copying import marks_of
from benhan.records.confirming import side_of
from benhan.records.signatures import SlotState
from benhan.records.slots import optional_in_turn, patients_place
from benhan.records.slots import roles_in_turn as turn_of
from benhan.records.stages import DocumentStage, awaits_timestamp, document_stage
from benhan.store.repository import Stored
from benhan.ui.parts import Action
from benhan.ward.visit.attaching import attachment_box
from benhan.ward.visit.document_list import stage_badge
from benhan.ward.visit.presenters import PaperSheet
from benhan.ward.visit.reading import Visit
from benhan.ward.visit.rights import is_open, may_write_form
from benhan.ward.visit.text_view import text_of_answers


def paper_sheet(
    visit: Visit, document: Stored, form: Form, answers: Answers, states: tuple[SlotState, ...], actor: Actor
) -> PaperSheet:
    url = f"/kham/giay/{document.id}"
    actions: list[Action] = []
    mine = turn_of(actor, visit.encounter, states)
    if mine:
        actions.append(
            Action(
                f"Ký {form.title.lower()}", f"{url}/ky/", kind="primary", icon="sign", key="ctrl+enter ctrl+."
            )
        )
    if is_open(visit) and not awaits_timestamp(document.resource):
        actions += signing_actions(actor, visit.encounter, states, url, is_main=not mine)
    response = response_behind(visit, document)
    sheet = sheet_url(visit, response) if response else ""
    if (
        response
        and document_stage(document.resource) is DocumentStage.PREPARED
        and may_write_form(actor, visit, form)
    ):
        actions.append(Action("Sửa lại trước khi ký", f"{sheet}sua-lai/", method="post", icon="edit"))
    if document_stage(document.resource) is not DocumentStage.PREPARED:
        actions.append(Action("Kiểm tra chữ ký", f"{url}/kiem-tra/", icon="seal"))
    actions.append(Action("Lịch sử, sửa đổi, in bản giấy", f"{url}/lich-su/", kind="quiet", icon="clock"))
    actions.append(Action("Mở bản in", f"{url}.pdf", kind="quiet", icon="print"))
    waiting = next((one.signer.label for one in states if not one.is_signed and not one.signer.optional), "")
    return PaperSheet(
        title=form.title,
        badge=stage_badge(document),
        frame_url=f"{url}.pdf#navpanes=0&view=FitH",
        text=text_of_answers(form, answers, marks_of(response.resource) if response else {}),
        actions=tuple(actions),
        note=f"Đang chờ: {waiting}" if waiting else "",
        attachments=attachment_box(visit, response, sheet, is_writing=False) if response else None,
    )


def response_behind(visit: Visit, document: Stored) -> Stored | None:
    """The answers a paper was made of, None for a prescription."""
    named = {item["reference"] for item in document.resource["context"].get("related", ())}
    return next((one for one in visit.responses if one.reference in named), None)


def sheet_url(visit: Visit, response: Stored) -> str:
    """Where these answers are written: the record's own form, or a sheet beside it."""
    main = visit.response_of(visit.record_form)
    is_main = main is not None and main.id == response.id
    return f"{visit.url}benh-an/" if is_main else f"{visit.url}phieu/{response.id}/"


def signing_actions(
    actor: Actor, encounter: Stored, states: Sequence[SlotState], url: str, *, is_main: bool
) -> tuple[Action, ...]:
    """What else may be filled in now: a place of the patient's side, and places that may stay empty."""
    made = []
    place = patients_place(states)
    if place is not None and may(actor, Permission.WITNESS_CONFIRMATION):
        who = "người chứng kiến" if is_witness(place) else "người bệnh"
        address = f"{url}/xac-nhan/?{urlencode({'vi_tri': place.role})}"
        made.append(
            Action(f"Mời {who} xác nhận", address, kind="primary" if is_main else "secondary", icon="patient")
        )
    for signer in optional_in_turn(actor, encounter, states):
        address = f"{url}/ky/?{urlencode({'vi_tri': signer.role})}"
        made.append(Action(f"Ký thêm: {signer.label}", address, icon="sign"))
    return tuple(made)


def is_witness(signer: Signer) -> bool:
    return side_of(signer) == "witness"
