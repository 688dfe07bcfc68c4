"""The visit page in words: the record's life, its documents, and the form being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.fhir.problems import Finding
from benhan.forms.catalogue import Form
from benhan.forms.medication_requests import from_requests
from benhan.law import rules
from benhan.records.completeness import attested_at
from benhan.records.stages import (
    DOCUMENT_STAGE_NAMES,
    DocumentStage,
    RecordStage,
    awaits_timestamp,
    document_stage,
    record_stage,
)
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Choice,
    ErrorSummary,
    Field,
    FieldError,
    FieldSection,
    KeyValues,
    Notice,
    PatientBanner,
    Previous,
    SaveState,
    Step,
    Steps,
)
from benhan.ui.parts.states import RECORD_LIFE
from benhan.ward.patients import banner as banners
from benhan.ward.visit.allergies import SEVERITIES
from benhan.ward.visit.form_fields import Filling, sections_of
from benhan.ward.visit.input_texts import text_of
from benhan.ward.visit.reading import RECORD_FORM, Visit, banner_of_visit
from benhan.ward.visit.writing import Conflict, Writing

_STAGE_BADGES = {
    DocumentStage.PREPARED: Badge("Chờ ký", "hoe", "dot-open"),
    DocumentStage.SIGNING: Badge("Đang ký", "cham", "dot-half"),
    DocumentStage.SIGNED: Badge("Đã ký đủ", "la", "dot"),
    DocumentStage.SUPERSEDED: Badge("Đã thay bằng bản khác", "", "copy"),
    DocumentStage.CANCELLED: Badge("Đã hủy", "son", "cross"),
}
_NOT_WRITTEN, _IN_WORK = Badge("Chưa soạn", "", "dot-open"), Badge("Đang soạn", "cham", "edit")
_REACHED = {RecordStage.OPEN: 0, RecordStage.CLOSED: 2, RecordStage.APPROVED: 3, RecordStage.SEALED: 5,
            RecordStage.CANCELLED: 0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paper of the record in the list at the left."""

    title: str
    note: str
    url: str
    badge: Badge
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form to fill in; urls and revision as autosave.js expects them."""

    title: str
    code: str
    patient_line: str
    sections: tuple[FieldSection, ...]
    save_url: str
    autosave_url: str
    document_key: str
    owner: str
    revision: str
    save_state: SaveState
    errors: ErrorSummary | None = None
    notice: Notice | None = None
    warnings: Field | None = None
    submit: Action | None = None


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper that was made: shown as the PDF itself, its text beside it, and what may be done."""

    title: str
    badge: Badge
    frame_url: str
    text: tuple[KeyValues, ...]
    actions: tuple[Action, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AllergyBox:
    lines: tuple[str, ...]
    note: str
    none_action: Action | None
    fields: tuple[Field, ...]
    post_url: str
    error: ErrorSummary | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class VisitPage:
    banner: PatientBanner
    title: str
    subtitle: str
    life: Steps | None
    documents: tuple[DocumentLine, ...]
    allergies: AllergyBox
    form: FormSheet | None = None
    paper: PaperSheet | None = None
    waiting: Notice | None = None
    actions: tuple[Action, ...] = ()


def may_write(actor: Actor, visit: Visit) -> bool:
    """A doctor in an open record; whose patient it is was decided by the reading."""
    is_open = visit.record is not None and record_stage(visit.record.resource) is RecordStage.OPEN
    return is_open and may(actor, Permission.OPEN_VISIT)


def life_of(visit: Visit) -> Steps | None:
    """The five steps with who and when; None before the record is opened."""
    if visit.record is None:
        return None
    stage = record_stage(visit.record.resource)
    living = visit.living
    signed = bool(living) and all(document_stage(one.resource) is DocumentStage.SIGNED for one in living)
    reached = _REACHED[stage] or int(signed)
    notes = [_moment(datetime.fromisoformat(str(visit.record.resource["date"])), visit)]
    waiting = sum(document_stage(one.resource) is not DocumentStage.SIGNED for one in living)
    notes.append("đủ chữ ký" if signed else f"còn {waiting} giấy tờ chờ ký" if waiting else "")
    for mode in ("professional", "legal", "official"):
        at = attested_at(visit.record, mode)
        notes.append(_moment(at, visit) if at else "")
    steps = tuple(
        Step(label, "done" if place < reached else "now" if place == reached else "next", notes[place])
        for place, label in enumerate(RECORD_LIFE)
    )
    return Steps("Vòng đời hồ sơ bệnh án", steps)


def _moment(at: datetime, visit: Visit) -> str:
    return dates_vi.near_moment(at, now=visit.now)


def document_lines(visit: Visit, form: Form, chosen: str) -> tuple[DocumentLine, ...]:
    """The record's papers: the record form first, then prescriptions, each with its state.

    chosen  id of the chosen document, "" for the record form
    """
    main = visit.document_of_form(RECORD_FORM)
    response = visit.response_of(form)
    is_writing = response is not None and response.resource["status"] == "in-progress"
    badge = _IN_WORK if is_writing else stage_badge(main) if main else _NOT_WRITTEN
    lines = [DocumentLine(form.title, f"Mẫu {form.code}", visit.url, badge, not chosen)]
    on_paper = {
        item["reference"] for one in visit.living for item in one.resource["context"].get("related", ())
    }
    for document in visit.living:
        if main is not None and document.id == main.id:
            continue
        lines.append(
            DocumentLine(
                str(document.resource["type"]["text"]),
                _prescription_note(visit, document),
                f"{visit.url}?giay={document.id}",
                stage_badge(document),
                document.id == chosen,
            )
        )
    drafts: dict[str, list[Stored]] = {}
    for request in visit.requests:
        if request.reference not in on_paper and request.resource["status"] == "draft":
            drafts.setdefault(str(request.resource["groupIdentifier"]["value"]), []).append(request)
    for code, group in sorted(drafts.items()):
        lines.append(
            DocumentLine(
                "Đơn thuốc", f"{code} · {len(group)} thuốc", f"{visit.url}don-thuoc/?don={code}", _IN_WORK
            )
        )
    return tuple(lines)


def stage_badge(document: Stored) -> Badge:
    if awaits_timestamp(document.resource):
        return Badge("Chờ dấu thời gian", "hoe", "clock")
    return _STAGE_BADGES[document_stage(document.resource)]


def _prescription_note(visit: Visit, document: Stored) -> str:
    named = {item["reference"] for item in document.resource["context"].get("related", ())}
    requests = [one.resource for one in visit.requests if one.reference in named]
    if not requests:
        return DOCUMENT_STAGE_NAMES[document_stage(document.resource)]
    written = from_requests(requests)
    return f"{written.code} · {len(written.lines)} thuốc"


def allergy_box(
    visit: Visit, actor: Actor, error: str = "", typed: Mapping[str, str] | None = None
) -> AllergyBox:
    """What is known and by whom; recording it right here."""
    texts = typed or {}
    shown = banner_of_visit(visit)
    known = [one for one in visit.allergies if not banners.is_none_known(one)]
    may_ask = may(actor, Permission.OPEN_VISIT) or may(actor, Permission.WITNESS_CONFIRMATION)
    none = Action(
        "Hỏi lại: không ghi nhận dị ứng" if visit.allergies else "Xác nhận không ghi nhận dị ứng",
        f"{visit.url}di-ung/",
        method="post",
        icon="check",
        name="viec",
        value="khong",
    )
    fields = (
        Field("chat", "Chất gây dị ứng", "picker", texts.get("chat", ""), data_url="/kham/di-nguyen.json",
              hint="Chọn nhóm, hoạt chất hoặc gõ lời người bệnh", error=error, width="full"),
        Field("bieu_hien", "Biểu hiện", value=texts.get("bieu_hien", ""), width="full"),
        Field("muc_do", "Mức độ", "select", width="full", choices=_severities(texts.get("muc_do", ""))),
    )  # fmt: skip
    return AllergyBox(
        lines=tuple(banners.allergy_words(one) for one in known),
        note=shown.allergy_note,
        none_action=none if may_ask and not known else None,
        fields=fields if may_ask else (),
        post_url=f"{visit.url}di-ung/",
        error=ErrorSummary((FieldError("chat", error),), "Lỗi: dị ứng CHƯA được ghi") if error else None,
        is_open=bool(error),
    )


def _severities(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, label, code == chosen) for code, label in (("", "Không rõ"), *SEVERITIES))


