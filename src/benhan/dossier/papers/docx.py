"""A paper → DOCX that an office clerk can edit: real styles, real tables; the bytes depend on the paper alone."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from benhan.dossier.papers.content import printable, to_json
from benhan.dossier.papers.docx_head import draw_head
from benhan.dossier.papers.docx_marks import field, put, styled
from benhan.dossier.papers.docx_signs import draw_close
from benhan.dossier.papers.docx_styles import BODY, prepare
from benhan.dossier.papers.docx_tables import draw_grid
from benhan.dossier.papers.figures import as_png
from benhan.dossier.papers.model import Paper
from benhan.dossier.papers.pdf import UNDATED, parts_of

TIME_IN_ZIP: Final = (1980, 1, 1, 0, 0, 0)
LINE_MM: Final = {False: 162.0, True: 257.0}  # width of a line, upright and across


def write(paper: Paper) -> bytes:
    """The paper as DOCX."""
    content = to_json(paper)
    document = Document()
    prepare(document)
    _properties(document, paper)
    section = document.sections[0]
    _page(section, is_across=False, is_first=True, marks=" · ".join(paper.marks))
    draw_head(document, paper, content)
    for place, part in enumerate(parts_of(content["blocks"])):
        across = bool(part["is_landscape"])
        if place:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            _page(section, is_across=across, is_first=False, marks="")
        for block in part["blocks"]:
            _draw(document, block, LINE_MM[across])
    draw_close(document, content, LINE_MM[across])
    stream = io.BytesIO()
    document.save(stream)
    return _with_fixed_times(stream.getvalue())


def _properties(document: DocumentType, paper: Paper) -> None:
    on = paper.on or UNDATED
    moment = datetime(on.year, on.month, on.day)  # noqa: DTZ001  (a property of the file, written without zone)
    core = document.core_properties
    core.title, core.subject, core.author = (
        printable(one)[:255] for one in (paper.title, paper.subject, paper.issuer)
    )
    core.last_modified_by, core.language, core.comments = core.author, "vi-VN", ""
    core.keywords, core.revision, core.created, core.modified = paper.key, 1, moment, moment


def _page(section: Any, *, is_across: bool, is_first: bool, marks: str) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_across else (Mm(210), Mm(297))
    section.top_margin, section.bottom_margin = Mm(22), Mm(18 if is_across else 20)
    section.left_margin, section.right_margin = Mm(22 if is_across else 30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = is_first
    if is_first:
        line = section.header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field(line, "PAGE")
        if marks:
            under = section.header.add_paragraph()
            put(under, marks, size=9, is_italic=True)
            under.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _draw(document: DocumentType, block: dict[str, Any], line_mm: float) -> None:
    kind = block["kind"]
    if kind == "heading":
        level = max(1, min(3, int(block["level"])))
        put(styled(document, f"Heading{level}"), block["text"])
    elif kind == "paragraph":
        line = styled(document, BODY)
        put(line, block["text"], is_bold=block["is_bold"], is_italic=block["is_italic"])
        if block["is_centred"]:
            _centre(line)
    elif kind == "bullets":
        for number, text in enumerate(block["items"], start=1):
            sign = f"{number}." if block["is_numbered"] else "-"
            put(styled(document, BODY), f"{sign} {text}")
    elif kind == "facts":
        for label, value in block["rows"]:
            put(styled(document, BODY), f"{label}: {value}")
    elif kind == "grid":
        draw_grid(document, block, line_mm)
    elif kind == "figure":
        _figure(document, block, line_mm)


def _centre(line: DocxParagraph) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.first_line_indent = Mm(0)


def _figure(document: DocumentType, block: dict[str, Any], line_mm: float) -> None:
    picture = as_png(block["svg"])
    line = styled(document, BODY)
    _centre(line)
    line.paragraph_format.keep_with_next = True
    high = min(215.0 if line_mm < 200 else 128.0, line_mm * picture.height / picture.width)
    shape = line.add_run().add_picture(io.BytesIO(picture.png), height=Mm(high))
    named = shape._inline.docPr
    named.set("descr", block["described"])
    named.set("title", block["caption"])
    if block["caption"]:
        under = styled(document, BODY)
        put(under, block["caption"], size=12, is_italic=True)
        _centre(under)


def _with_fixed_times(content: bytes) -> bytes:
    """The same parts in the same order, without the hour they were zipped at."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, TIME_IN_ZIP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            after.writestr(entry, before.read(name))
    return made.getvalue()
