"""Archive timestamps: which weaken soon, which were renewed, which could not be; as a page and as a file."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.law.crypto_periods import crypto_periods
from benhan.records import documents, renewal
from benhan.signing.models import ArchiveStamp
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, FilterChip, NumberCard, Row, Table
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.certificates.presenters import HOME

HERE = f"{HOME}gia-han/"
_MOST = 200


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The nearest end first; documents are named by their look-up code, never by the patient."""
    actor, now = actor_of(request), timezone.now()
    demand(actor, Permission.READ_CERTIFICATES)
    known = ArchiveStamp.objects.filter(facility=actor.facility)
    near, failed, done = (
        renewal.due(actor.facility, now),
        known.exclude(code=""),
        known.filter(renewals__gt=0),
    )
    choices = {"": near, "loi": failed, "da-gia-han": done, "tat-ca": known}
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in choices else ""
    labels = {"": "Sắp yếu đi", "loi": "Chưa gia hạn được", "da-gia-han": "Đã gia hạn", "tat-ca": "Tất cả"}
    counts = {key: found.count() for key, found in choices.items()}
    chips = tuple(
        FilterChip(label, f"{HERE}?loc={key}" if key else HERE, key == chosen, str(counts[key]))
        for key, label in labels.items()
    )
    days = crypto_periods().renew_before.days
    table = Table(
        "dau-thoi-gian",
        "Dấu thời gian lưu trữ",
        (Column("Tài liệu (mã tra cứu)"), Column("Đơn vị cấp dấu", is_minor=True), Column("Đóng dấu lúc", is_minor=True),
         Column("Còn giá trị đến"), Column("Số lần gia hạn", is_numeric=True), Column("Tình trạng")),
        tuple(_row(one, now) for one in choices[chosen].order_by("holds_until")[:_MOST]),
        Empty("Không có dấu thời gian nào", "Dấu thời gian được gia hạn tự động trước khi yếu đi.", icon="clock"),
        filters=chips,
        sentence=f"Gia hạn tự động trước khi hết giá trị {days} ngày",
        actions=(Action("Tải báo cáo (CSV)", f"{HERE}bao-cao.csv", icon="download"),),
        hides_caption=True,
    )  # fmt: skip
    cards = (
        NumberCard(str(counts["tat-ca"]), "Tài liệu có dấu lưu trữ", "đang được theo dõi", f"{HERE}?loc=tat-ca"),
        NumberCard(str(counts["loi"]), "Chưa gia hạn được", "lần thử gần nhất không thành",
                   f"{HERE}?loc=loi", "son" if counts["loi"] else ""),
    )  # fmt: skip
    context = {
        "frame": frame(request, ("Chứng thư số", HOME), ("Gia hạn", "")),
        "table": table,
        "cards": cards,
    }
    return render(request, "ward/certificates/renewal.html", context)


def _row(one: ArchiveStamp, now: datetime) -> Row:
    state = Badge("Còn giá trị", "la", "check")
    if one.holds_until < now:
        state = Badge("Đã hết giá trị", "son", "cross")
    elif one.code:
        state = Badge("Chưa gia hạn được", "hoe", "warning")
    return Row(
        (
            Cell(documents.lookup_code(one.document), is_strong=True),
            Cell(one.authority),
            Cell(dates_vi.near_moment(one.stamped_at, now=now)),
            Cell(dates_vi.day(one.holds_until), one.digest.upper()),
            Cell(str(one.renewals)),
            Cell(badge=state, note=one.code),
        )
    )


@require_GET
def report_file(request: HttpRequest) -> HttpResponse:
    """The whole list as CSV, for the file of the archive; accounted for as an export."""
    actor = actor_of(request)
    demand(actor, Permission.READ_CERTIFICATES)
    rows = ArchiveStamp.objects.filter(facility=actor.facility).order_by("holds_until")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["ma_tra_cuu", "sha256", "don_vi_cap_dau", "dong_dau_luc", "thuat_toan", "con_gia_tri_den",
                     "so_dau", "so_lan_gia_han", "thu_gan_nhat", "ma_loi"])  # fmt: skip
    for one in rows:
        tried = one.tried_at.isoformat() if one.tried_at else ""
        writer.writerow([documents.lookup_code(one.document), one.sha256, one.authority, one.stamped_at.isoformat(),
                         one.digest, one.holds_until.isoformat(), one.count, one.renewals, tried, one.code])  # fmt: skip
    repository_of(request).record(Entry("export-renewal-report", detail={"rows": len(rows)}))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="gia-han-dau-thoi-gian-{day}.csv"'
    return answer
