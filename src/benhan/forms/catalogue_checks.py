"""What a file of the catalogue may not say: names twice, references to nothing, unknown types and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benhan.forms.fields import MOMENTS, TYPES, Field, Form
from benhan.law import loading, rules, signers

KINDS = frozenset(
    [
        "record",
        "consent",
        "procedure",
        "imaging",
        "laboratory",
        "nursing",
        "meeting",
        "admission",
        "discharge",
        "certificate",
        "prescription",
        "billing",
    ]
)
SETTINGS = frozenset({"inpatient", "outpatient", "commune", "any"})
PER = frozenset({"once", "day", "entry"})


def refuse_nonsense(name: str, made: Form) -> None:
    """Raises LawDataError with the first mistake."""
    for mistake in _mistakes(made):
        raise loading.LawDataError(name, None, mistake)


def _mistakes(made: Form) -> Iterator[str]:
    yield from _form_mistakes(made)
    yield from _twice("trường", [*(item.key for item in made.fields), *(part.key for part in made.sections)])
    yield from _twice("chỗ ký", [signer.role for signer in made.signers])
    for signer in made.signers:
        if signer.who not in signers.who_may_sign():
            yield f"chỗ ký {signer.role}: không có {signer.who} trong signers.yaml"
    keys = set(made.field_by_key)
    paths = keys | {f"{item.key}.{column.key}" for item in made.fields for column in item.columns}
    for item in made.fields:
        yield from _field_mistakes(item, keys, paths)
        columns = {column.key for column in item.columns}
        yield from _twice(f"cột của {item.key}", [column.key for column in item.columns])
        yield from _twice(f"hàng của {item.key}", [row.key for row in item.rows])
        for column in item.columns:
            yield from _field_mistakes(column, columns, columns)


def _form_mistakes(made: Form) -> Iterator[str]:
    if made.kind not in KINDS or made.setting not in SETTINGS or made.per not in PER:
        yield f"loại {made.kind}, nơi {made.setting}, số lần {made.per}: có một từ không dùng được"
    if made.retention not in rules.retention_classes():
        yield f"không có nhóm lưu trữ {made.retention}"
    if made.circular not in rules.sources():
        yield f"không có văn bản {made.circular}"


def _twice(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"{what} {name} có hai lần" for name, count in Counter(names).items() if count > 1)


def _field_mistakes(item: Field, keys: set[str], paths: set[str]) -> Iterator[str]:
    if item.type not in TYPES:
        yield f"trường {item.key}: kiểu {item.type} không có"
    if item.required and item.required not in MOMENTS:
        yield f"trường {item.key}: required {item.required} không có"
    if item.type in ("choice", "multichoice") and not item.choices:
        yield f"trường {item.key}: không có lựa chọn nào"
    if (item.type == "table") != bool(item.columns):
        yield f"trường {item.key}: bảng cần cột, cột cần bảng"
    if item.vital and item.vital not in rules.vitals():
        yield f"trường {item.key}: không có dấu hiệu {item.vital}"
    needs = (item.not_before, item.not_after, item.show_when.key if item.show_when else "")
    for other in needs:
        if other and other != "now" and other not in keys:
            yield f"trường {item.key}: không có trường {other}"
    for other in item.calc.of if item.calc else ():
        if other not in paths:
            yield f"trường {item.key}: không có {other} để tính"
