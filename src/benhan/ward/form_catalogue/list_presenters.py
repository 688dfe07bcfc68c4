"""The catalogue as tables by set and kind, with filters that read as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from benhan.terminology.folding import fold
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    FilterChip,
    NumberCard,
    Row,
    Table,
)
from benhan.ward.form_catalogue import marks
from benhan.ward.form_catalogue.finding import Entry, slug_by_code
from benhan.ward.form_catalogue.words import KINDS, SETS, SETTINGS, source_words

HOME = "/bieu-mau/"
COUNTING = f"{HOME}cach-dem/"
STATES = {"hieu-luc": "đang dùng", "het": "đã hết hiệu lực", "co-so": "có bản của cơ sở"}
_COUNTED = ("tat-ca", "bo-sung", "fhir", "tu-tinh", "dien-san")
_COLUMNS = (
    Column("Mã", is_tight=True), Column("Tên biểu mẫu"), Column("Mục", is_numeric=True),
    Column("Đã đọc", is_numeric=True, is_minor=True), Column("Bổ sung", is_numeric=True, is_minor=True),
    Column("FHIR", is_numeric=True, is_minor=True), Column("Tự tính", is_numeric=True, is_minor=True),
    Column("Điền sẵn", is_numeric=True, is_minor=True), Column("Chỗ ký", is_numeric=True, is_minor=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """The filters as they were chosen."""

    words: str = ""
    folder: str = ""
    kind: str = ""
    setting: str = ""
    state: str = ""

    def query(self, **changed: str) -> str:
        values = {
            "q": self.words,
            "bo": self.folder,
            "loai": self.kind,
            "noi": self.setting,
            "tt": self.state,
        }
        return urlencode({name: value for name, value in (values | changed).items() if value})


@dataclass(frozen=True, slots=True)
class CataloguePage:
    chips: tuple[FilterChip, ...]
    fields: tuple[Field, ...]
    sentence: str
    cards: tuple[NumberCard, ...]
    tables: tuple[Table, ...]
    folder: str
    empty: Empty | None
    actions: tuple[Action, ...]


def catalogue_page(
    every: tuple[Entry, ...], sought: Sought, proposals: Mapping[str, str], *, may_issue: bool
) -> CataloguePage:
    """proposals  code → state of what is being written; only for those who may write"""
    found = tuple(one for one in every if _fits(one, sought))
    return CataloguePage(
        chips=_chips(every, sought),
        fields=_fields(sought),
        sentence=_sentence(found, sought),
        cards=_cards(found),
        tables=tuple(_tables(found, proposals)),
        folder=sought.folder,
        empty=None if found else Empty(
            "Không có biểu mẫu nào khớp", "Bớt điều kiện lọc, hoặc gõ vài chữ của tên (không dấu cũng được).", icon="search"
        ),
        actions=(Action("Lập mẫu riêng của cơ sở", f"{HOME}moi/", icon="plus", key="n"),) if may_issue else (),
    )  # fmt: skip


def _fits(one: Entry, sought: Sought) -> bool:
    names = fold(f"{one.code} {one.form.title} {one.form.number}")
    return (
        (not sought.folder or one.folder == sought.folder)
        and (not sought.kind or one.form.kind == sought.kind)
        and (not sought.setting or one.form.setting in (sought.setting, "any"))
        and (not sought.state or _has_state(one, sought.state))
        and all(word in names for word in fold(sought.words).split())
    )


def _has_state(one: Entry, state: str) -> bool:
    if state == "co-so":
        return one.folder == "own" or ".cs" in one.form.version or bool(one.coming)
    return one.is_in_force == (state == "hieu-luc")


def _chips(every: tuple[Entry, ...], sought: Sought) -> tuple[FilterChip, ...]:
    others = replace(sought, folder="")
    fitting = [one for one in every if _fits(one, others)]
    made = [FilterChip("Tất cả", f"{HOME}?{sought.query(bo='')}", not sought.folder, number(len(fitting)))]
    for key, label in SETS.items():
        count = sum(one.folder == key for one in fitting)
        made.append(FilterChip(label, f"{HOME}?{sought.query(bo=key)}", sought.folder == key, number(count)))
    return tuple(made)


def _fields(sought: Sought) -> tuple[Field, ...]:
    def choices(words: Mapping[str, str], chosen: str, every: str) -> tuple[Choice, ...]:
        pairs = (("", every), *words.items())
        return tuple(Choice(key, label, key == chosen) for key, label in pairs)

    places = {key: label for key, label in SETTINGS.items() if key != "any"}
    return (
        Field("q", "Mã hoặc tên biểu mẫu", value=sought.words, hint="Gõ không dấu cũng được", width="quarter"),
        Field("loai", "Loại", "select", choices=choices(KINDS, sought.kind, "Mọi loại"), width="quarter"),
        Field("noi", "Nơi dùng", "select", choices=choices(places, sought.setting, "Mọi nơi"), width="quarter"),
        Field("tt", "Tình trạng", "select", choices=choices(STATES, sought.state, "Tất cả"), width="quarter"),
    )  # fmt: skip


def _sentence(found: tuple[Entry, ...], sought: Sought) -> str:
    parts = [
        f"{number(len(found))} biểu mẫu",
        f"bộ “{SETS[sought.folder]}”" if sought.folder in SETS else "",
        f"loại “{KINDS[sought.kind]}”" if sought.kind in KINDS else "",
        f"dùng ở {SETTINGS[sought.setting]}" if sought.setting in SETTINGS else "",
        STATES.get(sought.state, ""),
        f"khớp “{sought.words}”" if sought.words else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def _cards(found: tuple[Entry, ...]) -> tuple[NumberCard, ...]:
    total = _total(one.form for one in found)
    if not total["tat-ca"]:
        return ()
    return (
        NumberCard(number(len(found)), "biểu mẫu", f"{sum(one.is_in_force for one in found)} đang dùng", icon="paper"),
        NumberCard(number(total["tat-ca"]), "mục", "mỗi cột của bảng là một mục", f"{COUNTING}#tat-ca"),
        NumberCard(marks.read_share(total), "đã đọc được ở nguồn", f"{number(total['nho-lai'])} mục còn phải đối chiếu",
                   f"{COUNTING}#da-doc", "hoe" if total["nho-lai"] else "la"),
        NumberCard(number(total["fhir"]), "mục có chỗ trong FHIR R4", "", f"{COUNTING}#fhir"),
    )  # fmt: skip


def _total(forms: Iterable[object]) -> dict[str, int]:
    every = [marks.counts(one) for one in forms]  # type: ignore[arg-type]
    return {mark.key: sum(count[mark.key] for count in every) for mark in marks.MARKS}


def _tables(found: tuple[Entry, ...], proposals: Mapping[str, str]) -> Iterable[Table]:
    """One table per set and kind; the set's name stands in the caption."""
    for folder, folder_label in SETS.items():
        here = [one for one in found if one.folder == folder]
        for kind, kind_label in KINDS.items():
            some = [one for one in here if one.form.kind == kind]
            if some:
                caption = folder_label if kind == "record" else f"{folder_label} · {kind_label}"
                yield Table(
                    f"bo-{folder}-{kind}", f"{caption}: {len(some)} biểu mẫu", _COLUMNS,
                    tuple(_row(one, proposals.get(one.code, "")) for one in some),
                    Empty("Chưa có biểu mẫu", "Biểu mẫu của bộ này sẽ hiện ở đây."),
                )  # fmt: skip


