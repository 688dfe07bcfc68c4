"""Tables of a DOCX paper: heading row repeated, fixed widths, rows across, a gap said in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from benhan.dossier.papers.docx_marks import element, put, repeated, shaded
from benhan.dossier.papers.docx_styles import table_style


def draw_grid(document: Document, grid: dict[str, Any], line_mm: float) -> None:
    count = len(grid["columns"])
    size = 10.0 if line_mm > 200 or count > 7 else 10.5 if count > 5 else 11.5
    if grid["caption"]:
        line = document.add_paragraph()
        put(line, grid["caption"], size=size, is_italic=True)
        line.paragraph_format.keep_with_next = True
    widths = [one / sum(grid["widths"]) * line_mm for one in grid["widths"]]
    rows = grid["rows"] or [[grid["empty"]]]
    table = table_of(document, 1 + len(rows) + bool(grid["totals"]), widths, style="Table Grid")
    cells = _cells(table)
    repeated(table.rows[0])
    for cell, words in zip(cells[0], grid["columns"], strict=True):
        _fill(cell, words, size, is_bold=True, is_centred=True)
    numeric = set(grid["numeric"])
    for line_cells, row in zip(cells[1:], rows, strict=False):
        _row(line_cells, row, numeric, size, is_gap=not grid["rows"])
    if grid["totals"]:
        _row(cells[-1], grid["totals"], numeric, size, is_bold=True)
    after = document.add_paragraph().paragraph_format  # Word wants a paragraph between two tables
    after.line_spacing, after.space_after = Pt(5), Mm(0)


def table_of(document: Document, rows: int, widths_mm: Sequence[float], *, style: str) -> Any:
    """An empty table of fixed widths, in mm."""
    table = document.add_table(rows=rows, cols=len(widths_mm), style=style)
    table.autofit = False
    _narrow_margins(table)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths_mm, strict=True):
            cell.width = Mm(width)
    return table


def _narrow_margins(table: Any) -> None:
    """One millimetre left and right in each cell: narrow columns hold their words."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="57", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _cells(table: Any) -> list[list[Any]]:
    """Cells by row, each made once: `table.cell` walks the whole table at every call."""
    every = table._cells
    count = len(table.columns)
    return [every[place : place + count] for place in range(0, len(every), count)]


def _row(
    cells: Sequence[Any],
    row: Sequence[str],
    numeric: set[int],
    size: float,
    *,
    is_bold: bool = False,
    is_gap: bool = False,
) -> None:
    if len(row) == 1 and len(cells) > 1:
        whole = cells[0].merge(cells[-1])
        _fill(whole, row[0], size, is_bold=not is_gap, is_italic=is_gap)
        if not is_gap:
            shaded(whole, "ECECEC")
            whole.paragraphs[0].paragraph_format.keep_with_next = True  # never alone at the foot of a page
        return
    for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
        _fill(cell, text, size, is_bold=is_bold, is_right=place in numeric)


def _fill(
    cell: Any,
    text: str,
    size: float,
    *,
    is_bold: bool = False,
    is_italic: bool = False,
    is_centred: bool = False,
    is_right: bool = False,
) -> None:
    line = cell.paragraphs[0]
    line._p.style = table_style(size)
    put(line, text, is_bold=is_bold, is_italic=is_italic)
    if is_centred or is_right:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.RIGHT
    if is_centred:
        cell._tc.get_or_add_tcPr().append(element("w:vAlign", val="center"))
