"""The styles of a DOCX paper: Times New Roman 13, black headings, Vietnamese."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from benhan.dossier.papers.docx_marks import element

FONT = "Times New Roman"
BODY = "BodyText"
TABLE_SIZES = (10.0, 10.5, 11.5)


def prepare(document: Document) -> None:
    """Set the styles every paper uses."""
    styles = document.styles
    _face(styles["Normal"], 13)
    spacing = styles["Normal"].paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(0), 1.0
    body = styles["Body Text"]
    _face(body, 13)
    body.paragraph_format.space_before, body.paragraph_format.space_after = Pt(3), Pt(3)
    body.paragraph_format.line_spacing = 1.1
    body.paragraph_format.first_line_indent = Mm(10)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for level in (1, 2, 3):
        heading = styles[f"Heading {level}"]
        _face(heading, 13)
        heading.font.bold, heading.font.italic = True, level == 3
        heading.font.all_caps = level == 1
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(5)
        heading.paragraph_format.keep_with_next = True
    for size in TABLE_SIZES:
        _face(styles.add_style(f"Table {size}", WD_STYLE_TYPE.PARAGRAPH), size)
    language = element("w:lang", val="vi-VN", eastAsia="vi-VN")
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def _face(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def table_style(size: float) -> str:
    """The id of the style of a table's text."""
    return f"Table{size}"
