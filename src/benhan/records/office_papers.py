"""Papers of the archive itself: minutes of a destruction, marked copies, prints on paper, scans of old paper.

Set by typst from data; nothing typed by a person is ever part of the typst source. The copies are no PDF/A and carry
no signature: the signed original stays what it is, and the mark on every page says so.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

import typst
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.forms.print import Box, PrintedPaper
from benhan.forms.print_fonts import font_folder
from benhan.law.vietnam_time import VIETNAM, full_moment
from benhan.records.flattening import flattened
from benhan.records.problems import OFFICE_PAPER_FAILED

TEMPLATES = Path(__file__).resolve().parent / "templates"
SYSTEM = "Benhan"


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What stands on each page of a copy: for whom, for what, when, under which number (EMR-ACC-07)."""

    number: str
    purpose: str
    asker: str
    at: datetime

    @property
    def watermark(self) -> str:
        return f"BẢN SAO số {self.number} – {self.asker}"

    @property
    def line(self) -> str:
        return (
            f"Bản sao số {self.number}, cấp lúc {full_moment(self.at)} cho {self.asker}; chỉ dùng vào mục đích: "
            f"{self.purpose}. Bản gốc điện tử có chữ ký số giữ tại cơ sở."
        )


def copy_of(pdf: bytes, mark: CopyMark, *, facility: str) -> bytes:
    """A copy of a document's pages with the mark over each; the bytes given stay as they are."""
    return _stamped(
        pdf, facility=facility, title=f"Bản sao {mark.number}", watermark=mark.watermark, line=mark.line
    )


def conversion_sentence(*, facility: str, by: str, at: datetime, lookup_code: str) -> str:
    """What a paper print of an electronic record says (EMR-CNV-01; docs/sources.md#nghi-dinh-137-2024)."""
    return (
        f"Bản giấy chuyển đổi từ hồ sơ bệnh án điện tử trên hệ thống {SYSTEM} của {facility}; mã tra cứu {lookup_code}; "
        f"người chuyển đổi: {by}, lúc {full_moment(at)}."
    )


def paper_print(pdf: bytes, *, facility: str, by: str, at: datetime, lookup_code: str) -> bytes:
    """A document's pages to be printed on paper, each with the conversion sentence."""
    line = conversion_sentence(facility=facility, by=by, at=at, lookup_code=lookup_code)
    return _stamped(pdf, facility=facility, title="Bản giấy chuyển đổi", watermark="", line=line)


def _stamped(pdf: bytes, *, facility: str, title: str, watermark: str, line: str) -> bytes:
    data = {
        "facility": facility,
        "title": title,
        "watermark": watermark,
        "line": line,
        "pages": page_sizes(pdf),
    }
    return _set("stamped.typ", data, {"source.pdf": flattened(pdf)}, standard="2.0").pdf


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points. Raises OFFICE_PAPER_FAILED when it can't be read."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        count = int(reader.root["/Pages"]["/Count"])
        found = []
        for number in range(count):
            node, _ = reader.find_page_for_modification(number)  # type: ignore[no-untyped-call]
            box = _inherited(node.get_object(), "/MediaBox")
            x1, y1, x2, y2 = (float(one) for one in box)
            found.append((abs(x2 - x1), abs(y2 - y1)))
    except (PdfReadError, KeyError, ValueError, TypeError) as error:
        raise OFFICE_PAPER_FAILED.at(paper="source") from error
    return found


def _inherited(page: Any, name: str) -> Any:
    while name not in page:
        page = page["/Parent"]
    return page[name]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of a destruction say; rows have seven cells, ready to print."""

    number: str
    facility: str
    authority: str
    on: date
    lines: Sequence[str]
    rows: Sequence[Sequence[str]]
    closing: Sequence[str]
    secretary: str
    director: str


def minutes(what: Minutes) -> PrintedPaper:
    """The minutes as PDF/A-3 with places for the secretary, the director and the seal."""
    data = {
        "title": "Biên bản hủy hồ sơ bệnh án hết thời hạn lưu trữ",
        "number": what.number,
        "facility": what.facility,
        "authority": what.authority,
        "day": [what.on.year, what.on.month, what.on.day],
        "lines": list(what.lines),
        "rows": [list(row) for row in what.rows],
        "closing": list(what.closing),
        "secretary": what.secretary,
        "director": what.director,
    }
    return _set("minutes.typ", data, {})


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One picture: its bytes, "jpg" or "png", and whether it lies on its side."""

    content: bytes
    suffix: str
    is_wide: bool = False


def scan(
    pages: Sequence[ScanPage], *, facility: str, title: str, lines: Sequence[str], mark: str, at: datetime
) -> PrintedPaper:
    """The conversion sheet and the pictures as one PDF/A-3, with a place for the facility's signature."""
    local = at.astimezone(VIETNAM)
    files = {f"{number:04d}.{page.suffix}": page.content for number, page in enumerate(pages, start=1)}
    shown = [{"file": name, "flipped": page.is_wide} for name, page in zip(files, pages, strict=True)]
    data = {
        "facility": facility,
        "title": title,
        "day": [local.year, local.month, local.day],
        "lines": list(lines),
        "mark": mark,
        "pages": shown,
    }
    return _set("scan.typ", data, files)


def _set(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    standard: Literal["a-3b", "2.0"] = "a-3b",
) -> PrintedPaper:
    """typst reads pictures and PDFs from files only: a closed folder that goes away with the setting."""
    with tempfile.TemporaryDirectory(prefix="benhan-paper-") as name:
        folder = Path(name)
        shutil.copyfile(TEMPLATES / template, folder / template)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file, content in files.items():
            (folder / file).write_bytes(content)
        compiler = typst.Compiler(
            input=str(folder / template),
            root=str(folder),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
        )
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=[standard])
            marks = json.loads(compiler.query("<signature>", field="value"))
        except typst.TypstError as error:
            # The message may quote what was typed: it goes nowhere.
            raise OFFICE_PAPER_FAILED.at(paper=template) from error
    boxes = {one["role"]: _box(one) for one in marks}
    return PrintedPaper(cast("bytes", pdf), boxes)


def _box(mark: Mapping[str, Any]) -> Box:
    top = mark["page-height"] - mark["y"]
    return Box(
        mark["page"],
        round(mark["x"], 2),
        round(top - mark["height"], 2),
        round(mark["x"] + mark["width"], 2),
        round(top, 2),
    )
