"""The form of a step: what it asks, what it will record and as whom; and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from benhan.access.actor import Actor
from benhan.dossier.files.addresses import address_of_step
from benhan.dossier.files.workflow import FIELDS_VI, Given, Offered, trigger_words
from benhan.dossier.models import Dossier, DossierPaper
from benhan.law.workflow import Step, states
from benhan.ui.desk import DeskForm, Typed, day_of
from benhan.ui.identity import NAME, identity_field
from benhan.ui.parts import Action, Choice, Field
from benhan.ui.parts.fields import Kind

SEEN = "trang_thai"
_DAYS = ("regulation_on", "council_on", "decided_on")
_DANGEROUS = ("tra-lai", "chua-phu-hop", "khong-phe-duyet", "xac-dinh-lai")


@dataclass(frozen=True, slots=True)
class _Ask:
    """How a value is asked; hint below the field."""

    label: str
    kind: Kind = "text"
    hint: str = ""
    max_length: int = 60


_ASKS: Mapping[str, _Ask] = {
    "regulation_number": _Ask("Số quyết định ban hành quy chế", hint="Ví dụ: 12/QĐ-TTYT"),
    "regulation_on": _Ask("Ngày ban hành", "date"),
    "appraiser": _Ask("Đơn vị thẩm định", hint="Tên đầy đủ, ghi trên văn bản gửi", max_length=200),
    "council_number": _Ask(
        "Số quyết định thành lập hội đồng thẩm định",
        hint="Ghi khi đơn vị chuyên trách cũng vận hành hệ thống; để trống nếu thẩm định theo đơn vị",
    ),
    "council_on": _Ask("Ngày quyết định thành lập hội đồng", "date"),
    "decision_number": _Ask("Số quyết định phê duyệt", hint="Ví dụ: 345/QĐ-SYT"),
    "decided_on": _Ask("Ngày quyết định", "date"),
    "trigger": _Ask("Lý do xác định lại", "choice"),
}


def name_of(step: str, field: str) -> str:
    """The name of a step's field; each form of the page has its own."""
    return f"{field}-{step}"


def step_form(dossier: Dossier, offered: Offered, actor: Actor, typed: Typed) -> DeskForm:
    step = offered.step
    goes = step.goes_to(dossier.state)
    kind = "danger" if step.key in _DANGEROUS else "primary" if step.asks_identity else "secondary"
    return DeskForm(
        step.key,
        step.name,
        _lines(dossier, step, goes, actor),
        _fields(dossier, step, actor, typed),
        Action(step.name, method="submit", kind=kind, icon="undo" if kind == "danger" else "check"),  # type: ignore[arg-type]
        address_of_step(dossier, step.key),
        typed.summary(step.key, f"Lỗi: CHƯA {step.name[0].lower()}{step.name[1:]}"),
    )


def _lines(dossier: Dossier, step: Step, goes: str, actor: Actor) -> tuple[str, ...]:
    article = f" ({step.article})" if step.article and dossier.regime == "decree-331" else ""
    move = (
        "Hồ sơ vẫn ở bước hiện tại."
        if goes == dossier.state
        else f"Hồ sơ chuyển từ “{states()[dossier.state].name}” sang “{states()[goes].name}”."
    )
    return (f"{step.says}{article}", move, f"Ghi tên người thực hiện: {actor.name}.")


def _fields(dossier: Dossier, step: Step, actor: Actor, typed: Typed) -> tuple[Field, ...]:
    asked = [_field(dossier, step, one, typed, is_required=True) for one in step.fields]
    asked += [_field(dossier, step, one, typed, is_required=False) for one in step.optional_fields]
    if step.note:
        at = name_of(step.key, "note")
        asked.append(
            Field(at, step.note, "textarea", typed.value(step.key, at), width="full", rows=4, max_length=4000,
                  is_required=True, error=typed.error(step.key, at))
        )  # fmt: skip
    if step.asks_identity:
        at = name_of(step.key, NAME)
        hint = "Nhập lại để chắc chắn đúng là anh/chị"
        asked.append(replace(identity_field(actor, typed.error(step.key, at), hint), name=at))
    return (*asked, Field(name_of(step.key, SEEN), "", "hidden", dossier.state))


def _field(dossier: Dossier, step: Step, name: str, typed: Typed, *, is_required: bool) -> Field:
    ask, at = _ASKS[name], name_of(step.key, name)
    value = typed.value(step.key, at, _known(dossier, name))
    choices = tuple(Choice(key, label, key == value) for key, label in trigger_words().items())
    return Field(
        at, ask.label, ask.kind, value, hint=ask.hint, max_length=ask.max_length, is_required=is_required,
        error=typed.error(step.key, at), choices=choices if ask.kind == "choice" else (),
        width="full" if ask.kind == "choice" else "half",
    )  # fmt: skip


def _known(dossier: Dossier, name: str) -> str:
    """What the file or its papers already say, so that it is not typed twice."""
    paper = {"decision_number": "mau-06", "decided_on": "mau-06", "regulation_number": "qd-ban-hanh-quy-che",
             "regulation_on": "qd-ban-hanh-quy-che"}.get(name)  # fmt: skip
    value = getattr(dossier, name, "") or (_on_paper(dossier, paper, is_day=name in _DAYS) if paper else "")
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def _on_paper(dossier: Dossier, key: str, *, is_day: bool) -> str | date:
    """The number or the day on the newest final version of a paper."""
    newest = DossierPaper.objects.filter(dossier=dossier, key=key).order_by("-version").first()
    if newest is None or newest.content.get("is_draft", True):
        return ""
    on = str(newest.content.get("on") or "")
    return date.fromisoformat(on) if is_day and on else "" if is_day else newest.number


def sent(step: str, post: QueryDict) -> dict[str, str]:
    """What was typed, without what must not be shown again."""
    names = (name_of(step, one) for one in (*FIELDS_VI, SEEN))
    return {name: str(post.get(name, "")).strip() for name in names}


def given_of(step: str, values: Mapping[str, str]) -> Given:
    """The typed texts as values. Raises DAY_UNREADABLE at the field."""
    read: dict[str, Any] = {}
    for one in FIELDS_VI:
        text = values.get(name_of(step, one), "")
        read[one] = day_of(text, one) if one in _DAYS else text
    return Given(**read)
