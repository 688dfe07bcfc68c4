"""The confirmation of a paper by the patient's side in words: who, which way, what is said before the button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from benhan.access.actor import Actor
from benhan.forms.catalogue import Form
from benhan.law.representatives import kinds, rules_at, strong_forms
from benhan.records import confirming, documents, representatives
from benhan.records.signatures import PATIENT_SLOT, SlotState
from benhan.store.repository import Stored
from benhan.ui.parts import Action, Choice, Field, Notice, PatientBanner, SignaturePad, SignerLine
from benhan.ward.signing.presenters import signer_lines

WHO, NAME, RELATION, KIND, PLACE, STROKES, CODE, CODE_ID = (
    "ai", "ho_ten", "quan_he", "loai", "vi_tri", "net_ky", "ma", "ma_so",
)  # fmt: skip
REASON, SECOND, SECOND_AS, AGREES = "ly_do", "chung_kien_hai", "chung_kien_hai_la", "dong_y"
PATIENT, OTHER = "nguoi-benh", "dai-dien"
PEN, BY_CODE, DEVICE, REFUSE = "", "ma/", "thiet-bi/", "tu-choi/"
_WAYS = ((PEN, "Bút ký", "sign"), (BY_CODE, "Mã qua điện thoại", "phone"), (DEVICE, "Thiết bị nhận dạng", "people"),
         (REFUSE, "Từ chối ký", "cross"))  # fmt: skip
_CONFIRMED = {
    "record": "đã được bác sĩ giải thích về bệnh và hướng điều trị, đã xem và đồng ý với nội dung bệnh án này",
    "prescription": "đã nhận đơn thuốc này và được hướng dẫn cách dùng thuốc",
}


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """One way of confirming; pad only for the pen; hidden are (name, value) pairs the server needs back.

    other  about somebody who is not on record yet, folded away unless they were chosen
    """

    banner: PatientBanner
    title: str
    frame_url: str
    signers: tuple[SignerLine, ...]
    patient_line: str
    notices: tuple[Notice, ...]
    ways: tuple[Way, ...]
    statement: str
    fields: tuple[Field, ...]
    other: tuple[Field, ...]
    is_other_open: bool
    pad: SignaturePad | None
    witness: str
    sha256: str
    hidden: tuple[tuple[str, str], ...]
    submit: Action
    post_url: str
    back_url: str
    more: Action
    error: str = ""
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of confirming is made for.

    role     the place to be filled; typed what came in; errors by field, "" for the whole
    people   representatives in force; age of the patient in whole years, None when unknown
    """

    form: Form
    document: Stored
    encounter: Stored
    banner: PatientBanner
    states: tuple[SlotState, ...]
    role: str
    people: tuple[Stored, ...]
    age: int | None
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    error_code: str = ""

    @property
    def is_witness(self) -> bool:
        signer = next((one.signer for one in self.states if one.signer.role == self.role), None)
        return signer is not None and confirming.side_of(signer) == "witness"


def open_places(states: Sequence[SlotState]) -> tuple[SlotState, ...]:
    """Unsigned places of the patient's side, in order."""
    return tuple(one for one in states if not one.is_signed and confirming.is_of_patients_side(one.signer))


def sentence(form: Form, patient: str, lookup_code: str) -> str:
    """What is confirmed, in full, the same whoever confirms; its SHA-256 or itself goes into the evidence."""
    who = f"người bệnh {patient} (hoặc người đại diện ghi tên trên tờ này)" if patient else "người bệnh"
    points = "; ".join(one.label for one in form.statement)
    usual = f"đã được giải thích, đã xem và xác nhận nội dung giấy “{form.title}”"
    said = points or _CONFIRMED.get(form.kind, usual)
    return f"Tôi, {who}, {said} (mã tra cứu {lookup_code})."


