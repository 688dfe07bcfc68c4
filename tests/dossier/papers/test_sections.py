"""The explanation has every section and column the law and custom name, in both regimes, and no empty cell."""

from __future__ import annotations

import re

import pytest

from benhan.assurance.models import System
from benhan.dossier.models import Dossier
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME, gather
from benhan.dossier.papers.gaps import gaps_of
from benhan.dossier.papers.model import Facts, Figure, Grid, Heading, Paper, Paragraph
from benhan.dossier.papers.plan_part import groups_of, parts_of_plan
from benhan.dossier.papers.registry import REGIMES, build, papers_of
from benhan.dossier.papers.sections import sections
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.dossier.papers.conftest import FACILITY, NOW
from tests.support.cast import CAST

OWN = {
    regime: [one for one in papers_of(regime) if not one.builder.startswith("annexes.")] for regime in REGIMES
}
"""The papers of these builders; the annexes have tests of their own."""


def cells(paper: Paper) -> list[str]:
    """Every cell and value a reader meets; a row across counts as one."""
    found: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Grid):
            found += [
                cell for row in (*block.rows, *((block.totals,) if block.totals else ())) for cell in row
            ]
        elif isinstance(block, Facts):
            found += [value for _, value in block.rows]
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def under(paper: Paper, title: str) -> list[object]:
    """The blocks between a heading and the next."""
    start = next(
        place for place, one in enumerate(paper.blocks) if isinstance(one, Heading) and one.text == title
    )
    rest = paper.blocks[start + 1 :]
    stop = next((place for place, one in enumerate(rest) if isinstance(one, Heading)), len(rest))
    return list(rest[:stop])


@pytest.mark.parametrize("regime", REGIMES)
def test_every_section_stands_in_the_explanation_with_its_columns(facts, regime):
    paper = build("thuyet-minh", facts[regime])
    for section in sections().values():
        if section.key == "C":
            grids = [one for one in paper.blocks if isinstance(one, Grid) and one.columns == section.columns]
            assert sum(len(row) > 1 for grid in grids for row in grid.rows) == len(facts[regime].requirements)
            continue
        title = next(
            one.text for one in paper.blocks if isinstance(one, Heading) and _is(section.title, one.text)
        )
        blocks = under(paper, title)
        if section.kind == "figure":
            assert any(isinstance(one, Figure) for one in blocks), section.key
        elif 2 not in section.levels:
            assert "Không áp dụng" in blocks[0].text, section.key
        elif section.kind == "grid":
            assert section.columns in [one.columns for one in blocks if isinstance(one, Grid)], section.key
        else:
            shown = next(one for one in blocks if isinstance(one, Facts))
            assert tuple(label for label, _ in shown.rows) == section.columns, section.key


def _is(title: str, shown: str) -> bool:
    return title == shown or ("{" in title and shown.startswith("C1."))


@pytest.mark.parametrize("regime", REGIMES)
def test_a_level_four_explanation_tells_of_attacks_and_of_round_the_clock_work(facts, regime):
    facts[regime].dossier.level = 4
    blocks = under(build("thuyet-minh", facts[regime]), sections()["B8"].title)
    assert tuple(label for label, _ in blocks[0].rows) == sections()["B8"].columns


@pytest.mark.parametrize(("regime", "key"), [(regime, one.key) for regime in REGIMES for one in OWN[regime]])
def test_no_cell_of_any_paper_is_empty_and_what_nobody_told_is_said(files, facts, regime, key):
    paper = build(key, facts[regime])
    assert all(text.strip() and not re.search(r"\bNone\b|\{\w*\}", text) for text in cells(paper)), key
    assert paper.issuer and paper.signs and paper.copies
    bare = System.objects.create(facility=FACILITY, slug=f"trong-{key}", name="Hệ thống trống")
    empty = Dossier(
        facility=FACILITY, system=bare, regime=regime, level=3, state="draft", state_since=NOW, opened_at=NOW
    )
    with Repository(by=CAST.dung):
        blank = build(key, gather(empty, NOW))
    assert all(text.strip() for text in cells(blank)), key
    assert gaps_of(blank) > gaps_of(paper)


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_each_requirement_belongs_to_one_group_and_one_part_of_the_plan(regime, level):
    for one in catalogues()[CATALOGUE_OF_REGIME[regime]].at_level(level):
        groups = [group.key for group in groups_of(regime) if group.takes(one)]
        assert len(groups) == 1, (one.id, groups)
        parts = [part.key for part in parts_of_plan(regime) if part.takes(one)]
        assert len(parts) == 1, (one.id, parts)


