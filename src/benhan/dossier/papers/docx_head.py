"""The head of a DOCX paper (Nghị định 30/2020): issuer, motto, number, date, kind, subject, to, grounds."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from benhan.dossier.papers.docx_marks import boxed, put, rule_below, styled
from benhan.dossier.papers.docx_styles import BODY
from benhan.dossier.papers.docx_tables import table_of
from benhan.dossier.papers.model import Paper

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
LEFT_MM, RIGHT_MM = 67.0, 95.0


def draw_head(document: Document, paper: Paper, content: dict[str, Any]) -> None:
    table = table_of(document, 2, (LEFT_MM, RIGHT_MM), style="Normal Table")
    (issuer, motto), (number, date) = (row.cells for row in table.rows)
    lines = Lines(issuer)
    if content["parent"]:
        put(lines.next(), content["parent"].upper(), size=12)
    put(lines.next(), content["issuer"].upper(), size=12, is_bold=True)
    _rule(lines.next(), LEFT_MM, 24)
    lines = Lines(motto)
    put(lines.next(), MOTTO[0], size=12, is_bold=True)
    put(lines.next(), MOTTO[1], size=13, is_bold=True)
    _rule(lines.next(), RIGHT_MM, 60)
    lines = Lines(number)
    if paper.is_numbered:
        put(lines.next(), f"Số: {content['number'] or '………………'}")
    if not content["kind"] and content["subject"]:
        put(lines.next(), f"V/v {content['subject']}", size=12)
    for mark in paper.marks:
        line = lines.next()
        put(line, mark, size=10.5, is_bold=True)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(10)
        line.paragraph_format.space_before = Pt(6)
        boxed(line)
    put(Lines(date).next(), paper.place_and_date, is_italic=True)
    _title(document, content)
    _addressed(document, content["to"])
    for ground in content["grounds"]:
        put(styled(document, BODY), ground, is_italic=True)


class Lines:
    """The paragraphs of a cell, centred, one after the other; a new cell holds one already."""

    def __init__(self, cell: Any) -> None:
        self._cell, self._is_first = cell, True

    def next(self) -> DocxParagraph:
        line: DocxParagraph = self._cell.paragraphs[0] if self._is_first else self._cell.add_paragraph()
        self._is_first = False
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return line


def _rule(line: DocxParagraph, within_mm: float, length_mm: float) -> None:
    """A short centred line: an empty small paragraph with its lower border, indented from both sides."""
    side = (within_mm - length_mm) / 2
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(side)
    line.paragraph_format.line_spacing = Pt(3)
    line.paragraph_format.space_after = Pt(5)
    rule_below(line)


def _title(document: Document, content: dict[str, Any]) -> None:
    if not content["kind"]:
        document.add_paragraph()
        return
    for place, words in enumerate((content["kind"].upper(), content["subject"])):
        if not words:
            continue
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(3 if place else 12)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(10)
        put(line, words, size=14, is_bold=True)
    _rule(document.add_paragraph(), 162, 42)


def _addressed(document: Document, to: list[str]) -> None:
    if len(to) == 1:
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        put(line, f"Kính gửi: {to[0]}")
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(8)
        return
    for place, one in enumerate(to):
        if not place:
            head = document.add_paragraph()
            put(head, "Kính gửi:")
            head.paragraph_format.left_indent = Mm(24)
            head.paragraph_format.space_before = Pt(8)
        line = document.add_paragraph()
        put(line, f"- {one}{';' if place + 1 < len(to) else '.'}")
        line.paragraph_format.left_indent = Mm(36)
