"""The end of a DOCX paper: where they sign, who gets it, what is only remembered."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from benhan.dossier.papers.docx_head import Lines
from benhan.dossier.papers.docx_marks import element, put
from benhan.dossier.papers.docx_tables import table_of


def draw_close(document: Document, content: dict[str, Any], line_mm: float) -> None:
    if content["blocks"] and content["blocks"][-1]["kind"] == "paragraph":
        # Signatures never stand on a page of their own: the last paragraph goes with them.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    persons = [one for one in content["signs"] if one["role"] != "seal"]
    if len(persons) > 1:
        for place in range(0, len(persons), 2):
            pair = persons[place : place + 2]
            left, right = _pair(document, line_mm)
            _sign(right, pair[-1])
            if len(pair) == 2:
                _sign(left, pair[0])
        _recipients(document.add_paragraph, content["copies"])
    else:
        left, right = _pair(document, line_mm)
        if content["copies"]:
            lines = Lines(left)
            _recipients(lines.next, content["copies"])
        if persons:
            _sign(right, persons[0])
    if content["basis_note"]:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(14)
        put(line, content["basis_note"], size=9)


def _pair(document: Document, line_mm: float) -> tuple[Any, Any]:
    document.add_paragraph().paragraph_format.keep_with_next = True
    table = table_of(document, 1, (line_mm * 0.48, line_mm * 0.52), style="Normal Table")
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    left, right = table.rows[0].cells
    return left, right


def _sign(cell: Any, place: dict[str, Any]) -> None:
    lines = Lines(cell)
    put(lines.next(), place["words"].upper(), is_bold=True)
    put(lines.next(), place["note"], size=11, is_italic=True)
    gap = lines.next()
    gap.paragraph_format.space_after = Pt(56)
    put(lines.next(), place["name"], is_bold=True)
    for line in cell.paragraphs[:-1]:
        line.paragraph_format.keep_with_next = True


def _recipients(next_line: Any, copies: list[str]) -> None:
    if not copies:
        return
    head = next_line()
    head.alignment = WD_ALIGN_PARAGRAPH.LEFT
    put(head, "Nơi nhận:", size=12, is_bold=True, is_italic=True)
    for place, one in enumerate(copies):
        line = next_line()
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        put(line, f"- {one}{';' if place + 1 < len(copies) else '.'}", size=11)
