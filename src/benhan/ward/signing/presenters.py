"""The ceremony, the confirmation and the verification in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.forms.answers import Answers
from benhan.forms.catalogue import Form
from benhan.records import documents
from benhan.records.signatures import PATIENT_SLOT, SlotState
from benhan.records.signing_order import wrong_order
from benhan.records.slots import roles_in_turn as turn_of
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
from benhan.ward.visit.papers import is_patients_turn
from benhan.ward.visit.text_view import text_of_answers

AWAITED_BADGE = Badge("Chờ dấu thời gian", "hoe", "clock")


@dataclass(frozen=True, slots=True)
class SigningPage:
    """text is the paper's content in words, for who can't see the PDF; next_action leads on after signing."""

    banner: PatientBanner
    title: str
    sheet: SigningSheet
    text: tuple[KeyValues, ...]
    back_url: str
    document_id: str
    next_action: Action | None = None


def signing_page(
    *,
    banner: PatientBanner,
    document: Stored,
    encounter: Stored,
    form: Form,
    answers: Answers,
    states: tuple[SlotState, ...],
    actor: Actor,
    identity: Field | None,
    pin: Field | None = None,
    now: datetime,
    error: str = "",
    error_code: str = "",
) -> SigningPage:
    """The ceremony for who may sign now; for everybody else the state of the paper."""
    is_awaited = awaits_timestamp(document.resource)
    mine = () if is_awaited else turn_of(actor, encounter, states)
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
        hidden=(("sha256", documents.sha256_of(document)),),
        error=error,
        error_code=error_code,
        done=None if mine else AWAITED_BADGE if is_awaited else _done(document, states, now),
        verify=Action("Kiểm tra chữ ký", f"{url}/kiem-tra/", icon="seal") if _is_any_signed(states) else None,
    )
    onward = None
    if (
        not mine
        and not is_awaited
        and is_patients_turn(states)
        and may(actor, Permission.WITNESS_CONFIRMATION)
    ):
        onward = Action("Mời người bệnh xác nhận", f"{url}/xac-nhan/", kind="primary", icon="patient")
    elif not mine:
        onward = Action("Về lượt khám", back, kind="primary", icon="visit")
    return SigningPage(
        banner, f"Ký {form.title.lower()}", sheet, text_of_answers(form, answers), back, document.id, onward
    )


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
        role, is_mine = state.signer.role, state.signer.role in mine
        expected = actor.name if is_mine else patient if role == PATIENT_SLOT else "chưa xác định"
        if state.signed_at is not None:
            badge, at = status_badge("signed"), dates_vi.near_moment(state.signed_at, now=now)
        else:
            badge, at = (status_badge("unsigned") if is_mine else status_badge("waiting", _waits(state))), ""
        made.append(
            SignerLine(str(place), state.signer.label, state.signed_by or expected, badge, at, is_mine)
        )
    return tuple(made)


def _waits(state: SlotState) -> str:
    later = {
        "file_giver": "Khi đóng",
        "file_receiver": "Khi duyệt",
        "director": "Khi niêm phong",
        "facility": "Khi niêm phong",
    }
    return later.get(state.signer.role, "Không bắt buộc" if state.signer.optional else "Chờ lượt")


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