def page(
    asked: Asked, way: str, actor: Actor, *, now: datetime, has_device: bool, has_messages: bool, sent: str = "",
    code_id: str = "",
) -> ConfirmPage:  # fmt: skip
    """The page of one way. sent: the telephone a code has just gone to; then the digits are asked."""
    url = f"/kham/giay/{asked.document.id}"
    banner = asked.banner
    said = sentence(asked.form, banner.name, documents.lookup_code(asked.document.id))
    base = ConfirmPage(
        banner=banner,
        title=f"{'Người chứng kiến' if asked.is_witness else 'Người bệnh'} xác nhận {asked.form.title.lower()}",
        frame_url=f"{url}.pdf#navpanes=0&view=FitH",
        signers=signer_lines(asked.states, actor, (), banner.name, now),
        patient_line=f"{banner.shown_name} · {banner.sex} · {banner.age} · {banner.number}",
        notices=_notices(asked, way, has_device=has_device, has_messages=has_messages),
        ways=tuple(Way(label, f"{url}/xac-nhan/{key}?{PLACE}={asked.role}", icon, key == way) for key, label, icon in _WAYS),
        statement=said,
        fields=(),
        other=(),
        is_other_open=asked.typed.get(WHO) == OTHER,
        pad=None,
        witness=f"{actor.name} chứng kiến và chịu trách nhiệm rằng đúng người này đã xác nhận.",
        sha256=documents.sha256_of(asked.document),
        hidden=((PLACE, asked.role),),
        submit=Action("Ghi xác nhận", method="submit", kind="primary", icon="check"),
        post_url=f"{url}/xac-nhan/{way}",
        back_url=f"/kham/luot/{asked.encounter.id}/",
        more=Action("Ghi người đại diện kèm giấy tờ", f"{url}/xac-nhan/dai-dien/", kind="quiet", icon="plus"),
        error=asked.errors.get("", ""),
        error_code=asked.error_code,
    )  # fmt: skip
    who = _who(asked)
    if not asked.is_witness and not (sent or code_id):
        who, base = who[:1], replace(base, other=who[1:])
    if way == BY_CODE:
        return _code(base, asked, who, sent, code_id)
    if way == DEVICE:
        agrees = Field(AGREES, "Người này đồng ý được nhận dạng cho riêng lần xác nhận này", "boolean", width="full",
                       error=asked.errors.get(AGREES, ""))  # fmt: skip
        return replace(base, fields=(*who, agrees), submit=replace(base.submit, label="Bắt đầu nhận dạng"))
    if way == REFUSE:
        return _refusal(base, asked, who)
    other = "Mời người đại diện ký thay: chọn người đại diện ở trên, hoặc dùng cách xác nhận khác."
    unable = Field("khong-ve", "Khi không tự ký được", "readonly", other, width="full")
    return replace(
        base, fields=who, pad=SignaturePad(STROKES, "Chữ ký xác nhận", said, unable, error=asked.errors.get(STROKES, "")),
        statement="",
    )  # fmt: skip


def _who(asked: Asked) -> tuple[Field, ...]:
    typed, errors = asked.typed, asked.errors
    name = Field(NAME, "Họ tên người đại diện", value=typed.get(NAME, ""), error=errors.get(NAME, ""),
                 hint="Bỏ trống khi người bệnh tự xác nhận", width="full", max_length=120)  # fmt: skip
    relation = Field(RELATION, "Quan hệ với người bệnh", value=typed.get(RELATION, ""), error=errors.get(RELATION, ""),
                     hint="Ví dụ: con, vợ, người giám hộ", width="full", max_length=80)  # fmt: skip
    if asked.is_witness:
        return (
            replace(name, label="Họ tên người chứng kiến", hint="", is_required=True),
            replace(relation, label="Là ai", hint="Ví dụ: người nhà giường bên"),
        )
    chosen = typed.get(WHO) or PATIENT
    choices = [Choice(PATIENT, f"Người bệnh {asked.banner.name}", chosen == PATIENT)]
    for one in asked.people:
        kind = representatives.kind_of(one.resource)
        label = f"{representatives.name_of(one.resource)} ({representatives.relation_of(one.resource)})"
        choices.append(Choice(one.reference, label, chosen == one.reference, kind.label if kind else ""))
    choices.append(Choice(OTHER, "Người đại diện khác", chosen == OTHER))
    who = Field(WHO, "Ai xác nhận", "chips", width="full", choices=tuple(choices), error=errors.get(WHO, ""))
    wanted = typed.get(KIND) or "family"
    # The letters of the article are not shown: nobody here has read it.
    options = tuple(
        Choice(one.key, one.label, one.key == wanted) for one in kinds().values() if not one.needs_document
    )
    kind_field = Field(KIND, "Loại đại diện", "select", choices=options, width="full",
                       hint="Đại diện theo pháp luật, theo ủy quyền: ghi kèm giấy tờ")  # fmt: skip
    return who, name, relation, kind_field


