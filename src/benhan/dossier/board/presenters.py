"""One picture of where the facility stands: words, numbers and drawings of the board, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from benhan.assurance.addresses import address_of, address_of_list, address_of_system
from benhan.assurance.judging import Verdict
from benhan.assurance.overview import Standing, SystemStanding, Tally
from benhan.dossier.board.files import FileState
from benhan.dossier.board.words import level_of, named, regime_of, verdict_badge
from benhan.law.catalogues import Family
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import money, number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Notice, NumberCard, Row, StandingChart, Table
from benhan.ui.standing_drawing import Counted, standing_chart

SHOWN = 8


@dataclass(frozen=True, slots=True)
class SystemPicture:
    """A system on the board; chart None while nothing measures it."""

    name: str
    url: str
    badges: tuple[Badge, ...]
    cards: tuple[NumberCard, ...]
    chart: StandingChart | None
    purpose: str = ""


def picture(one: SystemStanding, file: FileState, now: datetime) -> SystemPicture:
    system = one.system
    url = address_of_system(system)
    badges = (
        Badge(level_of(system), "cham" if system.level else "hoe", "shield"),
        Badge(regime_of(system), "", "paper"),
        file.badge,
        *((Badge(file.due, "son" if "quá" in file.due else "hoe", "clock"),) if file.due else ()),
    )
    return SystemPicture(
        system.name, url, badges, cards(one, file, now),
        chart_of(one.main, f"dung-{system.slug}") if one.main else None, system.purpose,
    )  # fmt: skip


def cards(one: SystemStanding, file: FileState, now: datetime) -> tuple[NumberCard, ...]:
    url = address_of_system(one.system)
    fallen, late = len(one.drifts), len(one.late)
    found = []
    if one.main:
        tally = one.main.tally
        found.append(
            NumberCard(f"{tally.percent} %", "Đã chứng minh", f"{tally.proved} trên {tally.asked} yêu cầu áp dụng",
                       address_of_list(one.main.assessment), "la" if tally.percent == 100 else "", "check")
        )  # fmt: skip
    found += [
        NumberCard(str(fallen), "Mất chứng minh", "trong 30 ngày qua", f"{url}#vua-mat",
                   "son" if fallen else "", "warning"),
        NumberCard(str(late), "Quá hạn", "việc đã hứa mà chưa xong", f"{url}#qua-han", "son" if late else "", "clock"),
        NumberCard(money(one.cost), "Còn phải chi", cost_note(one), f"{url}ke-hoach/", "", "card"),
        *file.cards,
    ]  # fmt: skip
    return tuple(found)


def cost_note(one: SystemStanding) -> str:
    return f"chưa kể {one.unpriced} việc chưa có giá" if one.unpriced else "theo kế hoạch và câu trả lời"


def chart_of(standing: Standing, id: str, *, current: str = "", is_narrow: bool = False) -> StandingChart:  # noqa: A002
    """The picture of an assessment; families and looks lead to their requirements."""
    at = address_of_list(standing.assessment)
    title = named(standing.catalogue, standing.assessment.level)
    whole = Counted("Toàn bộ", counts(standing.tally), at)
    urls = tuple(f"{at}?ket-qua={verdict.value}" for verdict in Verdict)
    families = [_family(one, tally, at, current) for one, tally in standing.families]
    return standing_chart(id, title, whole, families, urls=urls, is_narrow=is_narrow)  # type: ignore[arg-type]


def _family(one: Family, tally: Tally, at: str, current: str) -> Counted:
    return Counted(one.title, counts(tally), f"{at}?nhom={one.key}", one.key == current)


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.proved, tally.declared, tally.missing, tally.not_applicable


def alerts(
    found: Sequence[SystemStanding], now: datetime, *, names_system: bool
) -> tuple[Notice, tuple[Table, ...]]:
    """What needs somebody now as one notice, and its tables; a table without a row is left out."""
    tables = (
        drift_table(found, now, names_system=names_system),
        late_table(found, now, names_system=names_system),
    )
    fallen, late = sum(len(one.drifts) for one in found), sum(len(one.late) for one in found)
    shown = tuple(one for one in tables if one.rows)
    if not shown:
        return Notice(
            "Trong 30 ngày qua không yêu cầu nào mất chứng minh, không việc đã hứa nào quá hạn",
            tone="la",
            icon="check",
        ), ()
    said = [
        f"{fallen} yêu cầu vừa mất chứng minh" if fallen else "",
        f"{late} việc quá hạn" if late else "",
    ]
    actions = tuple(Action(_SEE[one.id], f"#{one.id}", icon="down") for one in shown)
    title = ", ".join(one for one in said if one)
    return Notice(
        title[0].upper() + title[1:], "", "son" if fallen else "hoe", "warning", actions=actions
    ), shown


_SEE = {"vua-mat": "Xem yêu cầu vừa mất", "qua-han": "Xem việc quá hạn"}


def drift_table(found: Sequence[SystemStanding], now: datetime, *, names_system: bool) -> Table:
    """What was proved and is not any more, the newest first."""
    drifts = sorted((one for each in found for one in each.drifts), key=lambda one: one.at, reverse=True)
    rows = tuple(
        Row(
            (
                Cell(
                    one.judgement.requirement.title,
                    one.assessment.system.name if names_system else "",
                    is_strong=True,
                ),
                Cell(badge=verdict_badge(one.judgement.verdict)),
                Cell(one.judgement.because),
                Cell(dates_vi.near_moment(one.at, now=now), title=dates_vi.full_moment(one.at)),
                Cell(one.judgement.answer.responsible_name if one.judgement.answer else "", "")
                if one.judgement.answer and one.judgement.answer.responsible_name
                else Cell("Phụ trách an toàn"),
            ),
            address_of(one.assessment, one.judgement.requirement),
            "son" if one.judgement.verdict is Verdict.MISSING else "hoe",
        )
        for one in drifts
    )
    empty = Empty(
        "Không có yêu cầu nào vừa mất chứng minh",
        "Khi một kết quả kiểm tra không còn đạt, yêu cầu liên quan hiện ở đây và người phụ trách được báo.", icon="shield",
    )  # fmt: skip
    columns = (
        Column("Yêu cầu"), Column("Hiện nay", is_tight=True), Column("Vì sao"), Column("Từ lúc", is_tight=True),
        Column("Người phụ trách", is_minor=True),
    )  # fmt: skip
    return Table("vua-mat", "Vừa mất chứng minh", columns, rows, empty)


def late_table(found: Sequence[SystemStanding], now: datetime, *, names_system: bool) -> Table:
    """Promises whose day has passed, the oldest first."""
    today = timezone.localtime(now).date()
    late = sorted(((one, each.system) for each in found for one in each.late), key=lambda pair: pair[0].due)
    rows = []
    for one, system in late:
        is_answer = one.assessment is not None and one.judgement is not None
        url = (
            address_of(one.assessment, one.judgement.requirement)
            if one.assessment is not None and one.judgement is not None
            else f"{address_of_system(system)}ke-hoach/"
        )
        kind = "câu trả lời của yêu cầu" if is_answer else "mục kế hoạch"
        rows.append(
            Row(
                (
                    Cell(one.what, f"{kind} · {system.name}" if names_system else kind, is_strong=True),
                    Cell(dates_vi.day(one.due), days_late(one.due, today), tone="son", icon="clock"),
                    Cell(one.who or "chưa giao ai"),
                ),
                url,
                "son",
            )
        )
    empty = Empty(
        "Không có việc nào quá hạn", "Việc đã hứa mà qua hạn hiện ở đây, cũ nhất trước.", icon="clock"
    )
    columns = (Column("Việc"), Column("Hạn", is_tight=True), Column("Người phụ trách"))
    return Table("qua-han", "Quá hạn", columns, tuple(rows), empty)


def days_late(due: date, today: date) -> str:
    days = (today - due).days
    return (
        f"quá {number(days)} ngày" if days > 0 else ("hôm nay" if days == 0 else f"còn {number(-days)} ngày")
    )
