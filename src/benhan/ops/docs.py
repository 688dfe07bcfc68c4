"""Writes the pages of docs/ that are made of the code's own tables: problems, sources (`python -m benhan.ops.docs`).

Needs the settings in the environment, as every command does; a test compares the pages with what this makes.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import benhan
from benhan.fhir.problems import Problem, catalogue
from benhan.law.rules import Source, sources

DOCS = Path(benhan.__file__).resolve().parents[2] / "docs"
_HOW_READ = {
    "READ-T": "đọc toàn văn",
    "READ-D": "đọc bản tổng hợp năm 2026",
    "READ-S": "đọc trong phần mềm hoặc bản in đang dùng",
    "RECALLED": "theo trí nhớ, CHƯA đối chiếu",
}


def load_problems() -> None:
    """Import every module that declares problems, so that the catalogue is whole."""
    root = Path(benhan.__file__).parent
    for file in sorted(root.rglob("*problems.py")):
        name = ".".join(("benhan", *file.relative_to(root).with_suffix("").parts))
        importlib.import_module(name)


def problems_page() -> str:
    """docs/problems.md."""
    load_problems()
    head = (
        "# Problems\n\nEvery failure a person or a client can meet, by code. Written from the catalogue by "
        "`python -m benhan.ops.docs`; codes are never reused. Statuses are those of the FHIR face; words in braces are "
        "filled in when it happens.\n"
    )
    return head + "".join(_problem(one) for one in catalogue())


def _problem(one: Problem) -> str:
    return (
        f"\n## {one.code}\n\nHTTP {one.status} · `{one.issue}`\n\n"
        f"- Người dùng đọc: {one.clinician}\n- Developers read: {one.developer}\n"
    )


def sources_page() -> str:
    """docs/sources.md."""
    head = (
        "# Sources\n\nThe legal texts this system cites, from `src/benhan/law/sources.yaml` (written by "
        "`python -m benhan.ops.docs`). How a text was read stands beside it: what is recalled is not certain.\n"
    )
    return head + "".join(_source(one) for one in sources().values())


def _source(one: Source) -> str:
    until = f" đến {one.valid_to:%d/%m/%Y}" if one.valid_to else ""
    since = f"{one.valid_from:%d/%m/%Y}" if one.valid_from else "chưa rõ ngày"
    made = f"{one.issued_on:%d/%m/%Y}" if one.issued_on else "chưa rõ ngày"
    read = _HOW_READ[one.how_read]
    return (
        f'\n<a id="{one.key}"></a>\n\n## {one.key}\n\n{one.number}: {one.title}. Ban hành {made}; hiệu lực từ '
        f"{since}{until}. Cách đọc: {one.how_read} ({read}).\n"
    )


def main() -> None:
    (DOCS / "problems.md").write_text(problems_page(), encoding="utf-8")
    (DOCS / "sources.md").write_text(sources_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
