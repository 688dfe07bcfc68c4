"""The pages of docs/ say what the code does; a gap on either side fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benhan.access.actor import Role
from benhan.access.break_glass import REASONS
from benhan.access.permissions import PERMISSIONS, REACH, Kind, Permission
from benhan.fhir.problems import catalogue
from benhan.law.rules import sources
from benhan.ops import docs
from benhan.ward.archive.offices import PURPOSES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "benhan"
_SLUG = re.compile(
    r"\{(?:BASE|STRUCTURE_DEFINITION)\}/(?:sid/|CodeSystem/|StructureDefinition/)?([a-z0-9]+(?:-[a-z0-9]+)+)"
)
_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def headings(name: str) -> set[str]:
    return set(re.findall(r"^## (\S+)$", page(name), re.MULTILINE))


def section(name: str, heading: str) -> str:
    return page(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("name", "made"), [("problems.md", docs.problems_page), ("sources.md", docs.sources_page)]
)
def test_written_pages_are_as_the_code_would_write_them(name, made):
    assert page(name) == made(), "run: python -m benhan.ops.docs"


def test_every_problem_has_both_texts_and_a_code_of_our_form():
    docs.load_problems()
    for one in catalogue():
        assert re.fullmatch(r"BH-[A-Z]+-\d{4}", one.code), one.code
        assert one.clinician.strip(), one.code
        assert one.developer.strip(), one.code
        assert 400 <= one.status < 600, one.code


def test_every_permission_and_role_has_its_heading_and_no_other_does():
    assert headings("permissions.md") == {one.value for one in Permission} | {one.value for one in Role}


@pytest.mark.parametrize("permission", list(Permission))
def test_a_permissions_page_names_who_holds_it(permission):
    held = ", ".join(
        role.value for role in Role if permission in PERMISSIONS[role] and role is not Role.SYSTEM
    )
    assert f"Held by: {held}." in section("permissions.md", permission.value)


@pytest.mark.parametrize("role", list(Role))
def test_a_roles_page_names_its_reach(role):
    said = section("permissions.md", role.value)
    for kind in Kind:
        read, write = REACH[role][kind]
        assert f"{kind.value} read {read.name.lower()}, write {write.name.lower()}" in said


def test_every_setting_has_its_heading_and_no_other_does():
    text = "".join(file.read_text(encoding="utf-8") for file in (SOURCE / "config").glob("*.py"))
    read = set(re.findall(r'env\.\w+\(\s*"(BENHAN_[A-Z0-9_]+)"', text))
    assert headings("settings.md") == read


def slugs() -> set[str]:
    """Vietnamese slugs of the code: canonicals and identifiers, reasons and purposes."""
    texts = [file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py")]
    found = {slug for text in texts for slug in _SLUG.findall(text)}
    return found | set(REASONS) | set(PURPOSES)


def test_every_vietnamese_slug_has_a_row_in_the_glossary():
    rows = {row[0] for row in _ROW.findall(page("GLOSSARY.md"))}
    assert slugs() - rows == set()


def test_every_row_of_the_glossary_is_whole_and_its_source_exists():
    rows = _ROW.findall(page("GLOSSARY.md"))
    assert len(rows) > 40
    known = set(sources())
    for slug, vietnamese, english, in_fhir, source in rows:
        assert all(cell.strip() for cell in (vietnamese, english, in_fhir)), slug
        linked = re.search(r"sources\.md#([a-z0-9-]+)", source)
        assert source.strip().startswith("our ") or (linked and linked[1] in known), slug


def test_no_anchor_of_the_sources_that_the_code_cites_is_missing():
    texts = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    cited = set(re.findall(r"docs/sources\.md#([a-z0-9-]+)", texts))
    assert cited - set(sources()) == set()
