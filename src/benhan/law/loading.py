"""Reads the files of this package: rows and documents as frozen values, once, with the file and row named
on error.

No Django here. Everything is lazy and cached: a process that never prescribes never reads the drug list.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

import yaml

DATA = Path(__file__).resolve().parent

# The C reader is ten times as fast; wheels without it fall back to the plain one.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LawDataError(Exception):
    """A file of ours is wrong: our fault, never a client's. Names file and row."""

    def __init__(self, file: str, row: int | None, reason: str) -> None:
        place = f"{file}, dòng {row}" if row is not None else file
        super().__init__(f"{place}: {reason}")
        self.file, self.row, self.reason = file, row, reason


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file, with where it stands; `[]` names the column when it is missing."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        try:
            return self.cells[column]
        except KeyError:
            raise LawDataError(self.file, self.number, f"thiếu cột {column}") from None

    def day(self, column: str) -> date | None:
        """An ISO date, None when the cell is empty."""
        text = self[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise LawDataError(self.file, self.number, f"cột {column} không phải ngày: {text}") from None

    def words(self, column: str, separator: str = ";") -> tuple[str, ...]:
        """The cell cut at the separator, blanks dropped."""
        return tuple(word.strip() for word in self[column].split(separator) if word.strip())


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of law/<name>, e.g. "code_lists/provinces.csv". Line 1 is the header."""
    return tuple(_read_rows(DATA / name, name))


def _read_rows(path: Path, name: str) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, None)
        if not header:
            raise LawDataError(name, 1, "tệp rỗng")
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(header):
                raise LawDataError(name, number, f"{len(cells)} ô, cần {len(header)}")
            yield Row(name, number, MappingProxyType(dict(zip(header, cells, strict=True))))


@cache
def document(name: str) -> Mapping[str, object]:
    """The YAML file law/<name> as a read-only mapping; lists become tuples all the way down."""
    with (DATA / name).open(encoding="utf-8") as stream:
        try:
            content = yaml.load(stream, Loader=_Loader)  # noqa: S506  (a safe loader, chosen above)
        except yaml.YAMLError as error:
            raise LawDataError(name, None, str(error)) from error
    if not isinstance(content, dict):
        raise LawDataError(name, None, "cần một bảng khóa và giá trị ở ngoài cùng")
    return _frozen(content)  # type: ignore[return-value]


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Files of a folder, as names for `rows` or `document`, in order."""
    return tuple(sorted(f"{folder}/{path.name}" for path in (DATA / folder).glob(f"*{suffix}")))


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return MappingProxyType({str(key): _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


class Dated(Protocol):
    """Anything that holds from one day to another; both ends count."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def as_of(items: tuple[D, ...], day: date) -> tuple[D, ...]:
    """Those that hold on that day."""
    return tuple(
        item
        for item in items
        if (item.valid_from is None or item.valid_from <= day)
        and (item.valid_to is None or day <= item.valid_to)
    )
