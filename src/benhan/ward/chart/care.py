"""The patients in a person's care: what was asked, what was found, the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from benhan.access.actor import Actor
from benhan.fhir.search.folding import fold
from benhan.forms.typed_input import clean
from benhan.store.repository import Repository, Stored
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import Cell, Column, Empty, Field, FilterChip, Pagination, Row, Table
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.reception.presenters import arrived_at, reason_of, state_badge, who

PAGE = 30
_VIEWS = (("", "Tất cả"), ("cho", "Đang chờ khám"), ("kham", "Đang khám"))
_STATUS = {"cho": "arrived,triaged", "kham": "in-progress"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The page's address, understood."""

    text: str = ""
    view: str = ""
    department: str = ""
    offset: int = 0

    @classmethod
    def of(cls, get: Mapping[str, str], actor: Actor) -> Asked:
        view, department, start = get.get("xem", ""), get.get("khoa", ""), get.get("tu", "0")
        return cls(
            clean(get.get("q", "")),
            view if view in _STATUS else "",
            department if department in actor.departments else "",
            int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
        )

    def url(self, **changes: object) -> str:
        values = {"q": self.text, "xem": self.view, "khoa": self.department, "tu": self.offset} | changes
        query = urlencode({key: value for key, value in values.items() if value})
        return f"/khoa/?{query}" if query else "/khoa/"


@dataclass(frozen=True, slots=True)
class CarePage:
    patients: tuple[Stored, ...]
    newest_visits: Mapping[str, Stored]
    next_offset: int | None


def page(repository: Repository, asked: Asked) -> CarePage:
    """Two statements: patients and their newest visits; with a filter, visits and their patients."""
    if asked.view or asked.department:
        return _by_visits(repository, asked)
    pairs = [("_count", str(PAGE)), ("_sort", "family,given"), *_text_pairs(asked.text)]
    found = repository.search("Patient", pairs, offset=asked.offset)
    visits: dict[str, Stored] = {}
    if found.matches:
        everyone = ",".join(stored.reference for stored in found.matches)
        for visit in repository.search("Encounter", [("patient", everyone), ("_count", "300")]).matches:
            visits.setdefault(visit.patient, visit)
    return CarePage(found.matches, visits, found.next_offset)


def _text_pairs(text: str) -> list[tuple[str, str]]:
    if any(char.isdigit() for char in text):
        number = "".join(char for char in text if char.isalnum()).upper()
        return [("identifier", number)]
    return [("name:contains", word) for word in fold(text.replace(",", " ").replace("\\", " ")).split()]


def _by_visits(repository: Repository, asked: Asked) -> CarePage:
    pairs = [("_include", "Encounter:patient"), ("_count", "300")]
    if asked.view:
        pairs.append(("status", _STATUS[asked.view]))
    if asked.department:
        pairs.append(("service-provider", f"Organization/{asked.department}"))
    found = repository.search("Encounter", pairs)
    people = {stored.id: stored for stored in found.included}
    visits: dict[str, Stored] = {}
    for visit in found.matches:
        if visit.patient in people and _fits(people[visit.patient], asked.text):
            visits.setdefault(visit.patient, visit)
    shown = [people[patient] for patient in visits][asked.offset : asked.offset + PAGE]
    more = asked.offset + PAGE if len(visits) > asked.offset + PAGE else None
    return CarePage(tuple(shown), visits, more)


def _fits(patient: Stored, text: str) -> bool:
    known = " ".join(
        [
            fold(name_of(patient.resource)),
            *(fold(str(item.get("value", ""))) for item in patient.resource.get("identifier", ())),
        ]
    )
    return all(word in known for word in fold(text).split())


def box(asked: Asked) -> Field:
    return Field(
        "q", "Tìm trong những người bệnh của tôi", value=asked.text, width="full", has_focus=True,
        hint="Tên (không cần dấu), mã người bệnh hoặc số định danh",
    )  # fmt: skip


def table(found: CarePage, asked: Asked, now: datetime) -> Table:
    chips = tuple(FilterChip(label, asked.url(xem=view, tu=0), asked.view == view) for view, label in _VIEWS)
    rows = tuple(_row(stored, found.newest_visits.get(stored.id), now) for stored in found.patients)
    pages = Pagination(
        f"{asked.offset + 1}–{asked.offset + len(rows)}" if rows else "không có ai",
        asked.url(tu=max(0, asked.offset - PAGE)) if asked.offset else "",
        asked.url(tu=found.next_offset) if found.next_offset else "",
    )
    columns = (
        Column("Người bệnh"),
        Column("Mã người bệnh"),
        Column("Lượt gần nhất"),
        Column("Lý do", is_minor=True),
        Column("Trạng thái"),
    )
    if asked.text or asked.view:
        empty = Empty(
            "Không có ai khớp",
            "Chỉ tìm trong những người bệnh anh/chị được phân công. Bỏ bớt điều kiện rồi thử lại.",
            icon="search",
        )
    else:
        empty = Empty(
            "Chưa có người bệnh nào",
            "Người bệnh hiện ở đây khi được tiếp đón vào khoa của anh/chị.",
            icon="people",
        )
    return Table(
        "nguoi-benh", "Người bệnh trong phạm vi chăm sóc", columns, rows, empty, filters=chips, pagination=pages,
        hides_caption=True,
    )  # fmt: skip


def _row(patient: Stored, visit: Stored | None, now: datetime) -> Row:
    at = arrived_at(visit.resource) if visit else None
    return Row(
        (
            Cell(capitals(name_of(patient.resource)), who(patient.resource, now), is_strong=True),
            Cell(number_of(patient.resource)),
            Cell(dates_vi.near_moment(at, now=now) if at else "chưa có lượt"),
            Cell(reason_of(visit.resource) if visit else "không ghi"),
            Cell(badge=state_badge(visit.resource)) if visit else Cell("chưa có lượt"),
        ),
        f"/khoa/nguoi-benh/{patient.id}/",
    )
