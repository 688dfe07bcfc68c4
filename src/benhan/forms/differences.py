"""What differs between two versions of a form, in words that a council can read side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benhan.fhir import systems
from benhan.forms.fields import Field, Form, Signer

TYPE_WORDS = {
    "text": "chữ", "number": "số", "date": "ngày", "datetime": "ngày giờ", "time": "giờ", "choice": "chọn một",
    "multichoice": "chọn nhiều", "boolean": "có/không", "icd": "mã bệnh ICD-10", "table": "bảng",
    "figure": "hình vẽ", "score": "điểm",
}  # fmt: skip
MOMENT_WORDS = {
    "": "không bắt buộc",
    "draft": "ngay khi ghi",
    "signing": "khi trình ký",
    "closing": "khi đóng hồ sơ",
}
NOTHING = "(không có)"
_MOST = 12  # a national list of choices is named by its beginning


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. kind: added, removed, changed or moved; before and after are words."""

    kind: str
    section: str
    what: str
    aspect: str
    before: str
    after: str


def differences(old: Form | None, new: Form) -> tuple[Difference, ...]:
    """From the version in force (None when there is none) to the new one, in the order of the new form."""
    if old is None:
        return tuple(_added(section.label, one) for section in new.sections for one in section.fields)
    return (*_of_head(old, new), *_of_fields(old, new), *_of_signers(old, new))


def _of_head(old: Form, new: Form) -> Iterator[Difference]:
    if old.title != new.title:
        yield Difference("changed", "", "Biểu mẫu", "tên", old.title, new.title)
    if old.leaves_house != new.leaves_house:
        yield Difference(
            "changed", "", "Biểu mẫu", "giao ra ngoài cơ sở", _yes(old.leaves_house), _yes(new.leaves_house)
        )


def _of_fields(old: Form, new: Form) -> Iterator[Difference]:
    home = {one.key: section.label for section in old.sections for one in section.fields}
    for section in new.sections:
        for one in section.fields:
            past = old.field_by_key.get(one.key)
            if past is None:
                yield _added(section.label, one)
                continue
            yield from _of_field(section.label, past, one)
            if home[one.key] != section.label:
                yield Difference("moved", section.label, one.label, "phần", home[one.key], section.label)
        yield from _moved(old, section.key, section.label, new)
    for section in old.sections:
        for one in section.fields:
            if one.key not in new.field_by_key:
                yield Difference("removed", section.label, one.label, "mục", words_of(one), NOTHING)


def _moved(old: Form, key: str, label: str, new: Form) -> Iterator[Difference]:
    """Fields that stand after another neighbour than before, told by the fewest moves."""
    before = [one.key for section in old.sections if section.key == key for one in section.fields]
    after = [one.key for section in new.sections if section.key == key for one in section.fields]
    common = [one for one in after if one in before]
    still = _longest_run([before.index(one) for one in common])
    for place, one in enumerate(common):
        if place not in still:
            then, now = before.index(one), after.index(one)
            yield Difference(
                "moved", label, new.field(one).label, "thứ tự",
                _after(old, before[then - 1] if then else ""), _after(new, after[now - 1] if now else ""),
            )  # fmt: skip


def _longest_run(places: list[int]) -> frozenset[int]:
    """Indexes of a longest rising run of the numbers: what kept its order."""
    best: list[tuple[int, ...]] = []
    for index, place in enumerate(places):
        before: tuple[int, ...] = max((run for run in best if places[run[-1]] < place), key=len, default=())
        best.append((*before, index))
    longest: tuple[int, ...] = max(best, key=len, default=())
    return frozenset(longest)


def _after(form: Form, key: str) -> str:
    return f"sau “{form.field(key).label}”" if key else "đầu phần"


def _of_field(section: str, old: Field, new: Field) -> Iterator[Difference]:
    for aspect, before, after in (
        ("nhãn", old.label, new.label),
        ("nhãn của cơ sở", old.local_label, new.local_label),
        ("kiểu", TYPE_WORDS[old.type], TYPE_WORDS[new.type]),
        ("đơn vị", old.unit, new.unit),
        ("khoảng", _range(old), _range(new)),
        ("lựa chọn", _choices(old), _choices(new)),
        ("bắt buộc", MOMENT_WORDS[old.required], MOMENT_WORDS[new.required]),
        ("lời nhắc", old.help, new.help),
    ):
        if before != after:
            yield Difference("changed", section, new.label, aspect, before or NOTHING, after or NOTHING)


def _of_signers(old: Form, new: Form) -> Iterator[Difference]:
    before, after = {one.role: one for one in old.signers}, {one.role: one for one in new.signers}
    for role in dict.fromkeys((*before, *after)):
        then, now = before.get(role), after.get(role)
        if _signer(then) != _signer(now):
            kind = "added" if then is None else "removed" if now is None else "changed"
            label = (now or then or new.signers[0]).label
            yield Difference(kind, "Người ký", label, "chỗ ký", _signer(then), _signer(now))


def _signer(one: Signer | None) -> str:
    return f"{one.label}, lượt {one.order}" if one else NOTHING


def _added(section: str, one: Field) -> Difference:
    return Difference("added", section, one.label, "mục", NOTHING, words_of(one))


def words_of(one: Field) -> str:
    """A field in one line: kind, unit, range, choices, when required."""
    parts = [TYPE_WORDS[one.type], one.unit, _range(one), _choices(one)]
    if one.required:
        parts.append(f"bắt buộc {MOMENT_WORDS[one.required]}")
    return "; ".join(part for part in parts if part)


def _range(one: Field) -> str:
    low = "" if one.low is None else f"từ {one.low}"
    high = "" if one.high is None else f"đến {one.high}"
    return f"{low} {high}".strip().replace(".", ",")


def _choices(one: Field) -> str:
    """Every choice of a form's own; a national list, which no version changes, by its beginning."""
    is_national = one.choice_system.startswith(systems.CODE_LIST)
    named = one.choices[:_MOST] if is_national else one.choices
    return " · ".join(choice.label for choice in named) + (" …" if len(named) < len(one.choices) else "")


def _yes(value: bool) -> str:
    return "có" if value else "không"
