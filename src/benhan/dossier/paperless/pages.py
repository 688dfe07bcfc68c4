"""/an-toan/khong-giay/: what share of the work never touched paper, and how each figure was counted."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.actor import system_actor
from benhan.access.permissions import Permission, demand
from benhan.assurance import paperless
from benhan.assurance.paperless import Share
from benhan.store.repository import Repository
from benhan.ui.desk import DeskPage
from benhan.ui.frame import frame
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Badge, Cell, Column, Empty, FilterChip, Notice, Row, Table
from benhan.ui.parts.states import Tone
from benhan.ui.requests import actor_of

PERIODS = (30, 90, 365)
_COLUMNS = (
    Column("Việc"),
    Column("Không chạm giấy", unit="%", is_numeric=True, is_tight=True),
    Column("Trên tổng số", is_numeric=True, is_tight=True),
)
_ASKED = (Column("Việc", is_tight=True), Column("Câu hỏi đặt cho dữ liệu, nguyên văn"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    days = next((one for one in PERIODS if str(one) == request.GET.get("ngay")), PERIODS[0])
    tomorrow = timezone.localdate() + timedelta(days=1)
    # Whoever reads the index sees no chart; the counting is the installation's own and gives numbers only.
    with Repository(by=system_actor(actor.facility), writes=False) as counting:
        found = paperless.shares(counting, until=tomorrow, days=days)
    context = {
        "frame": frame(request, ("An toàn", "/an-toan/"), ("Không giấy", "")),
        "page": _page(found, days),
    }
    return render(request, "ui/desk.html", context)


def _page(found: tuple[Share, ...], days: int) -> DeskPage:
    whole = paperless.index(found)
    filters = tuple(FilterChip(f"{one} ngày", f"?ngay={one}", one == days) for one in PERIODS)
    table = Table(
        "khong-giay", "Tỷ lệ không chạm giấy", _COLUMNS, tuple(_row(one) for one in found),
        Empty("Chưa có gì để đếm", "Số liệu có khi có lượt khám đầu tiên.", icon="paper"),
        filters=filters, sentence=f"Trong {days} ngày qua, tính đến hết hôm nay", hides_caption=True,
    )  # fmt: skip
    note = Notice(
        "Chỉ đếm những gì phần mềm biết",
        "Giấy viết tay ngoài phần mềm không đếm được; khi khai với Sở Y tế, anh/chị cộng thêm phần đó.",
        tone="hoe",
    )
    return DeskPage(
        "Bệnh viện không giấy tờ",
        lead="Chỉ số là trung bình cộng của các tỷ lệ đếm được, làm tròn xuống. "
        "Cách tính do phần mềm đặt, không phải văn bản pháp luật.",
        badge=Badge(f"Chỉ số {whole} %" if whole is not None else "Chưa đếm được", "cham", "paper"),
        notices=(note,),
        tables=(table, _how(found)),
    )


def _row(one: Share) -> Row:
    percent = "—" if one.percent is None else number(one.percent)
    tone: Tone = "" if one.percent is None else "la" if one.percent >= 95 else "hoe"
    return Row((
        Cell(one.measure.title, one.measure.question, is_strong=True),
        Cell(percent, title="Chưa có gì để đếm" if one.percent is None else "", tone=tone),
        Cell(f"{number(one.part)}/{number(one.whole)}"),
    ))  # fmt: skip


def _how(found: tuple[Share, ...]) -> Table:
    """Every search as it was asked: who doubts a figure asks the same of /fhir/."""
    rows = tuple(Row((Cell(one.measure.title), Cell(search))) for one in found for search in one.asked)
    return Table("cach-dem", "Cách đếm", _ASKED, rows, Empty("Chưa đếm", "", icon="paper"))