def _code(base: ConfirmPage, asked: Asked, who: tuple[Field, ...], sent: str, code_id: str) -> ConfirmPage:
    if not sent and not code_id:
        submit = Action("Gửi mã", method="submit", kind="primary", icon="phone")
        return replace(base, fields=who, submit=submit, hidden=(*base.hidden, ("viec", "gui")))
    digits = Field(CODE, "Mã 6 số người đó đọc", "code", hint="Có hiệu lực 5 phút, thử tối đa 5 lần", width="full",
                   error=asked.errors.get(CODE, ""), has_focus=True)  # fmt: skip
    kept = tuple((name, asked.typed.get(name, "")) for name in (WHO, NAME, RELATION, KIND))
    notice = (Notice("Đã gửi mã", f"Tới số {sent}.", "la", "phone"),) if sent else ()
    return replace(
        base, fields=(digits,), notices=(*base.notices, *notice),
        hidden=(*base.hidden, *kept, (CODE_ID, code_id), ("viec", "nhap")),
    )  # fmt: skip


def _refusal(base: ConfirmPage, asked: Asked, who: tuple[Field, ...]) -> ConfirmPage:
    typed, errors = asked.typed, asked.errors
    fields = (
        Field(REASON, "Lý do từ chối", "textarea", typed.get(REASON, ""), width="full", max_length=500, is_required=True,
              error=errors.get(REASON, ""), hint="Ghi theo lời người đó"),
        Field(SECOND, "Người chứng kiến thứ hai", value=typed.get(SECOND, ""), width="full", max_length=120, is_required=True,
              error=errors.get(SECOND, ""), hint="Họ tên; khác với anh/chị"),
        Field(SECOND_AS, "Người đó là ai", value=typed.get(SECOND_AS, ""), width="full", max_length=120,
              hint="Ví dụ: điều dưỡng trưởng, người nhà giường bên"),
    )  # fmt: skip
    return replace(
        base, fields=(*who, *fields), statement="",
        witness="Ghi từ chối thì giấy này KHÔNG có giá trị đồng ý: việc cần đồng ý vẫn không được làm.",
        submit=Action("Ghi từ chối ký", method="submit", kind="danger", icon="cross"),
    )  # fmt: skip


def _notices(asked: Asked, way: str, *, has_device: bool, has_messages: bool) -> tuple[Notice, ...]:
    made = [Notice("Tuổi của người bệnh", one.words, "hoe", "info") for one in rules_at(asked.age)]
    strong = strong_forms()
    if asked.form.code in strong.forms and way != REFUSE:
        made.append(Notice("Giấy cần chữ ký mạnh hơn", strong.notice, "hoe", "seal"))
    if way == DEVICE and not has_device:
        made.append(
            Notice(
                "Chưa nối thiết bị", "Cơ sở chưa nối thiết bị nhận dạng. Dùng cách khác.", "hoe", "warning"
            )
        )
    if way == BY_CODE and not has_messages:
        made.append(
            Notice("Chưa nối dịch vụ nhắn tin", "Chưa gửi được mã. Dùng cách khác.", "hoe", "warning")
        )
    return tuple(made)


def first_role(states: Sequence[SlotState], wanted: str) -> str:
    """The wanted open place of the patient's side, else the first open one, else the patient's."""
    names = [one.signer.role for one in open_places(states)]
    return wanted if wanted in names else next(iter(names), PATIENT_SLOT)
