"""What does one fill in? Fields, sections, the saving line and the summary of errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from benhan.ui.parts.filling import Fillable

Kind = Literal[
    "text", "textarea", "number", "integer", "date", "time", "datetime", "choice", "chips", "multichoice",
    "select", "boolean", "picker", "password", "code", "phone", "file", "hidden", "readonly",
]  # fmt: skip
Width = Literal["quarter", "third", "half", "wide", "full"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    value: str
    label: str
    is_chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """The last value of the same question: "hôm qua 22:10", "38,2"."""

    at: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, its texts ready.

    kind        date, time and datetime are text inputs completed by script (0203 → 02/03/2026); number takes
                a decimal comma; picker is an ARIA combobox over data_url that sends the code under `name`
    value       what stands in the input; for a picker the code
    display     picker: the term shown for value; boolean: the sentence beside the box
    unit        inside the input at the right
    hint        below; an error takes its place
    previous    the last value beside the field
    origin      where a prefilled value came from: "từ sinh hiệu 07:31 hôm nay"
    needed      said at closing when empty: "cần có khi đóng hồ sơ"; never red while one types
    data_url    picker: GET ?q= answers JSON (see picker.js)
    phrases     address of the sentence templates for this question (see phrases.js), "" for none
    is_live     readonly: the value follows others' and comes anew with every autosave
    """

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    display: str = ""
    unit: str = ""
    hint: str = ""
    error: str = ""
    previous: Previous | None = None
    origin: str = ""
    needed: str = ""
    choices: tuple[Choice, ...] = ()
    data_url: str = ""
    width: Width = "half"
    rows: int = 3
    max_length: int = 0
    autocomplete: str = "off"
    is_required: bool = False
    is_disabled: bool = False
    has_focus: bool = False
    is_multiple: bool = False
    phrases: str = ""
    is_live: bool = False
    template: ClassVar[str] = "ui/parts/field.html"

    @property
    def id(self) -> str:
        return f"o-{self.name}"

    @property
    def is_group(self) -> bool:
        return self.kind in ("choice", "chips", "multichoice")

    @property
    def described_by(self) -> str:
        """Ids of what explains the field, for aria-describedby."""
        names = []
        if self.error:
            names.append(f"{self.id}-loi")
        elif self.hint or self.needed:
            names.append(f"{self.id}-goi-y")
        if self.previous or self.origin:
            names.append(f"{self.id}-truoc")
        return " ".join(names)

    @property
    def input_mode(self) -> str:
        numeric = {"number": "decimal", "integer": "numeric", "code": "numeric", "phone": "tel"}
        return numeric.get(self.kind, "numeric" if self.kind in ("date", "time", "datetime") else "text")

    @property
    def placeholder(self) -> str:
        shapes = {"date": "ngày/tháng/năm", "time": "giờ:phút", "datetime": "giờ:phút ngày/tháng/năm"}
        return shapes.get(self.kind, "gõ 2 chữ để tìm" if self.kind == "picker" else "")


@dataclass(frozen=True, slots=True)
class FieldSection:
    """A part of the paper form, in its order; folds, and says how many fields are empty.

    empty_count  fields still empty; the script keeps it right while one types
    patient      the form's own patient line, so that no section can be read without its patient
    """

    key: str
    title: str
    fields: tuple[Fillable, ...]
    number: str = ""
    note: str = ""
    empty_count: int = 0
    is_open: bool = True
    template: ClassVar[str] = "ui/parts/field_section.html"


@dataclass(frozen=True, slots=True)
class SaveState:
    """The line under the title: saved (once the server said so), saving, unsaved, or nothing typed yet."""

    text: str = "Chưa có thay đổi"
    status: Literal["idle", "saved", "saving", "unsaved", "conflict"] = "idle"
    template: ClassVar[str] = "ui/parts/save_state.html"

    @property
    def icon(self) -> str:
        icons = {"idle": "dot-open", "saved": "check", "saving": "dot-half"}
        return icons.get(self.status, "warning")


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error and the name of its field ("" when it concerns the whole form)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """All errors of a form; takes focus, each line leads to its field."""

    errors: tuple[FieldError, ...]
    title: str = "Lỗi: có mục cần sửa, nội dung CHƯA được lưu"
    text: str = ""
    code: str = ""
    template: ClassVar[str] = "ui/parts/error_summary.html"
