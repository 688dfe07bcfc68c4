"""The ceremony, the confirmation and the verification in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from benhan.access.actor import Actor
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.records import documents
from benhan.records.confirming import side_of
from benhan.records.signatures import SlotState
from benhan.records.signing_order import wrong_order
from benhan.records.stages import DocumentStage, awaits_timestamp, document_stage
from benhan.signing.reports import PdfReport, Question, SignatureReport
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Field,
    KeyValues,
    PatientBanner,
    SignatureVerdict,
    SignerLine,
    SigningSheet,
    VerifyReport,
    status_badge,
)
from benhan.ward.visit.papers import signing_actions
from benhan.ward.visit.text_view import text_of_answers

PLACE = "vi_tri"
AWAITED_BADGE = Badge("Chờ dấu thời gian", "hoe", "clock")


@dataclass(frozen=True, slots=True)
class SigningPage:
    """One paper at the ceremony.

    text          the paper's content in words, for who can't see the PDF
    next_actions  lead on to other places of the paper, or back
    """

    banner: PatientBanner
    title: str
    sheet: SigningSheet
    text: tuple[KeyValues, ...]
    back_url: str
    document_id: str
    next_actions: tuple[Action, ...] = ()


def signing_page(
    *,
    banner: PatientBanner,
    document: Stored,
    encounter: Stored,
    form: Form,
    answers: Answers,
    states: tuple[SlotState, ...],
    actor: Actor,
    roles: tuple[str, ...],
    identity: Field | None,
    pin: Field | None = None,
    now: datetime,
    error: str = "",
    error_code: str = "",
) -> SigningPage:
    """The ceremony for who may sign now; for everybody else the state of the paper.

    roles  the places the person signs with this button, () when none
    """
    is_awaited = awaits_timestamp(document.resource)
    mine = () if is_awaited else roles
    url, back = f"/kham/giay/{document.id}", f"/kham/luot/{encounter.id}/"
    sheet = SigningSheet(
        title=form.title,
        patient_line=f"{banner.shown_name} · {banner.sex} · {banner.age} · {banner.number}",
        signers=signer_lines(states, actor, mine, banner.name, now),
        statement=_statement(form, states, mine, actor),
        post_url=f"{url}/ky/",
        sign=Action(
            f"Ký {form.title.lower()}", method="submit", kind="primary", icon="sign", key="ctrl+enter ctrl+."
        ),
        frame_url=f"{url}.pdf#navpanes=0&view=FitH",
        download=Action("Mở bản in", f"{url}.pdf", kind="quiet", icon="print"),
        second_factor=replace(identity, has_focus=not error) if identity and mine else None,
        pin=pin if mine else None,
        hidden=(("sha256", documents.sha256_of(document)), *_asked_place(states, mine)),
        error=error,
        error_code=error_code,
        done=None if mine else AWAITED_BADGE if is_awaited else _done(document, states, now),
        verify=Action("Kiểm tra chữ ký", f"{url}/kiem-tra/", icon="seal") if _is_any_signed(states) else None,
    )
    onward: tuple[Action, ...] = ()
    if not mine and not is_awaited:
        onward = signing_actions(actor, encounter, states, url, is_main=True)
    if not mine:
        is_first = not any(one.kind == "primary" for one in onward)
        back_action = Action("Về lượt khám", back, kind="primary" if is_first else "secondary", icon="visit")
        onward = (*onward, back_action)
    return SigningPage(
        banner, f"Ký {form.title.lower()}", sheet, text_of_answers(form, answers), back, document.id, onward
    )


def _asked_place(states: Sequence[SlotState], mine: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """A place that may stay empty is signed only when it was asked for: its name comes back with the button."""
    asked = [one.signer.role for one in states if one.signer.optional and one.signer.role in mine]
    return tuple((PLACE, role) for role in asked)


def _is_any_signed(states: Sequence[SlotState]) -> bool:
    return any(state.is_signed for state in states)


def _statement(form: Form, states: Sequence[SlotState], mine: Sequence[str], actor: Actor) -> str:
    if not mine:
        waiting = next((one for one in states if not one.is_signed and not one.signer.optional), None)
        if waiting is None:
            return "Tờ này đã đủ chữ ký."
        return f"Người ký tiếp theo: {waiting.signer.label}."
    roles = " và ".join(state.signer.label.lower() for state in states if state.signer.role in mine)
    return (
        f"Bấm nút là {actor.name} ký tờ “{form.title}” này với tư cách {roles}. "
        "Sau khi ký, nội dung không sửa được nữa; muốn sửa phải lập bản sửa đổi."
    )


def _done(document: Stored, states: Sequence[SlotState], now: datetime) -> Badge:
    signed = [state for state in states if state.signed_at is not None]
    if not signed:
        return status_badge("unsigned")
    last = max(signed, key=lambda state: (state.signed_at or now, state.signer.order))
    at = dates_vi.full_moment(last.signed_at or now)
    word = "Đã ký đủ" if document_stage(document.resource) is DocumentStage.SIGNED else "Đã ký"
    return Badge(f"{word} · {last.signed_by} · {at}", "la", "dot")


def signer_lines(
    states: Sequence[SlotState], actor: Actor, mine: Sequence[str], patient: str, now: datetime
) -> tuple[SignerLine, ...]:
    made = []
    for place, state in enumerate(states, start=1):
        is_mine = state.signer.role in mine
        expected = (
            actor.name if is_mine else patient if side_of(state.signer) == "patient" else "chưa xác định"
        )
        if state.signed_at is not None:
            badge, at = status_badge("signed"), dates_vi.near_moment(state.signed_at, now=now)
        else:
            badge, at = (status_badge("unsigned") if is_mine else status_badge("waiting", _waits(state))), ""
        made.append(
            SignerLine(str(place), state.signer.label, state.signed_by or expected, badge, at, is_mine)
        )
    return tuple(made)


def _waits(state: SlotState) -> str:
    if state.is_later:
        return "Khi niêm phong"
    later = {"hands-over": "Khi đóng", "receives": "Khi duyệt"}
    return later.get(state.signer.capacity, "Không bắt buộc" if state.signer.optional else "Chờ lượt")


def verify_report(report: PdfReport, form: Form, states: Sequence[SlotState], name: str) -> VerifyReport:
    """The verification of one paper; one verdict first, then every signature's three questions."""
    labels = {signer.role: signer.label for signer in form.signers}
    people = {state.signer.role: state.signed_by for state in states if state.is_signed}
    disorder = wrong_order(form, report.signatures)
    verdict = (
        status_badge("valid")
        if report.is_valid and not disorder
        else status_badge("invalid" if report.signatures else "unknown")
    )
    return VerifyReport(
        f"Kiểm tra chữ ký trên {name}",
        verdict,
        " ".join([*(one.clinician for one in disorder), report.clinician]),
        tuple(
            _verdict(one, labels.get(one.field, one.field), people.get(one.field, ""))
            for one in report.signatures
        ),
    )


def _verdict(one: SignatureReport, label: str, person: str) -> SignatureVerdict:
    failed = set(one.failed)

    def badge(*questions: Question) -> Badge:
        return status_badge("invalid" if failed & set(questions) else "valid")

    demo = ", chứng thư DEMO không có giá trị pháp lý" if one.signer.is_demo else ""
    at = dates_vi.full_moment(one.timestamped_at) if one.timestamped_at else "không có dấu thời gian"
    holder = one.signer.name or "không rõ tên"
    is_device = person and person != holder
    return SignatureVerdict(
        signer=person or holder,
        role=label,
        verdict=status_badge("valid" if one.is_valid else "invalid"),
        integrity=badge(Question.BYTE_RANGE, Question.INTEGRITY, Question.LATER_CHANGES, Question.CONTAINER),
        identity=badge(Question.SIGNER, Question.REVOCATION),
        time=badge(Question.TIME),
        time_note=f"{at}, mức {one.level}" if one.level else at,
        identity_note=f"{'khoá: ' + holder + ', ' if is_device else ''}hạn đến {dates_vi.day(one.signer.valid_to)}{demo}",
    )
