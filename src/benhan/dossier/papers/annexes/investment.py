"""The investment plan: what is bought or done, how much, for which requirement, until when; sums by kind and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import cast

from benhan.assurance.models import PlanItem
from benhan.dossier.papers.annexes.bodies import grounds_of
from benhan.dossier.papers.envelope import enveloped, place_of, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Facts, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING, day, number
from benhan.law import loading
from benhan.law.catalogues import catalogues

KINDS_VI = {"hardware": "Phần cứng", "software": "Phần mềm", "service": "Dịch vụ", "training": "Đào tạo",
            "procedure": "Quy trình"}  # fmt: skip
UNPRICED = "Chưa dự toán"


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    return enveloped(
        kind,
        facts,
        name="Kế hoạch",
        subject=f"Đầu tư, trang bị bảo đảm {regime_of(facts).security} cho {facts.system.name}",
        blocks=(
            *_summary(facts),
            NewPage(is_landscape=True),
            *_items(facts),
            *_answers(facts),
            NewPage(),
            *_sums(facts),
        ),
        grounds=grounds_of(facts),
        basis=tuple(str(one["note"]) for one in _programmes(facts)),
    )


def cost_of(one: PlanItem) -> Decimal | None:
    """Whole đồng, None without a unit cost."""
    return one.unit_cost * one.quantity if one.unit_cost is not None else None


def _total(items: Iterable[PlanItem]) -> Decimal:
    return sum((cost for one in items if (cost := cost_of(one)) is not None), Decimal(0))


def _programmes(facts: FileFacts) -> tuple[dict[str, object], ...]:
    """Dates a programme of the province set (law/dossier/programmes.yaml)."""
    rows = cast("tuple[dict[str, object], ...]", loading.document("dossier/programmes.yaml")["programmes"])
    return tuple(one for one in rows if one["place"] == place_of(facts))


def _summary(facts: FileFacts) -> tuple[Block, ...]:
    today = facts.now.date()
    left = [one for one in facts.plan if one.done_on is None]
    late = [one for one in left if one.due and one.due < today]
    rows = [
        ("Số hạng mục", f"{len(facts.plan)}, đã hoàn thành {len(facts.plan) - len(left)}"),
        ("Tổng kinh phí", f"{number(_total(facts.plan))} đồng"),
        ("Kinh phí còn phải bố trí", f"{number(_total(left))} đồng"),
        ("Hạng mục chưa có dự toán", str(sum(cost_of(one) is None for one in facts.plan))),
        ("Hạng mục quá hạn", str(len(late))),
    ]
    decided = str(facts.dossier.details.get("investment_due") or "")
    for one in _programmes(facts):
        rows.append((str(one["title"]), _against(cast(date, one["due"]), today)))
    rows.append(
        (
            "Mốc do cơ sở quyết định",
            _against(date.fromisoformat(decided), today)
            if decided
            else "Chưa quyết định; thực hiện theo hạn từng hạng mục",
        )
    )
    return (Heading("I. Tổng hợp"), Facts(tuple(rows)))


def _against(due: date, today: date) -> str:
    gone = (today - due).days
    return (
        f"{day(due)} – đã qua {number(gone)} ngày" if gone > 0 else f"{day(due)} – còn {number(-gone)} ngày"
    )


def _items(facts: FileFacts) -> tuple[Block, ...]:
    rows = tuple(
        (
            str(place), one.title, KINDS_VI.get(one.kind, one.kind), number(one.quantity), one.unit or "–",
            number(one.unit_cost) if one.unit_cost is not None else UNPRICED,
            number(cost) if (cost := cost_of(one)) is not None else UNPRICED,
            _closes(one, facts), day(one.due), _state(one, facts.now.date()), one.responsible_name or "Chưa phân công",
        )
        for place, one in enumerate(facts.plan, start=1)
    )  # fmt: skip
    columns = ("TT", "Hạng mục", "Loại", "Số lượng", "Đơn vị", "Đơn giá (đồng)", "Thành tiền (đồng)",
               "Yêu cầu đáp ứng", "Hạn", "Tình trạng", "Người thực hiện")  # fmt: skip
    totals = ("", "Cộng", "", "", "", "", number(_total(facts.plan)), "", "", "", "")
    return (
        Heading("II. Hạng mục đầu tư"),
        Grid(columns, rows, (9, 33, 17, 13, 12, 20, 22, 26, 20, 20, 20), frozenset({0, 3, 5, 6}),
             totals=tuple(one or "–" for one in totals) if rows else (), empty="Chưa có hạng mục nào"),
    )  # fmt: skip


def _closes(one: PlanItem, facts: FileFacts) -> str:
    catalogue = catalogues().get(one.catalogue)
    known = {row.id: row for row in catalogue.requirements} if catalogue else {}
    told = [
        f"{catalogue.citation(known[each], facts.dossier.level)} {known[each].title}"
        if catalogue and each in known
        else each
        for each in one.requirements
    ]
    return "; ".join(told) or MISSING


def _state(one: PlanItem, today: date) -> str:
    if one.done_on:
        return f"Xong ngày {day(one.done_on)}"
    if one.due and one.due < today:
        return f"Quá hạn {number((today - one.due).days)} ngày"
    return "Đang thực hiện"


def _answers(facts: FileFacts) -> tuple[Block, ...]:
    """Costs named in an answer whose requirement no item closes: they would be forgotten otherwise."""
    closed = {each for one in facts.plan if one.catalogue == facts.catalogue.key for each in one.requirements}
    left = [
        one for one in facts.requirements
        if one.answer and one.answer.cost and one.answer.status in ("partial", "unmet")
        and one.requirement.id not in closed
    ]  # fmt: skip
    rows = tuple(
        (
            str(place), one.requirement.title, one.answer.task or one.requirement.statement,
            number(one.answer.cost), day(one.answer.due), one.answer.responsible_name or "Chưa phân công",
        )
        for place, one in enumerate(left, start=1)
        if one.answer is not None and one.answer.cost is not None
    )  # fmt: skip
    total = sum((one.answer.cost for one in left if one.answer and one.answer.cost), Decimal(0))
    return (
        Heading("III. Chi phí khắc phục khai trong từng yêu cầu, chưa thành hạng mục"),
        Grid(
            ("TT", "Yêu cầu", "Việc phải làm", "Chi phí (đồng)", "Hạn", "Người thực hiện"),
            rows, (8, 40, 58, 22, 20, 24), frozenset({0, 3}),
            totals=("–", "Cộng", "–", number(total), "–", "–") if rows else (),
            empty="Không còn chi phí nào ngoài các hạng mục trên",
        ),
    )  # fmt: skip


def _sums(facts: FileFacts) -> tuple[Block, ...]:
    kinds: dict[str, list[PlanItem]] = defaultdict(list)
    years: dict[str, list[PlanItem]] = defaultdict(list)
    for one in facts.plan:
        kinds[KINDS_VI.get(one.kind, one.kind)].append(one)
        years[f"Năm {one.due.year}" if one.due else "Chưa đặt hạn"].append(one)
    return (
        Heading("IV. Kinh phí theo loại và theo năm"),
        _sum_table("Loại", kinds, "Bảng 1. Theo loại"),
        _sum_table("Năm đến hạn", years, "Bảng 2. Theo năm"),
        Paragraph("Hạng mục chưa có dự toán không nằm trong các tổng trên."),
    )


def _sum_table(head: str, groups: dict[str, list[PlanItem]], caption: str) -> Grid:
    rows = tuple(
        (
            name,
            str(len(mine)),
            number(_total(mine)),
            number(_total(one for one in mine if one.done_on is None)),
        )
        for name, mine in sorted(groups.items())
    )
    every = [one for mine in groups.values() for one in mine]
    sums = (
        "Cộng",
        str(len(every)),
        number(_total(every)),
        number(_total(one for one in every if not one.done_on)),
    )
    columns = (head, "Số hạng mục", "Kinh phí (đồng)", "Còn phải bố trí (đồng)")
    return Grid(columns, rows, (34, 16, 25, 25), frozenset({1, 2, 3}), totals=sums if rows else (),
                empty="Chưa có hạng mục nào", caption=caption)  # fmt: skip