def form_sheet(
    visit: Visit,
    state: Writing,
    actor: Actor,
    *,
    errors: Mapping[str, str],
    summary: ErrorSummary | None = None,
    texts: Mapping[str, Sequence[str]] | None = None,
    conflict: Conflict | None = None,
    warnings: Sequence[Finding] = (),
) -> FormSheet:
    """The form as typed (texts, after a refused submission) or as it stands."""
    shown = texts if texts is not None else state.texts
    previous = previous_values(visit, state.form)
    notice = None
    if conflict is not None:
        previous |= differing(shown, conflict.theirs, "bản đã lưu")
    elif state.is_draft_stale and texts is None:
        previous |= differing(shown, state.saved, "bản đã lưu")
        notice = Notice(
            "Bản đã lưu mới hơn bản nháp của anh/chị",
            "Đang hiện bản nháp; ô nào khác thì bản đã lưu hiện ngay bên dưới. Đối chiếu rồi lưu lại.",
            "hoe",
            "warning",
        )
    filling = Filling(
        {
            **shown,
            **{name: values for name, values in state.saved.items() if _is_calculated(state.form, name)},
        },
        texts_prefilled(state),
        state.prefilled.origins,
        errors,
        previous,
    )
    banner = banner_of_visit(visit)
    return FormSheet(
        title=state.form.title,
        code=state.form.code,
        patient_line=f"{banner.shown_name} · {banner.sex} · {banner.age} · {banner.number}",
        sections=sections_of(state.form, filling),
        save_url=f"{visit.url}benh-an/",
        autosave_url=f"{visit.url}benh-an/luu-nhap/",
        document_key=state.document,
        owner=actor.account,
        revision=conflict.revision if conflict else state.revision,
        save_state=_save_state(visit, state, summary),
        errors=summary,
        notice=notice,
        warnings=_warning_field(warnings),
        submit=Action("Trình ký", method="submit", kind="primary", icon="sign", key="ctrl+.", form_id="to-benh-an",
                      url=f"{visit.url}benh-an/", name="viec", value="trinh-ky"),
    )  # fmt: skip


