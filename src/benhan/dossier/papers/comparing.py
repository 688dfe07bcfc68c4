"""What changed between two versions of a paper, in words and by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD = "Phần đầu văn bản"
_HEAD_FIELDS = {
    "number": "Số",
    "on": "Ngày",
    "subject": "Trích yếu",
    "issuer": "Cơ quan ban hành",
    "parent": "Cơ quan cấp trên",
}
_COUNTING = frozenset({"TT", "STT"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change: kind added, removed or changed; words name what and, for a change, from what to what."""

    section: str
    kind: str
    words: str


@dataclass(slots=True)
class _Part:
    """A section's texts, labelled values and table rows; rows by (columns, name of the row)."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Changes from the old content to the new, in the order of the new one's sections, then what is gone."""
    before, after = _parts(old), _parts(new)
    found = [*_values(HEAD, _head(old), _head(new))]
    for section in dict.fromkeys([*after, *before]):
        was, now = before.get(section), after.get(section)
        if was is None or now is None:
            found.append(Change(section, "added" if was is None else "removed", "Cả mục"))
            continue
        found += _values(section, was.values, now.values)
        found += _rows(section, was.rows, now.rows)
        found += [Change(section, "removed", one) for one in was.texts if one not in now.texts]
        found += [Change(section, "added", one) for one in now.texts if one not in was.texts]
    return tuple(found)


def _head(content: Mapping[str, Any]) -> dict[str, str]:
    return {label: str(content.get(key) or "") for key, label in _HEAD_FIELDS.items()}


def _values(section: str, was: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    found = []
    for label in dict.fromkeys([*now, *was]):
        old, new = was.get(label, ""), now.get(label, "")
        if old == new:
            continue
        kind = "changed" if old and new else "added" if new else "removed"
        words = f"{label}: “{old}” → “{new}”" if kind == "changed" else f"{label}: {new or old}"
        found.append(Change(section, kind, words))
    return found


def _rows(
    section: str,
    was: Mapping[tuple[str, ...], Mapping[str, str]],
    now: Mapping[tuple[str, ...], Mapping[str, str]],
) -> list[Change]:
    found = []
    for name in dict.fromkeys([*now, *was]):
        called = name[0].replace("\n", "; ")
        old, new = was.get(name), now.get(name)
        if old is None or new is None:
            found.append(Change(section, "added" if old is None else "removed", f"Hàng “{called}”"))
            continue
        found += [
            Change(section, "changed", f"Hàng “{called}”, {one.words}") for one in _values(section, old, new)
        ]
    return found


def _parts(content: Mapping[str, Any]) -> dict[str, _Part]:
    """By the headings that lead to them; a paper without headings is one section."""
    made: dict[str, _Part] = {}
    path: list[str] = []
    for block in content["blocks"]:
        if block["kind"] == "heading":
            del path[max(0, int(block["level"]) - 1) :]
            path.append(str(block["text"]))
            continue
        part = made.setdefault(" › ".join(path[-2:]) or "Nội dung", _Part())
        _add(part, block)
    return made


def _add(part: _Part, block: Mapping[str, Any]) -> None:
    if block["kind"] == "paragraph":
        part.texts.append(block["text"])
    elif block["kind"] == "bullets":
        part.texts += block["items"]
    elif block["kind"] == "facts":
        part.values |= dict(block["rows"])
    elif block["kind"] == "figure":
        part.values[block["caption"]] = block["described"]
    elif block["kind"] == "grid":
        _add_rows(part, block["columns"], block["rows"])


def _add_rows(part: _Part, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A row is named by its first cell that isn't its number; the same name twice is told apart by its turn."""
    first = 1 if columns[0] in _COUNTING and len(columns) > 1 else 0
    for row in rows:
        if len(row) == 1 and len(columns) > 1:
            continue
        cells = {column: cell for column, cell in zip(columns, row, strict=True) if column not in _COUNTING}
        turn = 1
        while (row[first], "\t".join(columns), str(turn)) in part.rows:
            turn += 1
        part.rows[(row[first], "\t".join(columns), str(turn))] = cells
