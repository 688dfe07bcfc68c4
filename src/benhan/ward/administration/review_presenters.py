# ruff: noqa: E501 — sentences people read stand whole
"""Emergency openings in words; the patient is a number here, whoever looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.access.break_glass import REASONS, REVIEW_WITHIN
from benhan.access.models import BreakGlass
from benhan.audit.reading import Line
from benhan.fhir.problems import ProblemError
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
)
from benhan.ward.administration.audit_words import act_words, outcome_badge, thing_words

HOME = "/quan-tri/mo-khan-cap/"
_FINDINGS = {
    "justified": Badge("Hợp lý", "la", "check"),
    "not-justified": Badge("Không hợp lý", "son", "cross"),
}
_FILTERS = (("", "Chờ xem xét"), ("qua-han", "Quá hạn xem xét"), ("da-xem", "Đã xem xét"))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many openings stand in each filter."""

    waiting: int
    overdue: int
    reviewed: int


def is_overdue(grant: BreakGlass, now: datetime) -> bool:
    return grant.reviewed_at is None and now - grant.granted_at > REVIEW_WITHIN


def openings(
    grants: Sequence[BreakGlass], opened: Mapping[str, int], numbers: Mapping[str, str], counted: Counted, *,
    chosen: str, now: datetime,
) -> Table:  # fmt: skip
    amounts = {"": counted.waiting, "qua-han": counted.overdue, "da-xem": counted.reviewed}
    chips = tuple(
        FilterChip(label, f"{HOME}?loc={key}" if key else HOME, key == chosen, str(amounts[key]))
        for key, label in _FILTERS
    )
    return Table(
        "mo-khan-cap",
        "Các lần mở hồ sơ khẩn cấp",
        (Column("Người mở"), Column("Người bệnh"), Column("Lúc"), Column("Lý do"),
         Column("Việc đã làm", "dòng nhật ký", is_numeric=True), Column("Kết luận")),
        tuple(_row(grant, opened, numbers, now) for grant in grants),
        Empty("Không có lần mở nào", "Khi ai đó mở hồ sơ ngoài phân công, lần mở hiện ở đây để xem xét.", icon="shield"),
        filters=chips,
        hides_caption=True,
    )  # fmt: skip


def _row(grant: BreakGlass, opened: Mapping[str, int], numbers: Mapping[str, str], now: datetime) -> Row:
    late = is_overdue(grant, now)
    return Row(
        (
            Cell(grant.account_name, is_strong=True),
            Cell(numbers.get(grant.patient) or "chưa có số"),
            Cell(
                dates_vi.near_moment(grant.granted_at, now=now), title=dates_vi.full_moment(grant.granted_at)
            ),
            Cell(REASONS.get(grant.reason, grant.reason), _short(grant.explanation), grant.explanation),
            Cell(str(opened.get(str(grant.id), 0))),
            Cell(badge=_state(grant, now), text="", note=grant.reviewed_by),
        ),
        f"{HOME}{grant.id}/",
        tone="son" if late else "",
    )


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89].rstrip() + "…"


def _state(grant: BreakGlass, now: datetime) -> Badge:
    if grant.finding in _FINDINGS:
        return _FINDINGS[grant.finding]
    if is_overdue(grant, now):
        late = dates_vi.duration(now - grant.granted_at - REVIEW_WITHIN)
        return Badge(f"Quá hạn xem xét {late}", "son", "clock")
    return Badge("Chờ xem xét", "hoe", "clock")


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """One opening: who, why, what they did with it, and the finding."""

    heading: str
    facts: KeyValues
    did: Table
    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    notice: Notice | None


def opening(
    grant: BreakGlass, number: str, lines: Sequence[Line], *, is_own: bool, now: datetime,
    typed: Mapping[str, str] | None = None, problem: ProblemError | None = None,
) -> OpeningPage:  # fmt: skip
    rows = [
        KeyValue("Người mở", grant.account_name),
        KeyValue("Người bệnh", number or "chưa có số", "chỉ hiện mã; bệnh án không mở ở đây"),
        KeyValue("Mở lúc", dates_vi.full_moment(grant.granted_at)),
        KeyValue("Hết hiệu lực", dates_vi.full_moment(grant.expires_at)),
        KeyValue("Lý do", REASONS.get(grant.reason, grant.reason)),
        KeyValue("Giải thích của người mở", grant.explanation),
        KeyValue("Kết luận", "", badge=_state(grant, now)),
    ]
    if grant.reviewed_at:
        rows.append(KeyValue("Người xem xét", grant.reviewed_by, dates_vi.full_moment(grant.reviewed_at)))
        rows.append(KeyValue("Nhận xét", grant.remark or "không ghi nhận xét"))
    can_review = grant.reviewed_at is None and not is_own
    errors = None
    if problem is not None:
        errors = ErrorSummary((FieldError("finding", problem.clinician),), code=problem.problem.code)
    return OpeningPage(
        f"Mở khẩn cấp {number or grant.patient[:8]}",
        KeyValues(tuple(rows)),
        _did(lines),
        _fields(typed or {}, problem) if can_review else (),
        errors,
        _own_notice() if is_own and grant.reviewed_at is None else None,
    )


def _own_notice() -> Notice:
    return Notice(
        "Lần mở này của chính anh/chị",
        "Người khác sẽ xem xét; không ai tự xét duyệt cho mình.",
        "hoe",
        "warning",
    )


def _fields(typed: Mapping[str, str], problem: ProblemError | None) -> tuple[Field, ...]:
    chosen = typed.get("finding", "")
    return (
        Field(
            "finding", "Kết luận", "choice", width="full", is_required=True, error=problem.clinician if problem else "",
            choices=(
                Choice("justified", "Hợp lý", chosen == "justified", "đúng lý do, đúng phạm vi"),
                Choice("not-justified", "Không hợp lý", chosen == "not-justified", "cần làm việc với người mở"),
            ),
        ),
        Field("remark", "Nhận xét", "textarea", typed.get("remark", ""), width="full", max_length=1000,
              hint="Bắt buộc khi kết luận không hợp lý. Không ghi tên hay bệnh của người bệnh ở đây"),
    )  # fmt: skip


def _did(lines: Sequence[Line]) -> Table:
    return Table(
        "viec-da-lam", "Đã làm gì trong thời gian mở",
        (Column("Lúc"), Column("Việc"), Column("Trên"), Column("Kết quả")),
        tuple(
            Row((Cell(dates_vi.full_moment(line.at)), Cell(act_words(line.act)), Cell(thing_words(line)), Cell(badge=outcome_badge(line.outcome))))
            for line in lines
        ),
        Empty("Không có việc nào", "Sau khi mở, người này không xem gì trong hồ sơ.", icon="book"),
    )  # fmt: skip
