"""The prescription page in words: one section per drug, warnings before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benhan.access.actor import Actor
from benhan.fhir.problems import Finding
from benhan.forms.numbers_vi import show_number
from benhan.forms.prescription import Prescription
from benhan.law import code_lists
from benhan.terminology import lookup
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Choice,
    ErrorSummary,
    Field,
    FieldError,
    FieldSection,
    Notice,
    PatientBanner,
    SaveState,
)
from benhan.ui.parts.fields import Kind, Width
from benhan.ward.prescriptions import typed
from benhan.ward.prescriptions.reading import Script
from benhan.ward.visit.form_fields import NumberedField
from benhan.ward.visit.reading import Visit, banner_of_visit

_KINDS = (("C", "Đơn thường"), ("N", "Đơn thuốc gây nghiện"), ("H", "Đơn thuốc hướng thần, tiền chất"))
_ROUTES = (
    "1.01",
    "1.04",
    "2.01",
    "2.02",
    "2.04",
    "2.05",
    "3.01",
    "3.05",
    "4.02",
    "5.05",
    "5.07",
    "6.01",
    "6.04",
)
_LABELS = {
    "inn": "thuốc", "dose": "liều mỗi lần", "times": "số lần", "route": "đường dùng", "days": "số ngày",
    "quantity": "số lượng", "unit": "đơn vị",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What is known before saving: warnings, and the lines with quantities computed."""

    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptPage:
    banner: PatientBanner
    title: str
    code: str
    patient_line: str
    sections: tuple[FieldSection, ...]
    preview: Preview
    preview_url: str
    save_url: str
    autosave_url: str
    document_key: str
    owner: str
    revision: str
    save_state: SaveState
    submit: Action
    back_url: str
    errors: ErrorSummary | None = None
    notice: Notice | None = None
    confirm: Field | None = None


def script_page(
    visit: Visit,
    script: Script,
    actor: Actor,
    *,
    texts: Mapping[str, Sequence[str]],
    findings: Sequence[Finding],
    shown_errors: Mapping[str, str],
    understood: typed.Understood,
    extra_rows: int = 0,
    summary: ErrorSummary | None = None,
    confirm: Field | None = None,
    revision: str = "",
) -> ScriptPage:
    """findings are those of the whole prescription, by input name; shown_errors stand beside their fields."""
    banner = banner_of_visit(visit)
    query = f"?don={script.code or 'moi'}"
    url = f"{visit.url}don-thuoc/"
    return ScriptPage(
        banner=banner,
        title="Đơn thuốc",
        code=script.code or "mã đơn được cấp khi lưu",
        patient_line=f"{banner.shown_name} · {banner.sex} · {banner.age} · {banner.number}",
        sections=_sections(script, texts, findings, shown_errors, extra_rows),
        preview=preview(understood.prescription, findings),
        preview_url=f"{url}xem-truoc/{query}",
        save_url=f"{url}{query}",
        autosave_url=f"{url}luu-nhap/{query}",
        document_key=script.state.document,
        owner=actor.account,
        revision=revision or script.state.revision,
        save_state=_save_state(visit, script, summary),
        submit=Action("Trình ký đơn thuốc", method="submit", kind="primary", icon="sign", key="ctrl+enter ctrl+.",
                      form_id="to-don-thuoc", name="viec", value="trinh-ky"),
        back_url=visit.url,
        errors=summary,
        notice=Notice("Đơn đã ký", "Đơn này đã ký nên không sửa được. Cần thay đổi thì kê đơn khác.", "hoe", "lock")
        if script.is_signed else None,
        confirm=confirm,
    )  # fmt: skip


def preview(prescription: Prescription, findings: Sequence[Finding]) -> Preview:
    lines = tuple(
        f"{line.name} {line.strength}: {show_number(line.quantity)} {line.unit}".strip()
        for line in prescription.lines
        if line.quantity
    )
    return Preview(
        tuple(one.clinician for one in findings if one.severity == "warning"),
        tuple(one.clinician for one in findings if one.severity == "error"),
        lines,
    )


def by_input(findings: Sequence[Finding], rows: Sequence[int]) -> tuple[Finding, ...]:
    """Findings of line numbers → of the rows in the page; one about a whole line stands at its drug."""
    made = []
    for one in findings:
        parts = one.expression.split(".")
        if parts[0] == "drugs" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(rows):
            column = parts[2] if len(parts) > 2 else "inn"
            name = f"drugs.{rows[int(parts[1])]}.{column}"
        elif one.expression == "drugs":
            name = "drugs.0.inn"
        else:
            name = one.expression
        made.append(Finding(one.severity, one.issue, name, one.developer, one.clinician, one.code))
    return tuple(made)


def error_summary(findings: Sequence[Finding], title: str, text: str = "") -> ErrorSummary:
    return ErrorSummary(
        tuple(
            FieldError(one.expression if _is_input(one.expression) else "", one.clinician) for one in findings
        ),
        title,
        text,
    )


def _is_input(name: str) -> bool:
    """Whether the page has an input for it: what is known of the patient stands on the paper only."""
    return name.startswith("drugs.") or name in (
        "diagnosis",
        "kind",
        "weight",
        "guardian",
        "advice",
        "revisit_on",
    )


