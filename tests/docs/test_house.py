"""The house keeps its shape: small modules, numbered decisions, one door to the store, locks without addresses."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "benhan"
FORBIDDEN = {"utils", "helpers", "common", "misc", "base", "manager", "service", "handler"}


def modules() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts]


def test_a_module_has_at_most_400_lines_and_a_telling_name():
    long = {str(file.relative_to(ROOT)) for file in modules() if len(file.read_text().splitlines()) > 400}
    assert long == set()
    assert {file.stem for file in modules()} & FORBIDDEN == set()


def test_each_module_says_which_question_it_answers():
    silent = [
        str(file.relative_to(ROOT))
        for file in modules()
        if file.read_text().strip() and not re.match(r"\s*(#.*\n\s*)*\"\"\"", file.read_text())
    ]
    assert silent == []


def test_only_the_store_asks_the_stores_tables():
    """Cloning, counting or dropping them is the business of operations alone, and it does none of it today."""
    strangers = [
        str(file.relative_to(ROOT))
        for file in modules()
        if file.relative_to(SOURCE).parts[0] != "store"
        and re.search(r"\bstore_(version|current|index_\w+|blob|facility_key)\b", file.read_text())
    ]
    assert strangers == []


def test_decisions_are_numbered_once_and_named_by_their_number():
    numbers = []
    index = (ROOT / "docs" / "adr" / "README.md").read_text()
    for file in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        heading = re.match(r"# (\d+)\. ", file.read_text())
        assert heading, file.name
        assert int(file.name[:4]) == int(heading[1])
        title = file.read_text().splitlines()[0].removeprefix(heading[0])
        assert f"{int(heading[1])}. [{title}]({file.name})" in index
        numbers.append(int(heading[1]))
    assert len(numbers) == len(set(numbers))


def test_locks_hold_names_versions_and_hashes_only():
    for file in ROOT.glob("requirements*"):
        assert "://" not in file.read_text(), file.name


def test_every_page_the_readme_names_is_there():
    for readme in ("README.md", "README.vi.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text()):
            assert (ROOT / target).exists(), f"{readme}: {target}"
