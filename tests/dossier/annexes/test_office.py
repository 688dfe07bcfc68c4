"""Every paper of a file opens in an office program with its headings, columns and words, and nothing left to fill."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from benhan.dossier.papers import docx
from benhan.dossier.papers.annexes import incidents
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Grid, Heading, Paper
from benhan.dossier.papers.registry import build
from benhan.dossier.papers.registry_rows import papers_of

OFFICE = shutil.which("soffice")
PLACEHOLDER = re.compile(r"\{\w*\}|TODO|[Ll]orem|\bNone\b")
CLOCKS = (incidents.first_notice, incidents.full_report, incidents.closing)


def papers(facts: FileFacts) -> dict[str, Paper]:
    """Every paper the regime has, whatever the level, and one incident's."""
    made = {one.key: build(one.key, facts) for one in papers_of(facts.dossier.regime)}
    incident = facts.incidents[0]
    return made | {paper.key: paper for paper in (write(facts, incident) for write in CLOCKS)}


def convert(folder: Path, names: list[str]) -> None:
    """All in one call: starting the program costs more than every page."""
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
         "--outdir", str(folder / "pdf"), *(str(folder / f"{one}.docx") for one in names)],
        check=True, capture_output=True, timeout=280,
    )  # fmt: skip


def flat(text: str) -> str:
    """Letters only: where a line breaks or a hyphen falls says nothing."""
    return re.sub(r"\W+", "", text).lower()


# slow: an office program starts and sets thirty papers
@pytest.mark.slow
@pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: the look of DOCX files goes unchecked"
)
def test_every_paper_opens_in_an_office_program_with_all_it_says(facts, tmp_path):
    made = papers(facts)
    for key, paper in made.items():
        (tmp_path / f"{key}.docx").write_bytes(docx.write(paper))
    convert(tmp_path, list(made))
    for key, paper in made.items():
        text = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "pdf" / f"{key}.pdf", "-"], check=True, capture_output=True, text=True
        ).stdout  # fmt: skip
        pages = text.count("\f")
        assert pages >= 1, key
        assert not PLACEHOLDER.search(text), (key, PLACEHOLDER.search(text))
        said, words = flat(text), {flat(one) for one in text.split()}
        for block in paper.blocks:
            if isinstance(block, Heading):
                assert all(flat(word) in said for word in block.text.split()), (key, block.text)
            elif isinstance(block, Grid):
                broken = {flat(word) for one in block.columns for word in one.split()} - words - {""}
                assert not broken, (key, block.columns, broken)  # a column too narrow for its own head
                cells = [cell for row in (*block.rows, *filter(None, [block.totals])) for cell in row]
                assert all(cell.strip() for cell in cells), (key, block.columns)
        assert flat(paper.subject)[:20] in said, key
