"""Does a HoSoBenhAn obey its structure, and what is said about it in the report that goes with it (EMR-XCH-01)?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benhan.records.annex365 import writing, xml_schema
from benhan.records.annex365.structure import Element, Structure
from benhan.records.annex365.writing import Tree


@dataclass(frozen=True, slots=True)
class Fault:
    """One departure: the element's path and why, Vietnamese, without the value."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How much of a group is filled. known False: only the group's name has been read, not its elements."""

    name: str
    filled: int
    elements: int
    known: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `notices` are no faults: what a reader of the files should know."""

    version: str
    basis: str
    groups: tuple[GroupCount, ...]
    faults: tuple[Fault, ...]
    schema_faults: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return not self.faults and not self.schema_faults


def check(shape: Structure, tree: Tree, json: bytes, xml: bytes, schema: bytes) -> Report:
    """Both files against the structure, the XML also against the schema made from it."""
    found = [fault for group in shape.groups for fault in _faults(group, tree.get(group.name), group.name)]
    found += [Fault(name, "nhóm lạ, không có trong cấu trúc") for name in tree if name not in _names(shape)]
    try:
        if writing.from_json(json) != tree:
            found.append(Fault("HoSoBenhAn.json", "không đọc lại được đúng nội dung"))
    except (ValueError, KeyError):
        found.append(Fault("HoSoBenhAn.json", "không phải JSON đọc được"))
    counts = tuple(_count(group, tree.get(group.name, {})) for group in shape.groups)
    return Report(
        version=shape.version,
        basis=shape.basis,
        groups=counts,
        faults=tuple(found),
        schema_faults=xml_schema.faults(xml, schema),
        notices=tuple(_notices(shape, tree, counts)),
    )


def _names(shape: Structure) -> frozenset[str]:
    return frozenset(group.name for group in shape.groups)


def _faults(element: Element, value: object, path: str) -> Iterator[Fault]:
    if element.limit is not None:
        if not isinstance(value, str):
            yield Fault(path, "thiếu phần tử" if value is None else "không phải chữ")
        elif why := element.limit.refuses(value):
            yield Fault(path, why)
        return
    if element.repeats:
        if not isinstance(value, list):
            yield Fault(path, "không phải danh sách")
            return
        for number, row in enumerate(value, start=1):
            yield from _inside(element, row, f"{path}[{number}]")
        return
    yield from _inside(element, value, path)


def _inside(element: Element, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, "thiếu nhóm" if value is None else "không phải nhóm")
        return
    known = {child.name for child in element.children}
    for name in value:
        if name not in known:
            yield Fault(f"{path}/{name}", "phần tử lạ, không có trong cấu trúc")
    for child in element.children:
        yield from _faults(child, value.get(child.name), f"{path}/{child.name}")


def _count(group: Element, tree: Tree) -> GroupCount:
    elements, filled = _filled(group, tree)
    return GroupCount(group.name, filled, elements, known=len(group.children) > 1)


def _filled(element: Element, value: object) -> tuple[int, int]:
    """(value elements written, of these not empty)."""
    if element.limit is not None:
        return 1, int(bool(value))
    rows = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    counts = [_filled(child, row.get(child.name)) for row in rows for child in element.children]
    return sum(one for one, _ in counts), sum(one for _, one in counts)


def _notices(shape: Structure, tree: Tree, counts: tuple[GroupCount, ...]) -> Iterator[str]:
    yield (
        "Cấu trúc này không có chữ ký số: bản có giá trị ký là các tệp PDF trong cùng gói, đối chiếu bằng manifest.json."
    )
    yield (
        "Tên các nhóm theo Công văn 365; tên phần tử theo các phần mềm đang dùng, CHƯA đối chiếu đủ với phụ lục gốc "
        f"(mức chắc chắn {shape.basis}). Chiều dài tối đa chỉ đọc được ở một số phần tử (đánh dấu READ-D); còn lại do "
        "Benhan đặt để bắt lỗi."
    )
    unknown = [one.name for one in counts if not one.known]
    if unknown:
        yield (
            f"Phụ lục chỉ đọc được tên nhóm của {', '.join(unknown)}: nhóm được ghi với số vào viện, nội dung nằm trong "
            "bản FHIR và các tệp PDF. Cơ sở có bản phụ lục đầy đủ thì khai thêm phần tử bằng tệp dữ liệu, không phải "
            "sửa phần mềm."
        )
    if shape.has_additions:
        yield "Cơ sở đã khai thêm phần tử ngoài cấu trúc gốc trong tệp exchange/ho-so-benh-an.yaml."


def lines(report: Report) -> tuple[str, ...]:
    """The report as plain Vietnamese text."""
    said = ["KIỂM TRA CẤU TRÚC TRAO ĐỔI HoSoBenhAn", f"Phiên bản cấu trúc: {report.version}", ""]
    said.append(f"KẾT QUẢ: {'ĐẠT' if report.is_valid else 'CHƯA ĐẠT'}")
    said += ["", "Các nhóm (phần tử có nội dung / phần tử được ghi)"]
    said += [f"  {one.name}: {one.filled}/{one.elements}" for one in report.groups]
    said += ["", "Kiểu và chiều dài" + ("" if report.faults else ": không có lỗi")]
    said += [f"  {one.path}: {one.why}" for one in report.faults]
    said += ["", "XML theo HoSoBenhAn.xsd" + ("" if report.schema_faults else ": không có lỗi")]
    said += [f"  {one}" for one in report.schema_faults]
    return (*said, "", "Lưu ý", *(f"  {one}" for one in report.notices))
