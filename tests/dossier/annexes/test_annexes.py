"""Every paper beside the explanation says all it must, leaves no gap blank, and follows its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benhan.dossier.papers.annexes import incidents
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Bullets, Facts, Grid, Heading, Paper, Paragraph
from benhan.dossier.papers.registry import build
from benhan.dossier.papers.registry_rows import papers_of
from benhan.law import loading
from tests.support.level_file import filed

ANNEXES = tuple(row["key"] for row in loading.document("dossier/annexes.yaml")["papers"])
PLACEHOLDER = re.compile(r"\{\w*\}|TODO|[Ll]orem|\bNone\b|\bTrue\b|\bFalse\b|datetime")
REGISTER = ("Mã", "Tài sản", "Mối đe dọa", "Điểm yếu", "Khả năng khai thác", "Hậu quả", "Bên bị ảnh hưởng", "Khả năng",
            "Tác động", "Mức rủi ro", "Biện pháp hiện có", "Cách xử lý", "Biện pháp bổ sung", "Người chịu trách nhiệm",
            "Hạn", "Rủi ro còn lại")  # fmt: skip


def texts(paper: Paper) -> Iterator[str]:
    """Every text of the paper, cell by cell."""
    yield from (
        paper.kind or paper.subject,
        paper.subject,
        paper.issuer,
        *paper.to,
        *paper.grounds,
        *paper.copies,
    )
    for block in paper.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Facts):
            yield from (cell for row in block.rows for cell in row)
        elif isinstance(block, Grid):
            yield from (
                cell for row in (block.columns, *block.rows, *filter(None, [block.totals])) for cell in row
            )


def columns(paper: Paper) -> set[str]:
    return {one for block in paper.blocks if isinstance(block, Grid) for one in block.columns}


def rows(paper: Paper, column: str) -> list[tuple[str, ...]]:
    return next(one.rows for one in paper.blocks if isinstance(one, Grid) and column in one.columns)


def whole(paper: Paper) -> None:
    for text in texts(paper):
        assert text.strip(), paper.key
        assert not PLACEHOLDER.search(text), (paper.key, text)


@pytest.fixture
def bare(facts: FileFacts) -> FileFacts:
    """A file about which hardly anything was said."""
    facts.system.description = {}
    return replace(facts, judged={}, zones=[], assets=[], flows=[], risks=[], plan=[], incidents=[])


def test_both_regimes_have_every_annex():
    for regime in ("decree-331", "decree-85"):
        assert set(ANNEXES) <= {one.key for one in papers_of(regime)}


@pytest.mark.parametrize("key", ANNEXES)
def test_no_annex_has_an_empty_cell_or_a_place_to_fill(facts, key):
    whole(build(key, facts))


@pytest.mark.parametrize("key", ANNEXES)
def test_an_annex_of_a_file_without_facts_says_the_gaps(bare, key):
    whole(build(key, bare))


@pytest.mark.parametrize("key", ANNEXES)
def test_the_old_regime_has_its_annexes_too(repository, key):
    old = filed(level=3, regime="decree-85")
    paper = build(key, old)
    whole(paper)
    assert not any(re.search(r"\b7\.1\.1\.1\.[a-z]\b", text) for text in texts(paper)), (
        "letters of ours are never cited"
    )


def test_the_risk_report_has_the_registers_columns_and_the_least_content(facts):
    paper = build("danh-gia-rui-ro", facts)
    assert set(REGISTER) <= columns(paper)
    heads = " ".join(one.text for one in paper.blocks if isinstance(one, Heading)).lower()
    for part in ("tài sản và xếp hạng", "loại thông tin", "mối đe dọa, điểm yếu và khả năng khai thác", "mức tác động",
                 "năng lực", "kế hoạch xử lý", "truyền thông"):  # fmt: skip
        assert part in heads
    first = rows(paper, "Hậu quả")[0]
    assert first[:2] == ("RR-01", "Máy chủ ứng dụng")
    assert first[-1] == "12 – Cao"


def test_the_investment_plan_sums_by_kind_and_year_and_says_what_has_no_price(facts):
    paper = build("ke-hoach-dau-tu", facts)
    told = dict(next(one for one in paper.blocks if isinstance(one, Facts)).rows)
    assert told["Tổng kinh phí"] == "112.000.000 đồng"
    assert told["Kinh phí còn phải bố trí"] == "85.000.000 đồng"
    assert told["Hạng mục chưa có dự toán"] == "1"
    assert next(value for key, value in told.items() if "chương trình" in key).startswith(
        "28/02/2026 – đã qua 268 ngày"
    )
    kinds = next(one.rows for one in paper.blocks if isinstance(one, Grid) and one.columns[0] == "Loại")
    assert ("Phần cứng", "1", "85.000.000", "85.000.000") in kinds
    years = next(
        one.rows for one in paper.blocks if isinstance(one, Grid) and one.columns[0] == "Năm đến hạn"
    )
    assert years == (
        ("Năm 2026", "2", "112.000.000", "85.000.000"), ("Năm 2027", "1", "0", "0"),
    )  # fmt: skip


def test_a_date_the_facility_decided_stands_in_the_investment_plan(facts):
    facts.dossier.details = {"investment_due": "2027-01-31"}
    told = dict(next(one for one in build("ke-hoach-dau-tu", facts).blocks if isinstance(one, Facts)).rows)
    assert told["Mốc do cơ sở quyết định"] == "31/01/2027 – còn 69 ngày"


def test_the_gap_report_holds_each_requirement_of_the_level_once(facts):
    paper = build("doi-chieu-tieu-chuan", facts)
    tables = [one for one in paper.blocks if isinstance(one, Grid) and "Điều khoản cũ" in one.columns]
    assert sum(len(one.rows) for one in tables) == len(facts.catalogue.at_level(2)) == 93
    assert "30/06/2027" in " ".join(texts(paper))


def test_the_evidence_book_names_author_time_hash_and_expiry(facts):
    paper = build("so-bang-chung", facts)
    pieces = rows(paper, "Mã băm (SHA-256)")
    assert ("ab" * 32, "01/09/2027") in [(one[6], one[5]) for one in pieces]
    shown = rows(paper, "Bằng chứng")
    named = {number for row in shown if len(row) > 1 for number in row[4].split(", ")} - {"Chưa có"}
    assert named == {one[0] for one in pieces}


@pytest.mark.parametrize("write", [incidents.first_notice, incidents.full_report, incidents.closing])
def test_an_incidents_papers_tell_both_clocks_and_what_is_late(facts, write):
    incident = facts.incidents[0]
    paper = write(facts, incident)
    whole(paper)
    said = " ".join(texts(paper))
    assert "Gửi lúc" in said and "Chưa gửi; hạn 09:00 24/11/2026" in said
    assert paper.to == ("Bộ Công an",)


def test_a_notice_sent_after_24_hours_is_called_late(facts):
    incident = facts.incidents[0]
    incident.first_notice_at = facts.now
    told = dict(
        next(one for one in incidents.first_notice(facts, incident).blocks if isinstance(one, Facts)).rows
    )
    assert told["Thông báo ban đầu"].endswith("quá hạn 09:00 22/11/2026")