def test_the_plan_of_the_old_regime_never_cites_our_own_letters(facts):
    paper = build("thuyet-minh", facts["decree-85"])
    cited = [row[0] for one in paper.blocks if isinstance(one, Grid) and one.columns == sections()["C"].columns
             for row in one.rows if len(row) > 1]  # fmt: skip
    assert cited and not [one for one in cited if re.search(r"TCVN 11930:2017: [\d.]+\.[a-zđ]\b", one)]
    assert any("TT 12/2022: mục II.1.b.iv" in one for one in cited), "the circular's own numerals were read"


def test_the_plan_of_the_old_regime_follows_the_order_of_the_circular(facts):
    paper = build("thuyet-minh", facts["decree-85"])
    titles = [one.text for one in paper.blocks if isinstance(one, Heading)]
    order = ["1.1.", "1.2.", "1.3.", "1.4.", "1.5.", "1.6.", "1.7.", "II.1.", "II.1.a.", "II.1.b.", "II.2."]
    places = [next(place for place, one in enumerate(titles) if one.startswith(start)) for start in order]
    assert places == sorted(places)
    grid = next(one for one in under(paper, next(one for one in titles if one.startswith("II.1.b."))))
    numerals = [row[0].rpartition(".")[2] for row in grid.rows if len(row) > 1]
    assert numerals[:4] == ["i", "ii", "iii", "iv"]


def test_a_failed_or_unmet_requirement_carries_task_person_and_day(facts):
    paper = build("thuyet-minh", facts["decree-331"])
    rows = [row for one in paper.blocks if isinstance(one, Grid) and one.columns == sections()["C"].columns
            for row in one.rows if len(row) > 1]  # fmt: skip
    unmet = [row for row in rows if row[4] == "Chưa đáp ứng"]
    assert unmet and all(
        row[6] == "Mua thiết bị; người phụ trách: Phạm Văn Dũng; hạn: 31/01/2027" for row in unmet
    )
    assert [row for row in rows if row[4] == "Chưa khai"], "what nobody answered is said"
    assert [row for row in rows if row[4] == "Không áp dụng: Không thuê viết phần mềm"]
    assert any("Quy chế số 45, ngày 01/03/2026" in row[5] for row in rows)


def test_the_highest_criterion_closes_the_table_of_criteria(facts):
    paper = build("thuyet-minh", facts["decree-331"])
    grid = under(paper, sections()["B4"].title)[0]
    assert grid.totals[1] == "Cấp độ 2"
    assert "khoản 1 Điều 12 Nghị định số 331/2026/NĐ-CP" in grid.totals[2]


def test_only_papers_of_the_old_regime_say_that_their_form_is_remembered(facts):
    assert "trí nhớ" in build("mau-01", facts["decree-85"]).basis_note
    assert build("mau-01", facts["decree-331"]).basis_note == ""


def test_the_flaws_of_the_printed_forms_stay_out_of_the_papers(facts):
    submission = build("mau-05", facts["decree-331"])
    assert not [text for text in cells(submission) if "phối hợp" in text], "form 05 says it, Điều 24 does not"
    assert [one.role for one in build("mau-08", facts["decree-331"]).signs] == ["owner", "seal"]


def test_the_yearly_report_has_its_twelve_columns_and_official_states(facts):
    report = build("mau-08", facts["decree-331"])
    grid = next(one for one in report.blocks if isinstance(one, Grid))
    assert len(grid.columns) == 12
    assert [row[5] for row in grid.rows] == ["Đang dự thảo"]
    totals = next(one for one in report.blocks if isinstance(one, Facts))
    assert dict(totals.rows)["3. Số hệ thống đã lập hồ sơ đề xuất cấp độ"] == "1"


def test_at_level_two_the_security_unit_decides_and_at_level_three_the_owner(facts):
    low = build("mau-06", facts["decree-331"])
    assert [one.role for one in low.signs] == ["security_unit", "seal"]
    facts["decree-331"].dossier.level = 3
    high = build("mau-06", facts["decree-331"])
    assert [one.role for one in high.signs] == ["owner", "seal"]


def test_the_paper_list_has_eight_forms_and_their_seven_older_ones():
    forms = {regime: [one.form for one in papers_of(regime) if one.form] for regime in REGIMES}
    assert forms["decree-331"] == [f"{number:02d}" for number in range(1, 9)]
    assert forms["decree-85"] == [f"{number:02d}" for number in range(1, 8)]
