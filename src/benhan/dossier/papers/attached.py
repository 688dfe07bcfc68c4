"""Which documents hang on a file: what was listed, and what stands as evidence."""

from __future__ import annotations

from benhan.assurance.models import Evidence
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.wording import MISSING, day

_DESIGN = "thiết kế"


def lines_of(facts: FileFacts, key: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """Rows of an answer that holds lines, cells apart by “|”; a line without one is cut at its first colon."""
    rows = []
    for line in str(facts.system.description.get(key) or "").splitlines():
        if not line.strip():
            continue
        cells = [one.strip() for one in (line.split("|") if "|" in line else line.split(":", 1))]
        rows.append(tuple((cells + [""] * columns)[place] or MISSING for place in range(columns)))
    return tuple(rows)


def documents_of(facts: FileFacts) -> tuple[tuple[str, str], ...]:
    """Title and number or day of every document: those listed, then those shown as evidence, each once."""
    listed = [(row[0], row[1]) for row in lines_of(facts, "attachments", 2)]
    shown = {
        one.pk: one for judged in facts.requirements for one in judged.evidence if one.kind == "document"
    }
    papers = sorted(shown.values(), key=lambda one: (one.title, str(one.pk)))
    return (*listed, *((one.title, _made(one)) for one in papers))


def design_of(facts: FileFacts) -> str:
    """The design document of the system, a gap when there is none."""
    found = next((row for row in documents_of(facts) if _DESIGN in row[0].casefold()), None)
    return f"{found[0]}, {found[1][:1].lower()}{found[1][1:]}" if found else MISSING


def _made(one: Evidence) -> str:
    return f"Ngày {day(one.made_on)}, người lập: {one.author}"