def texts_prefilled(state: Writing) -> Mapping[str, Sequence[str]]:
    return {
        key: [text_of(value)]
        for key, value in state.prefilled.answers.items()
        if not isinstance(value, tuple)
    }


def _is_calculated(form: Form, name: str) -> bool:
    field = form.field_by_key.get(name)
    return field is not None and field.calc is not None


def differing(
    mine: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]], words: str
) -> dict[str, Previous]:
    """Beside each input whose text differs: what the saved version says."""
    made = {}
    for name, values in theirs.items():
        text, own = " · ".join(values).strip(), " · ".join(mine.get(name, ())).strip()
        if text != own:
            made[name] = Previous(words, text or "(trống)")
    return made


def previous_values(visit: Visit, form: Form) -> dict[str, Previous]:
    """The last value of each measured sign from an earlier encounter."""
    made: dict[str, Previous] = {}
    for field in form.fields:
        if not field.vital:
            continue
        loinc = rules.vitals()[field.vital].loinc
        for observation in visit.previous:
            quantity = _quantity(observation, loinc)
            at = str(observation.get("effectiveDateTime", ""))
            if quantity is not None and len(at) > len("2026-03-02"):
                value = str(quantity.get("value", "")).replace(".", ",")
                when = dates_vi.near_moment(datetime.fromisoformat(at), now=visit.now)
                made[field.key] = Previous(when, value)
                break
    return made


def _quantity(observation: Mapping[str, object], loinc: str) -> Mapping[str, object] | None:
    parts = (observation, *observation.get("component", ()))  # type: ignore[misc]
    for part in parts:
        codings = part.get("code", {}).get("coding", ())
        if any(coding.get("code") == loinc for coding in codings) and "valueQuantity" in part:
            return part["valueQuantity"]  # type: ignore[no-any-return]
    return None


def _save_state(visit: Visit, state: Writing, summary: ErrorSummary | None) -> SaveState:
    if summary is not None:
        return SaveState("Chưa lưu thành bản chính thức", "unsaved")
    if state.draft is not None:
        return SaveState(
            f"Đã lưu nháp lúc {dates_vi.near_moment(state.draft.updated_at, now=visit.now)}", "saved"
        )
    if state.response is not None:
        return SaveState(
            f"Đã lưu lúc {dates_vi.near_moment(state.response.last_updated, now=visit.now)}", "saved"
        )
    return SaveState()


def _warning_field(warnings: Sequence[Finding]) -> Field | None:
    if not warnings:
        return None
    text = " ".join(one.clinician for one in warnings)
    return Field("xac_nhan_canh_bao", "Đã xem và vẫn trình ký", "boolean", display=text, width="full")
