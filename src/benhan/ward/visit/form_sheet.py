"""A form on its way to a paper: its fields as typed, where values come from, what is wrong, and what one may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.access.actor import Actor
from benhan.fhir.problems import Finding
from benhan.forms.catalogue import Form
from benhan.law import rules
from benhan.ui import dates_vi
from benhan.ui.parts import Action, ErrorSummary, Field, FieldSection, Notice, Previous, SaveState
from benhan.ward.visit.attaching import AttachmentBox
from benhan.ward.visit.carrying_on import COPIES, copies_claimed, earlier_sheet, words_of_sheet
from benhan.ward.visit.form_fields import Filling, sections_of, shown_by_key, with_focus
from benhan.ward.visit.input_texts import text_of
from benhan.ward.visit.reading import Visit, banner_of_visit
from benhan.ward.visit.writing import Conflict, Writing, understand

Texts = Mapping[str, Sequence[str]]
FORM_ID = "to-benh-an"
SIGN, COPY, SAVE = "trinh-ky", "lay-tu-phieu-truoc", "luu"


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A form to fill in; urls and revision as autosave.js and presence.js expect them.

    copies   hidden inputs: what was taken over from an earlier sheet
    writers  who else types in it now, in words
    """

    title: str
    code: str
    patient_line: str
    sections: tuple[FieldSection, ...]
    save_url: str
    autosave_url: str
    presence_url: str
    preview_url: str
    document_key: str
    owner: str
    revision: str
    save_state: SaveState
    copies: tuple[str, ...] = ()
    copies_name: str = COPIES
    writers: str = ""
    errors: ErrorSummary | None = None
    notice: Notice | None = None
    warnings: Field | None = None
    submit: Action | None = None
    copy: Action | None = None
    copy_note: str = ""
    give_up: Action | None = None
    attachments: AttachmentBox | None = None


def form_sheet(
    visit: Visit,
    state: Writing,
    actor: Actor,
    *,
    errors: Mapping[str, str],
    summary: ErrorSummary | None = None,
    texts: Texts | None = None,
    conflict: Conflict | None = None,
    warnings: Sequence[Finding] = (),
    writers: str = "",
    attachments: AttachmentBox | None = None,
) -> FormSheet:
    """The form as typed (texts, after a refused submission) or as it stands."""
    shown = texts if texts is not None else state.texts
    notice = None
    if state.is_draft_stale and texts is None:
        notice = Notice(
            "Bản đã lưu mới hơn bản nháp của anh/chị",
            "Đang hiện bản nháp; ô nào khác thì bản đã lưu hiện ngay bên dưới. Đối chiếu rồi lưu lại.",
            "hoe",
            "warning",
        )
    filling = _filling(visit, state, shown, errors, conflict, is_stale=notice is not None)
    banner = banner_of_visit(visit)
    sections = sections_of(state.form, filling)
    earlier = earlier_sheet(visit, state.form, state.response.id if state.response else "")
    return FormSheet(
        title=state.form.title,
        code=state.form.code,
        patient_line=f"{banner.shown_name} · {banner.sex} · {banner.age} · {banner.number}",
        sections=sections if summary else with_focus(sections),
        save_url=state.url,
        autosave_url=f"{state.url}luu-nhap/",
        presence_url=f"{state.url}dang-sua/",
        preview_url=f"{state.url}xem-truoc.pdf",
        document_key=state.document,
        owner=actor.account,
        revision=conflict.revision if conflict else state.revision,
        save_state=_save_state(visit, state, summary),
        copies=tuple(shown.get(COPIES, ())),
        writers=writers,
        errors=summary,
        notice=notice,
        warnings=_warning_field(warnings),
        submit=Action("Trình ký", method="submit", kind="primary", icon="sign", key="ctrl+enter ctrl+.", form_id=FORM_ID,
                      url=state.url, name="viec", value=SIGN),
        copy=_submit("Lấy từ phiếu trước", "copy", state, COPY) if earlier else None,
        copy_note=f"{words_of_sheet(earlier)}, chỉ điền ô còn trống" if earlier else "",
        give_up=_give_up(state),
        attachments=attachments,
    )  # fmt: skip


def _submit(label: str, icon: str, state: Writing, value: str) -> Action:
    return Action(label, method="submit", icon=icon, form_id=FORM_ID, url=state.url, name="viec", value=value)


def _give_up(state: Writing) -> Action | None:
    """Only a sheet that was begun; the record's own form belongs to the record."""
    if state.response is None or "/phieu/" not in state.url:
        return None
    return Action("Bỏ phiếu này", f"{state.url}bo/", kind="quiet", icon="cross")


def _filling(
    visit: Visit,
    state: Writing,
    shown: Texts,
    errors: Mapping[str, str],
    conflict: Conflict | None,
    *,
    is_stale: bool,
) -> Filling:
    previous = previous_values(visit, state.form)
    if conflict is not None:
        previous |= differing(shown, conflict.theirs, "bản đã lưu")
    elif is_stale:
        previous |= differing(shown, state.saved, "bản đã lưu")
    answers = understand(visit, state.form, shown).answers
    counted = {
        one.key: [text_of(answers[one.key])] for one in state.form.fields if one.calc and one.key in answers
    }
    own = {name: values for name, values in shown.items() if not _is_calculated(state.form, name)}
    return Filling(
        {**own, **counted},
        texts_prefilled(state),
        state.prefilled.origins,
        errors,
        previous,
        {
            key: mark.sentence
            for key, mark in copies_claimed(visit, shown).items()
            if _is_untouched(visit, state, key, mark.response, answers)
        },
        f"/cau-mau.json?mau={state.form.slug}&luot={visit.encounter.id}",
        shown_by_key(state.form, answers),
    )  # fmt: skip


def _is_untouched(
    visit: Visit, state: Writing, key: str, response: str, answers: Mapping[str, object]
) -> bool:
    from benhan.ward.visit.carrying_on import answers_in

    source = visit.response(response)
    return source is not None and answers_in(state.form, source).get(key) == answers.get(key)


def texts_prefilled(state: Writing) -> Texts:
    return {
        key: [text_of(value)]
        for key, value in state.prefilled.answers.items()
        if not isinstance(value, tuple)
    }


def _is_calculated(form: Form, name: str) -> bool:
    field = form.field_by_key.get(name)
    return field is not None and field.calc is not None


def calculated_texts(visit: Visit, form: Form, texts: Texts) -> dict[str, str]:
    """What follows from the texts, by key: shown anew with every autosave; "" where an input is missing."""
    answers = understand(visit, form, texts).answers
    return {
        one.key: text_of(answers[one.key]) if one.key in answers else "" for one in form.fields if one.calc
    }


def differing(mine: Texts, theirs: Texts, words: str) -> dict[str, Previous]:
    """Beside each input whose text differs: what the saved version says."""
    made = {}
    for name, values in theirs.items():
        text, own = " · ".join(values).strip(), " · ".join(mine.get(name, ())).strip()
        if text != own and name != COPIES:
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
        at = dates_vi.near_moment(state.draft.updated_at, now=visit.now)
        return SaveState(f"Đã lưu nháp lúc {at}", "saved")
    if state.response is not None and "item" in state.response.resource:
        at = dates_vi.near_moment(state.response.last_updated, now=visit.now)
        return SaveState(f"Đã lưu lúc {at}", "saved")
    return SaveState()


def _warning_field(warnings: Sequence[Finding]) -> Field | None:
    if not warnings:
        return None
    text = " ".join(one.clinician for one in warnings)
    return Field("xac_nhan_canh_bao", "Đã xem và vẫn trình ký", "boolean", display=text, width="full")