def _sections(
    script: Script,
    texts: Mapping[str, Sequence[str]],
    findings: Sequence[Finding],
    errors: Mapping[str, str],
    extra_rows: int,
) -> tuple[FieldSection, ...]:
    def value(name: str, place: int = 0) -> str:
        values = texts.get(name, ())
        return values[place] if place < len(values) else ""

    numbers = [number for number in typed.row_numbers(texts) if value(f"drugs.{number}.inn")]
    following = max(numbers, default=-1) + 1
    numbers += [following + place for place in range(1 + extra_rows)]
    warned = {one.expression for one in findings if one.code in ("BH-FORM-0072", "BH-FORM-0073")}
    head = FieldSection("chan-doan", "Chẩn đoán và loại đơn", _head(script, value, texts, errors))
    rows = [
        FieldSection(
            f"thuoc-{number}",
            _drug_title(value(f"drugs.{number}.inn"), place),
            _row(number, value, errors, is_warned=f"drugs.{number}.inn" in warned),
            number=str(place),
            is_open=True,
        )
        for place, number in enumerate(numbers, start=1)
    ]
    tail = FieldSection("loi-dan", "Lời dặn", (
        Field("advice", "Lời dặn", "textarea", value("advice"), width="full", rows=2),
        Field("revisit_on", "Hẹn khám lại", "date", value("revisit_on"), error=errors.get("revisit_on", ""), width="third"),
    ))  # fmt: skip
    return (head, *rows, tail)


def _drug_title(code: str, place: int) -> str:
    drug = typed.find_drug(code) if code else None
    return drug.display if drug else code or ("Thêm thuốc" if place > 1 else "Thuốc")


def _head(script, value, texts, errors) -> tuple[Field, ...]:  # type: ignore[no-untyped-def]
    count = max(len(texts.get("diagnosis", ())), 1) + 1
    fields: list[Field] = []
    for place in range(count):
        code = value("diagnosis", place)
        entry = lookup.icd(code) if code else None
        fields.append(
            NumberedField("diagnosis", "Chẩn đoán" if not place else f"Chẩn đoán ({place + 1})", "picker",
                          entry.code if entry else code, entry.display if entry else "",
                          error=errors.get("diagnosis", "") if not place else "",
                          data_url="/kham/ma-benh.json?chinh=0", width="half", place=place)
        )  # fmt: skip
    kind = value("kind") or "C"
    fields.append(Field("kind", "Loại đơn", "select", width="half",
                        choices=tuple(Choice(code, label, code == kind) for code, label in _KINDS)))  # fmt: skip
    if script.is_child:
        fields.append(Field("weight", "Cân nặng", "number", value("weight"), unit="kg", width="quarter",
                            error=errors.get("weight", "")))  # fmt: skip
        fields.append(Field("guardian", "Người đưa trẻ đến khám", value=value("guardian"), width="half",
                            error=errors.get("guardian", "")))  # fmt: skip
    return tuple(fields)


def _row(
    number: int, value: Callable[[str], str], errors: Mapping[str, str], *, is_warned: bool
) -> tuple[Field, ...]:
    def field(
        column: str, label: str, kind: Kind = "text", width: Width = "quarter", hint: str = "", **more: Any
    ) -> Field:
        name = f"drugs.{number}.{column}"
        return Field(
            name, label, kind, value(name), hint=hint, width=width, error=errors.get(name, ""), **more
        )

    code, route = value(f"drugs.{number}.inn"), value(f"drugs.{number}.route") or "1.01"
    drug = typed.find_drug(code) if code else None
    routes = code_lists.code_list("drug-routes")
    offered = list(dict.fromkeys([*(drug.routes if drug else ()), *_ROUTES, route]))
    strengths = ", ".join(drug.strengths[:4]) if drug else ""
    fields = [
        field("inn", "Thuốc (hoạt chất)", "picker", "half", "Gõ vài chữ không dấu; ngoài danh mục thì gõ tên",
              display=drug.display if drug else "", data_url="/kham/thuoc.json"),
        field("strength", "Hàm lượng", hint=f"có: {strengths}" if strengths else ""),
        field("brand", "Tên thương mại"),
        field("dose", "Liều mỗi lần", hint="ví dụ: 1 viên"),
        field("times", "Số lần mỗi ngày", "integer", unit="lần"),
        field("days", "Số ngày", "integer", unit="ngày"),
        Field(f"drugs.{number}.route", "Đường dùng", "select", width="quarter",
              error=errors.get(f"drugs.{number}.route", ""),
              choices=tuple(Choice(one, routes.display(one), one == route) for one in offered)),
        field("moment", "Thời điểm dùng", hint="ví dụ: sau ăn", width="half"),
        field("quantity", "Số lượng", "number", hint="để trống: tự tính theo liều"),
        field("unit", "Đơn vị", hint="để trống: theo liều"),
    ]  # fmt: skip
    if is_warned or value(f"drugs.{number}.override"):
        fields.append(field("override", "Lý do vẫn dùng dù có cảnh báo dị ứng", width="full"))
    return tuple(fields)


def _save_state(visit: Visit, script: Script, summary: ErrorSummary | None) -> SaveState:
    if summary is not None:
        return SaveState("Chưa lưu thành đơn", "unsaved")
    if script.state.draft is not None:
        at = dates_vi.near_moment(script.state.draft.updated_at, now=visit.now)
        return SaveState(f"Đã lưu nháp lúc {at}", "saved")
    if script.lines:
        at = dates_vi.near_moment(max(one.last_updated for one in script.lines), now=visit.now)
        return SaveState(f"Đã lưu lúc {at}", "saved")
    return SaveState()
