"""What an import did: counts, refused entries without a patient's text, and progress for who waits."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from benhan.fhir.problems import Finding

SHOWN = 20
"""Refused entries told on the terminal; --report FILE takes all of them."""

_HEADER = "tệp\tmục\tloại\tvị trí\tmã\tlý do\n"


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry, line or file that was not imported. `findings` name elements and rules, never content."""

    file: Path
    place: str
    type: str
    findings: tuple[Finding, ...]

    def lines(self) -> Iterator[str]:
        """One tab-separated line for each finding."""
        for each in self.findings:
            columns = (self.file.name, self.place, self.type, each.expression, each.code, each.clinician)
            yield "\t".join(" ".join(column.split()) for column in columns)


@dataclass(slots=True)
class Tally:
    """Counts of a run; `broken` counts files that were not, or not wholly, read."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: int = 0
    broken: int = 0
    assigned: int = 0
    by_type: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> int:
        return self.created + self.updated

    def sentence(self) -> str:
        """The result in one Vietnamese line."""
        parts = [f"thêm mới {self.created}", f"cập nhật {self.updated}", f"không đổi {self.unchanged}"]
        if self.skipped:
            parts.append(f"bỏ qua {self.skipped}")
        parts.append(f"từ chối {self.refused}")
        if self.broken:
            parts.append(f"tệp hỏng {self.broken}")
        text = "Đã nhập xong: " + ", ".join(parts) + "."
        if not self.written and not self.refused and not self.broken:
            text += " Mọi mục đã có sẵn, không có gì thay đổi."
        if self.assigned:
            text += f" Giao {self.assigned} người bệnh chưa ai phụ trách cho khoa."
        return text


@dataclass(slots=True)
class Report:
    """Where refused entries are told: some on stderr, all in the report file."""

    file: TextIO | None = None
    terminal: TextIO = field(default_factory=lambda: sys.stderr)
    told: int = 0

    def __post_init__(self) -> None:
        if self.file is not None:
            self.file.write(_HEADER)

    def tell(self, refused: Refused) -> None:
        for line in refused.lines():
            if self.file is not None:
                self.file.write(line + "\n")
                self.file.flush()
            self.told += 1
            if self.told <= SHOWN:
                self.terminal.write("Từ chối: " + line.replace("\t", " · ") + "\n")

    def close(self) -> None:
        if self.told > SHOWN:
            rest = self.told - SHOWN
            hint = "" if self.file is not None else " (dùng --report TỆP để xem tất cả)"
            self.terminal.write(f"… và {rest} dòng từ chối nữa{hint}\n")


@contextmanager
def progress(total: int, terminal: TextIO) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; elsewhere a line at each tenth. The value takes how many more entries are done."""
    if terminal.isatty():
        from tqdm import tqdm  # only here: it is slow to import

        with tqdm(total=total, unit=" mục", file=terminal, dynamic_ncols=True) as bar:
            yield bar.update
        return
    done, told = 0, 0

    def advance(count: int) -> None:
        nonlocal done, told
        done += count
        tenth = 10 * done // max(total, 1)
        if tenth > told:
            told = tenth
            terminal.write(f"Đã xử lý {10 * tenth} % ({done}/{total} mục)\n")
            terminal.flush()

    yield advance
