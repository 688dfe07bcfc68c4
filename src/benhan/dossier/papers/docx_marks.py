"""What python-docx has no call for: fields, borders, repeated rows; and text with its line breaks."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph


def put(
    line: Paragraph, text: str, *, size: float = 0.0, is_bold: bool = False, is_italic: bool = False
) -> None:
    """Add text to the paragraph; a line feed becomes a line break."""
    for place, part in enumerate(text.split("\n")):
        run = line.add_run(part)
        if place:
            run._r.insert(0, OxmlElement("w:br"))
        if is_bold:
            run.bold = True
        if is_italic:
            run.italic = True
        if size:
            run.font.size = Pt(size)


def styled(document: Document, style: str) -> Paragraph:
    """A new paragraph of the style with this id; python-docx would look through every style for each paragraph."""
    line = document.add_paragraph()
    line._p.style = style
    return line


def element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(line: Paragraph, instruction: str) -> None:
    """A field Word computes, e.g. PAGE."""
    run = line.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
            continue
        words = OxmlElement("w:instrText")
        words.set(qn("xml:space"), "preserve")
        words.text = f" {instruction} "
        run._r.append(words)


def rule_below(line: Paragraph) -> None:
    """A thin line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="1", color="000000"))
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def boxed(line: Paragraph) -> None:
    """A thin frame around the paragraph."""
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz="6", space="2", color="000000"))
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def repeated(row: Any) -> None:
    """The row stands again at the head of each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    properties.append(element("w:tblHeader"))


def shaded(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))
