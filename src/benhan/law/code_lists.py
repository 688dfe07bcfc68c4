"""The short national lists (dân tộc, nghề nghiệp, tỉnh, khoa, đường dùng…) as frozen entries with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from benhan.fhir import systems
from benhan.law import loading


@dataclass(frozen=True, slots=True)
class Entry:
    """One code; `basis` says how sure we are that the list really reads so."""

    code: str
    display: str
    valid_from: date | None
    valid_to: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list in the order of its source."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def system(self) -> str:
        return systems.CODE_LIST + self.name

    def at(self, day: date) -> tuple[Entry, ...]:
        """The entries that hold on a day."""
        return loading.as_of(self.entries, day)

    def entry(self, code: str) -> Entry | None:
        """The entry with that code, dead or alive: an old answer must still show its words."""
        return _by_code(self.name).get(code)

    def display(self, code: str) -> str:
        """The words of a code; the code itself when it is unknown, so that nothing goes blank."""
        found = self.entry(code)
        return found.display if found else code


@cache
def code_list(name: str) -> CodeList:
    """The list kept in law/code_lists/<name>.csv; LawDataError when there is none."""
    file = f"code_lists/{name}.csv"
    if file not in loading.names("code_lists", ".csv"):
        raise loading.LawDataError(file, None, "không có danh mục này")
    entries = tuple(
        Entry(row["code"], row["display"], row.day("valid_from"), row.day("valid_to"), row["basis"])
        for row in loading.rows(file)
    )
    codes = [entry.code for entry in entries]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise loading.LawDataError(file, codes.index(twice) + 2, f"mã {twice} có hai dòng")
    return CodeList(name, entries)


@cache
def _by_code(name: str) -> dict[str, Entry]:
    return {entry.code: entry for entry in code_list(name).entries}