def _row(one: Entry, proposal: str) -> Row:
    form, count = one.form, marks.counts(one.form)
    numbers = [Cell(number(count[key])) for key in _COUNTED]
    share = Cell(marks.read_share(count), title=f"{count['da-doc']} mục đã đọc, {count['nho-lai']} chưa đọc")
    return Row(
        (
            Cell(one.code, form.number, is_strong=True),
            Cell(form.title, _note(one, proposal), badge=_badge(one, proposal), title=source_words(form)),
            numbers[0], share, *numbers[1:],
            Cell(number(len(form.signers)), title=", ".join(signer.label for signer in form.signers)),
        ),
        f"{HOME}{slug_by_code(one.code)}/",
    )  # fmt: skip


def _badge(one: Entry, proposal: str) -> Badge | None:
    if not one.is_in_force and one.form.valid_to:
        return Badge("Đã hết hiệu lực", "son", "clock")
    if not one.is_in_force:
        return Badge("Chưa đến ngày dùng", "hoe", "clock")
    if proposal:
        words = "Chờ giám đốc" if proposal == "submitted" else "Có dự thảo"
        return Badge(words, "hoe", "edit")
    return Badge(f"Bản {one.form.version} của cơ sở", "cham", "seal") if "cs" in one.form.version else None


def _note(one: Entry, proposal: str) -> str:
    form = one.form
    if form.valid_to and not one.is_in_force:
        instead = f"; thay bằng {one.replaced_by}" if one.replaced_by else ""
        return f"hết ngày {dates_vi.day(form.valid_to)}{instead}"
    return f"bản {one.coming} chờ đến ngày" if one.coming else ""


def counting_marks() -> tuple[marks.Mark, ...]:
    """How each number of the catalogue was counted."""
    return marks.MARKS
