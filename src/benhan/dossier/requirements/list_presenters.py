"""The list of requirements: filters as chips, one row each, the picture by family beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benhan.assurance.addresses import address_of, address_of_list
from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.assurance.overview import Standing
from benhan.dossier.board.presenters import days_late
from benhan.dossier.board.words import basis_words, verdict_badge
from benhan.dossier.requirements import filtering
from benhan.dossier.requirements.filtering import Filter
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm
from benhan.ui.parts import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    FilterChip,
    KeyValue,
    KeyValues,
    Row,
    Table,
)

LONGEST = 180  # letters of a reason in the list; the requirement's page has it whole


def table(standing: Standing, shown: Sequence[Judgement], wanted: Filter, account: str, today: date) -> Table:
    assessment, catalogue = standing.assessment, standing.catalogue
    families = {one.key: one.title for one in catalogue.families}
    rows = tuple(
        Row(
            (
                Cell(
                    one.requirement.title,
                    _place(one, families[one.requirement.family], assessment.level),
                    is_strong=True,
                ),
                Cell(badge=verdict_badge(one.verdict), note=_promise(one, today)),
                Cell(_short(one.because), title=one.because if len(one.because) > LONGEST else ""),
            ),
            address_of(assessment, one.requirement),
            "son" if filtering.is_late(one, today) else "",
        )
        for one in shown
    )
    columns = (Column("Yêu cầu"), Column("Kết quả"), Column("Vì sao"))
    empty = Empty(
        "Không có yêu cầu nào như vậy", "Bỏ bớt điều kiện lọc để thấy các yêu cầu khác.", icon="search",
        action=Action("Bỏ lọc", address_of_list(assessment)),
    )  # fmt: skip
    return Table(
        "yeu-cau", "Yêu cầu", columns, rows, empty, filters=chips(standing, wanted, account, today),
        sentence=filtering.sentence(wanted, catalogue, len(shown), len(standing.judged)), hides_caption=True,
    )  # fmt: skip


def chips(standing: Standing, wanted: Filter, account: str, today: date) -> tuple[FilterChip, ...]:
    """One chip for each verdict and mark, with how many there are in all."""
    judged = standing.judged
    found = [FilterChip("Tất cả", wanted.turned(verdict="").query, not wanted.verdict, str(len(judged)))]
    for one in Verdict:
        is_on = wanted.verdict == one
        url = wanted.turned(verdict="" if is_on else one.value).query
        found.append(FilterChip(VERDICTS_VI[one], url, is_on, str(standing.tally.of(one))))
    late = sum(filtering.is_late(one, today) for one in judged)
    mine = sum(filtering.is_mine(one, account) for one in judged)
    software = sum(one.requirement.is_software for one in judged)
    found += [
        FilterChip("Quá hạn", wanted.turned(is_late=not wanted.is_late).query, wanted.is_late, str(late)),
        FilterChip("Của tôi", wanted.turned(is_mine=not wanted.is_mine).query, wanted.is_mine, str(mine)),
        FilterChip("Do phần mềm", wanted.turned(is_software=not wanted.is_software).query, wanted.is_software, str(software)),
    ]  # fmt: skip
    return tuple(found)


def search(standing: Standing, wanted: Filter) -> tuple[Field, ...]:
    """Words and family; the other filters are kept."""
    families = tuple(Choice(one.key, one.title, one.key == wanted.family) for one, _ in standing.families)
    kept = [("ket-qua", wanted.verdict), ("qua-han", "1" * wanted.is_late), ("cua-toi", "1" * wanted.is_mine),
            ("phan-mem", "1" * wanted.is_software)]  # fmt: skip
    return (
        Field("q", "Tìm trong yêu cầu (không cần dấu)", value=wanted.text, max_length=100, width="full"),
        Field(
            "nhom",
            "Nhóm",
            "select",
            choices=(Choice("", "Mọi nhóm", not wanted.family), *families),
            width="full",
        ),
        *(Field(name, "", "hidden", value) for name, value in kept if value),
    )


def copy_form(standing: Standing, others: Sequence[int]) -> tuple[DeskForm, ...]:
    """Take answers over from another level of the same catalogue that is open for this system."""
    if not others:
        return ()
    choices = tuple(Choice(str(one), f"Cấp độ {one}") for one in others)
    field = Field("tu", "Chép từ", "select", choices=choices, width="full")
    lines = ("Chỉ chép vào mục chưa trả lời; mỗi câu chép mang tên anh/chị, hãy xem lại.",)
    action = Action("Chép câu trả lời", method="submit", icon="copy")
    return (DeskForm("chep", "Chép câu trả lời", lines, (field,), action,
                     f"{address_of_list(standing.assessment)}chep/"),)  # fmt: skip


def facts(standing: Standing) -> KeyValues:
    catalogue, tally = standing.catalogue, standing.tally
    return KeyValues(
        (
            KeyValue("Tiêu chuẩn", catalogue.title),
            KeyValue("Đã chứng minh", f"{tally.percent} % ({tally.proved} trên {tally.asked})"),
            KeyValue("Lời văn", basis_words(catalogue.basis)),
        )
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: text.rfind(" ", 0, LONGEST)] + "…"


def _place(one: Judgement, family: str, level: int) -> str:
    return f"{one.requirement.clause_at(level)} · {family}"


def _promise(one: Judgement, today: date) -> str:
    answer = one.answer
    if answer is None:
        return "chưa trả lời"
    who = answer.responsible_name or "chưa giao ai"
    if answer.due and answer.status in ("partial", "unmet"):
        return f"{who}, hạn {dates_vi.day(answer.due)}, {days_late(answer.due, today)}"
    return who
