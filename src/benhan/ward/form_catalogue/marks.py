"""How are the fields of a form counted? One row per mark: its words, who carries it, how it was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benhan.forms.fields import Field, Form

READ = ("READ-S", "READ-D", "READ-T")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to fill in: a field, or a column of a table (place = the table's label)."""

    section: str
    place: str
    field: Field


@dataclass(frozen=True, slots=True)
class Mark:
    key: str
    label: str
    counted: str
    has: Callable[[Field], bool]


MARKS: tuple[Mark, ...] = (
    Mark("tat-ca", "Mục", "Mọi mục của biểu mẫu; mỗi cột của một bảng là một mục, bảng không đếm riêng.", lambda one: True),
    Mark("da-doc", "Đã đọc", "Mục đọc được trong văn bản hoặc trong mẫu in, phần mềm đang dùng (READ-S, READ-D, READ-T).",
         lambda one: one.basis in READ),
    Mark("nho-lai", "Chưa đọc", "Mục ghi theo hiểu biết chung, chưa đọc được bản gốc (RECALLED): cần đối chiếu trước khi dùng.",
         lambda one: one.basis not in (*READ, "FACILITY")),
    Mark("bo-sung", "Bổ sung", "Mục không có trên mẫu in chính thức (phần mềm hoặc cơ sở thêm); bản in chính thức bỏ ra.",
         lambda one: one.extension),
    Mark("cua-co-so", "Của cơ sở", "Mục do cơ sở tự thêm bằng quyết định của giám đốc.", lambda one: one.basis == "FACILITY"),
    Mark("fhir", "Có FHIR", "Mục có chỗ tương ứng trong chuẩn FHIR R4 (ghi dưới nhãn).", lambda one: bool(mapping(one))),
    Mark("tu-tinh", "Tự tính", "Mục máy tính từ mục khác hoặc từ bảng điểm.", lambda one: bool(one.calc or one.score)),
    Mark("dien-san", "Điền sẵn", "Mục máy điền sẵn từ hồ sơ, có ghi nguồn.", lambda one: bool(one.prefill)),
    Mark("bat-buoc", "Bắt buộc", "Mục phải có ngay khi ghi, khi trình ký hoặc khi đóng hồ sơ.", lambda one: bool(one.required)),
)  # fmt: skip
BY_KEY = {one.key: one for one in MARKS}
_MOST_KEPT = 2048
_counted: dict[int, tuple[Form, dict[str, int]]] = {}


def mapping(field: Field) -> str:
    """Where the field stands in FHIR, in words; "" for nowhere."""
    if field.maps_to:
        return field.maps_to
    return str(field.fhir.get("resource", "")) if field.fhir else ""


def lines(form: Form) -> Iterator[Line]:
    for section in form.sections:
        for field in section.fields:
            if field.type != "table":
                yield Line(section.label, "", field)
            for column in field.columns:  # read, or not, with its table unless it says otherwise
                yield Line(section.label, field.label, replace(column, basis=column.basis or field.basis))


def counts(form: Form) -> dict[str, int]:
    """How many lines carry each mark.

    The catalogue makes a form once and keeps it: its identity is the key (hashing one would cost more than
    counting), held together with the form so that no other can take its place.
    """
    found = _counted.get(id(form))
    if found is None:
        every = tuple(lines(form))
        found = (form, {mark.key: sum(mark.has(one.field) for one in every) for mark in MARKS})
        if len(_counted) >= _MOST_KEPT:  # previews of proposals come and go
            _counted.clear()
        _counted[id(form)] = found
    return found[1]


def read_share(count: dict[str, int]) -> str:
    """How much of what is not the facility's own was read; "—" where there is nothing."""
    official = count["da-doc"] + count["nho-lai"]
    return f"{100 * count['da-doc'] // official} %" if official else "—"
