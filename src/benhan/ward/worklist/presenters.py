"""Waiting work in tables: what it is, whose, since when, and where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from benhan.forms.catalogue import form_version
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, NumberCard, Row, Table
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.worklist.reading import Waiting, Work, encounter_of, title_of

_COLUMNS = (Column("Giấy tờ"), Column("Người bệnh"), Column("Từ lúc"), Column("Trạng thái"))
People = Mapping[str, Stored]


def cards(work: Work) -> tuple[NumberCard, ...]:
    """Numbers that are quiet when nought, each leading to its table."""
    counted = (
        (len(work.to_sign), "Chờ tôi ký", "đến lượt anh/chị", "#cho-toi-ky", "hoe", "sign"),
        (len(work.drafts) + len(work.sheets), "Viết dở", "chưa trình ký", "#viet-do", "cham", "edit"),
        (
            len(work.with_others),
            "Chờ người khác",
            "đã trình ký, chưa đủ chữ ký",
            "#cho-nguoi-khac",
            "",
            "clock",
        ),
        (len(work.overdue), "Hồ sơ quá hạn", "mở quá thời hạn hoàn thành", "#qua-han", "son", "warning"),
    )
    return tuple(
        NumberCard(str(value), label, note, url, tone if value else "", icon)  # type: ignore[arg-type]
        for value, label, note, url, tone, icon in counted
    )


def tables(work: Work, now: datetime, *, of_departments: bool) -> tuple[Table, ...]:
    return (_to_sign(work, now), _unfinished(work, now, of_departments), _others(work, now), _late(work, now))


def _to_sign(work: Work, now: datetime) -> Table:
    rows = tuple(_paper(one, work.named, now, "Đến lượt anh/chị") for one in work.to_sign)
    empty = Empty(
        "Không có giấy tờ nào chờ anh/chị ký", "Giấy tờ đến lượt anh/chị ký hiện ở đây.", icon="sign"
    )
    batch = (Action("Ký hàng loạt", "/ky/", icon="sign"),) if len(rows) > 1 else ()
    return Table("cho-toi-ky", "Chờ tôi ký", _COLUMNS, rows, empty, actions=batch)


def _unfinished(work: Work, now: datetime, of_departments: bool) -> Table:
    saved = {one.id for one in work.sheets}
    rows = []
    for draft in work.drafts:
        encounter = work.named[f"Encounter/{draft.document.partition('/')[0]}"]
        if draft.document.rpartition("/")[2] in saved:
            continue  # its saved answers stand in the list already
        title = _title(draft.form_code, draft.form_version)
        badge = Badge("Nháp chưa lưu", "hoe", "edit")
        rows.append(
            _row(
                title, encounter.patient, work.named, draft.updated_at, now, badge, draft_url(draft.document)
            )
        )
    for one in work.sheets:
        url = f"/kham/luot/{encounter_of(one).removeprefix('Encounter/')}/phieu/{one.id}/"
        author = str(one.resource.get("author", {}).get("display", ""))
        badge = Badge(f"{author} đang viết" if of_departments and author else "Đang viết", "cham", "edit")
        rows.append(_row(title_of(one), one.patient, work.named, one.last_updated, now, badge, url))
    empty = Empty(
        "Không có gì viết dở",
        "Phiếu đã mở mà chưa trình ký, và nội dung gõ chưa lưu hiện ở đây.",
        icon="edit",
    )
    return Table("viet-do", "Viết dở", _COLUMNS, tuple(rows), empty)


def draft_url(document: str) -> str:
    """Where a draft is written on: "<encounter>/<slug or answers>" or "<encounter>/don-thuoc/<code>"."""
    encounter, _, rest = document.partition("/")
    kind, _, code = rest.partition("/")
    if kind == "don-thuoc":
        return f"/kham/luot/{encounter}/don-thuoc/" + (f"?don={code}" if code and code != "moi" else "")
    is_sheet = rest.count("-") == 4  # answers have a uuid; a record's own form is named by its slug
    return f"/kham/luot/{encounter}/" + (f"phieu/{rest}/" if is_sheet else "")


def _title(code: str, version: str) -> str:
    try:
        return form_version(code, version).title
    except KeyError:
        return code


def _others(work: Work, now: datetime) -> Table:
    rows = tuple(
        _paper(
            one, work.named, now, "Chờ người bệnh" if one.is_patients else f"Chờ: {one.next_label.lower()}"
        )
        for one in work.with_others
    )
    empty = Empty("Không chờ ai", "Giấy tờ đã trình ký mà còn chờ người khác ký hiện ở đây.", icon="clock")
    return Table("cho-nguoi-khac", "Chờ người khác ký", _COLUMNS, rows, empty)


def _late(work: Work, now: datetime) -> Table:
    badge = Badge("Quá hạn", "son", "clock")
    rows = tuple(
        _row(
            str(one.resource.get("title", "Hồ sơ bệnh án")),
            one.patient,
            work.named,
            datetime.fromisoformat(str(one.resource["date"])),
            now,
            badge,
            _visit_url(one),
        )
        for one in work.overdue
    )
    empty = Empty("Không có hồ sơ quá hạn", "Hồ sơ mở quá thời hạn hoàn thành hiện ở đây.", icon="archive")
    return Table("qua-han", "Hồ sơ quá hạn", _COLUMNS, rows, empty)


def _paper(one: Waiting, people: People, now: datetime, words: str) -> Row:
    document = one.document
    badge = Badge(words, "hoe" if one.is_mine else "", "sign" if one.is_mine else "clock")
    at = datetime.fromisoformat(str(document.resource["date"]))
    url = f"/kham/giay/{document.id}/ky/" if one.is_mine else f"{_visit_url(document)}?giay={document.id}"
    return _row(str(document.resource["type"]["text"]), document.patient, people, at, now, badge, url)


def _visit_url(stored: Stored) -> str:
    return f"/kham/luot/{encounter_of(stored).removeprefix('Encounter/')}/"


def _row(
    title: str, patient: str, people: People, at: datetime, now: datetime, badge: Badge, url: str
) -> Row:
    stored = people.get(f"Patient/{patient}")
    person = stored.resource if stored else {}
    return Row(
        (
            Cell(title, is_strong=True),
            Cell(capitals(name_of(person)), number_of(person)),
            Cell(dates_vi.near_moment(at, now=now), title=dates_vi.full_moment(at)),
            Cell(badge=badge),
        ),
        url,
    )
