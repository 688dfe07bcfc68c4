"""Walks a facility's chain from its start and says where, if anywhere, it was touched."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from benhan.audit.chain import ENTRY_COLUMNS, START, facility_key, link
from benhan.audit.sealer import noted_head

PAGE = 5_000
_LINKS = """
SELECT seq, entry, transaction::text, chain FROM audit_link WHERE facility = %s AND seq > %s ORDER BY seq LIMIT %s
"""
_ENTRIES = f"SELECT {ENTRY_COLUMNS} FROM audit_entry WHERE facility = %s AND id = ANY(%s)"  # noqa: S608
_STRAYS = """
SELECT e.id FROM audit_entry e
WHERE e.facility = %s AND (e.transaction, e.id) <= (%s::xid8, %s)
  AND NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.facility = e.facility AND l.entry = e.id)
ORDER BY e.id LIMIT 5
"""
_TAIL = "SELECT count(*) FROM audit_entry WHERE facility = %s AND (transaction, id) > (%s::xid8, %s)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the walk found.

    broken_at  the first link that does not hold, None when all do
    what       why, in Vietnamese; "" when whole
    links      links that hold
    tail       committed entries not linked yet (at most about a second's worth)
    """

    facility: str
    links: int
    tail: int
    broken_at: int | None = None
    what: str = ""

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def verify(facility: str) -> Verdict:
    """Check every link, that no linked entry is missing and no unlinked one hides among them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [facility])
        return verify_inside(facility)


def verify_inside(facility: str) -> Verdict:
    """The same inside the caller's transaction, whose border is entered (a page).

    A snapshot per statement is enough: links are only ever added, and the head noted outside is read first.
    """
    with connection.cursor() as cursor:
        key, chain, seq = facility_key(facility), START, 0
        place = ("0", 0)
        head = noted_head(facility)
        for number, entry, moment, stored, row in _walk(facility):
            seq += 1
            what = _fault(number, seq, row, moment, (int(moment), entry) > (int(place[0]), place[1]))
            if not what:
                chain = link(key, chain, row or ())
                what = "" if hmac.compare_digest(chain, stored) else f"dòng {entry} đã bị sửa hoặc đổi chỗ"
            if not what and head and head[0] == seq and head[1] != chain.hex():
                what = "không khớp đầu mối đã ghi ngoài cơ sở dữ liệu"
            if what:
                return Verdict(facility, seq - 1, 0, seq, what)
            place = (moment, entry)
        if head and head[0] > seq:
            return Verdict(
                facility, seq, 0, seq + 1, f"thiếu {head[0] - seq} mắt xích cuối đã từng được niêm"
            )
        cursor.execute(_STRAYS, [facility, *place])
        strays = [str(row[0]) for row in cursor.fetchall()]
        if strays:
            return Verdict(facility, seq, 0, seq + 1, f"có dòng chen vào ngoài chuỗi: {', '.join(strays)}")
        cursor.execute(_TAIL, [facility, *place])
        return Verdict(facility, seq, int(cursor.fetchone()[0]))


def _fault(number: int, expected: int, row: tuple[object, ...] | None, moment: str, in_order: bool) -> str:
    if number != expected:
        return f"thiếu mắt xích số {expected}"
    if row is None:
        return "dòng nhật ký đã bị xóa"
    if str(row[2]) != moment or not in_order:
        return "thứ tự dòng nhật ký đã bị đổi"
    return ""


def _walk(facility: str) -> Iterator[tuple[int, int, str, bytes, tuple[object, ...] | None]]:
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_LINKS, [facility, last, PAGE])
            links = cursor.fetchall()
            if not links:
                return
            cursor.execute(_ENTRIES, [facility, [row[1] for row in links]])
            entries = {row[0]: row for row in cursor.fetchall()}
            for seq, entry, moment, chain in links:
                yield seq, entry, moment, bytes(chain), entries.get(entry)
            last = links[-1][0]
