"""Reads a written paper back: all text of a DOCX or a PDF, with nothing but its letters left to compare."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.table import Table


def letters(text: str) -> str:
    """Without spaces, case and line-breaking signs: what a writer may set as it likes."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        one for one in composed if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc")
    )


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join(_block_texts(document))


def _block_texts(holder: DocumentType | object) -> list[str]:
    found: list[str] = []
    for block in holder.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(block, Table):
            for row in block.rows:
                seen: set[object] = set()
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        found += _block_texts(cell)
        else:
            found.append(block.text)
    return found


def has_pdftotext() -> bool:
    return shutil.which("pdftotext") is not None


def pdf_text(content: bytes, folder: Path) -> str:
    source = folder / "paper.pdf"
    source.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-raw", str(source), "-"], capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode("utf-8")
