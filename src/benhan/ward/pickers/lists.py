"""What the pickers offer, best first: codes with what the rules say about them, drugs, allergens, national lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from benhan.fhir import systems
from benhan.law import code_lists, drugs, loading
from benhan.law.icd10 import IcdCode
from benhan.terminology import lookup
from benhan.terminology.folding import fold

SHOWN = 12
PICKED_LISTS = frozenset({"occupations", "ethnic-groups", "nationalities", "provinces", "drug-routes"})


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    display: str
    note: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def diagnoses(text: str, *, is_main: bool, recent: Sequence[str]) -> tuple[Option, ...]:
    """ICD-10 codes; without a text those this person used last. The note says what the annex forbids (EMR-COD-02).

    A code too general to be signed is not offered: its finer ones are (typed by hand it is refused with a reason).
    """
    if text.strip():
        found: Iterable[IcdCode | None] = lookup.find(systems.ICD_10, text, 2 * SHOWN, recent=recent)
    else:
        found = [lookup.icd(code) for code in recent[:SHOWN]]
    offered = [one for one in found if one and not one.too_general][:SHOWN]
    return tuple(Option(one.code, one.display, _note(one, is_main, one.code in recent)) for one in offered)


def _note(entry: IcdCode, is_main: bool, is_recent: bool) -> str:
    if entry.death_only:
        return "chỉ ghi nguyên nhân tử vong"
    if is_main and entry.not_main:
        return "không được làm bệnh chính"
    if is_main and entry.main_discouraged:
        return "không khuyến khích làm bệnh chính"
    if entry.sex:
        return "chủ yếu ở nữ" if entry.sex == "F" else "chủ yếu ở nam"
    return "vừa dùng" if is_recent else ""


def medicines(text: str) -> tuple[Option, ...]:
    """Substances by name or INN; the note says strengths, and when a drug needs a prescription of its own kind."""
    options = [
        Option(drug.inn, drug.display, _drug_note(drug))
        for drug in drugs.drugs()
        if _rank((drug.display, drug.inn), text) < 3
    ]
    options.sort(key=lambda one: _rank((one.display, one.code), text))
    return tuple(options[:SHOWN])


def _drug_note(drug: drugs.Drug) -> str:
    kind = {"N": "đơn gây nghiện", "H": "đơn hướng thần"}.get(drug.control, "")
    return ", ".join(part for part in (kind, "; ".join(drug.strengths[:3])) if part)


def allergens(text: str) -> tuple[Option, ...]:
    """Allergy classes first, then substances; any other words may be typed."""
    groups = [
        Option(group.code, group.display, "nhóm")
        for group in drugs.allergy_classes().values()
        if _rank((group.display, group.code), text) < 3
    ]
    return tuple([*groups, *medicines(text)][:SHOWN])


def national_list(name: str, text: str) -> tuple[Option, ...] | None:
    """Entries of one of the lists people pick from; None when there is no such list."""
    if name not in PICKED_LISTS:
        return None
    try:
        listed = code_lists.code_list(name)
    except loading.LawDataError:
        return None
    options = [Option(entry.code, entry.display) for entry in listed.entries]
    options = [one for one in options if _rank((one.display, one.code), text) < 3]
    options.sort(key=lambda one: _rank((one.display, one.code), text))
    return tuple(options[:SHOWN])


def _rank(names: Sequence[str], text: str) -> int:
    """0 a name begins with the text, 1 a word of it does, 2 it is inside, 3 not at all."""
    wanted = fold(text)
    folded = [fold(name) for name in names]
    if any(name.startswith(wanted) for name in folded):
        return 0
    if any(f" {wanted}" in name for name in folded):
        return 1
    return 2 if any(wanted in name for name in folded) else 3
