"""What is typed into the prescription page → a Prescription, and back.

Names of inputs: `drugs.<n>.<column>`; `diagnosis` and `diagnosis.text` as in every form; kind, weight, guardian,
advice, revisit_on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from benhan.fhir import systems
from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.answers import Coding
from benhan.forms.dates_vi import read_date, show_date
from benhan.forms.numbers_vi import read_number
from benhan.forms.prescription import KINDS, Line, Prescription
from benhan.forms.problems import found
from benhan.forms.typed_input import clean
from benhan.law import drugs
from benhan.law.vietnam_time import VIETNAM
from benhan.terminology import lookup
from benhan.terminology.folding import fold

Sent = Mapping[str, Sequence[str]]
Texts = dict[str, list[str]]
COLUMNS = (
    "inn",
    "strength",
    "dose",
    "times",
    "days",
    "route",
    "moment",
    "quantity",
    "unit",
    "brand",
    "override",
)
COUNTED_UNITS = frozenset(
    {"viên", "gói", "ống", "lọ", "miếng", "viên nang", "viên nén", "viên sủi", "viên đặt"}
)
_DOSE = re.compile(r"(\d+\s*/\s*\d+|\d+(?:[.,]\d+)?|[½¼¾])\s*(.*)")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the visit knows: references of patient, encounter, requester."""

    patient: str
    encounter: str
    requester: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Understood:
    """The prescription as far as it could be understood; findings are named by input.

    rows  the number in the inputs' names of each line, in order
    """

    prescription: Prescription
    findings: tuple[Finding, ...]
    rows: tuple[int, ...]


def understand(sent: Sent, code: str, about: Particulars) -> Understood:
    """Nothing is saved of what could not be understood; the page keeps it as typed."""
    wrong: list[Finding] = []
    rows = tuple(number for number in row_numbers(sent) if _is_used(sent, number))
    lines = tuple(_line(sent, number, wrong) for number in rows)
    kind = _text(sent, "kind") if _text(sent, "kind") in KINDS else "C"
    prescription = Prescription(
        code=code,
        kind=kind,
        patient=about.patient,
        encounter=about.encounter,
        requester=about.requester,
        prescribed_at=about.now.replace(microsecond=0),
        diagnoses=_diagnoses(sent, wrong),
        lines=lines,
        case={"N": "acute", "H": "acute"}.get(kind, "ordinary"),
        advice=_text(sent, "advice"),
        revisit_on=_day(sent, about.now, wrong),
        weight_kg=_number(sent, "weight", "Cân nặng", wrong),
        guardian=_text(sent, "guardian"),
    )
    return Understood(prescription, tuple(wrong), rows)


def row_numbers(sent: Sent) -> list[int]:
    numbers = {name.split(".")[1] for name in sent if name.startswith("drugs.") and name.count(".") == 2}
    return sorted(int(number) for number in numbers if number.isdecimal() and len(number) < 4)


def _is_used(sent: Sent, number: int) -> bool:
    return any(_text(sent, f"drugs.{number}.{column}") for column in COLUMNS if column != "route")


def _text(sent: Sent, name: str) -> str:
    return next((text for text in (clean(value) for value in sent.get(name, ())) if text), "")


def _line(sent: Sent, number: int, wrong: list[Finding]) -> Line:
    def text(column: str) -> str:
        return _text(sent, f"drugs.{number}.{column}")

    drug = find_drug(text("inn"))
    if not text("inn"):
        wrong.append(found(problems.REQUIRED, f"drugs.{number}.inn", label="Thuốc", moment="ở mỗi dòng"))
    times = _whole(sent, f"drugs.{number}.times", "Số lần mỗi ngày", wrong)
    days = _whole(sent, f"drugs.{number}.days", "Số ngày", wrong)
    per_time, dose_unit = read_dose(text("dose"))
    unit = text("unit") or dose_unit
    quantity = _number(sent, f"drugs.{number}.quantity", "Số lượng", wrong)
    if quantity is None and not text("quantity"):
        quantity = computed_quantity(per_time, unit, times, days)
    return Line(
        substance=drug.display if drug else text("inn"),
        quantity=quantity or Decimal(0),
        unit=unit,
        dose=text("dose"),
        times_a_day=times,
        route=text("route") or "1.01",
        days=days,
        inn=drug.inn if drug else "",
        brand=text("brand"),
        strength=text("strength"),
        moment=text("moment"),
        atc=drug.atc if drug else "",
        insurance_code=drug.insurance_code if drug else "",
        allergy_override=text("override"),
    )


def find_drug(text: str) -> drugs.Drug | None:
    """By INN, or by its name typed in full, with or without tones."""
    known = drugs.drug_by_inn().get(text)
    folded = fold(text)
    return known or next(
        (one for one in drugs.drugs() if folded and folded in (fold(one.display), fold(one.inn))), None
    )


def read_dose(text: str) -> tuple[Decimal | None, str]:
    """How many per time and of what: "1 viên" → (1, "viên"), "½ viên", "1/2 gói"; (None, "") when it says neither."""
    match = _DOSE.fullmatch(text.strip())
    if not match:
        return None, ""
    amount, unit = match[1].replace(" ", ""), match[2].strip()
    if amount in _FRACTIONS:
        return _FRACTIONS[amount], unit
    if "/" in amount:
        over, under = amount.split("/")
        return (Decimal(over) / Decimal(under) if int(under) else None), unit
    return read_number(amount), unit


def computed_quantity(per_time: Decimal | None, unit: str, times: int, days: int) -> Decimal | None:
    """Dose × times × days, rounded up; only where the drug is counted in whole pieces."""
    if per_time is None or unit.lower() not in COUNTED_UNITS or not times or not days:
        return None
    return (per_time * times * days).to_integral_value(ROUND_CEILING)


def _whole(sent: Sent, name: str, label: str, wrong: list[Finding]) -> int:
    value = _number(sent, name, label, wrong)
    if value is not None and value != value.to_integral_value():
        wrong.append(found(problems.TOO_MANY_DECIMALS, name, label=label, decimals=0))
        return 0
    return int(value) if value is not None and 0 <= value < 1000 else 0


def _number(sent: Sent, name: str, label: str, wrong: list[Finding]) -> Decimal | None:
    text = _text(sent, name)
    value = read_number(text) if text else None
    if text and (value is None or value < 0):
        wrong.append(found(problems.NOT_A_NUMBER, name, label=label))
        return None
    return value


def _day(sent: Sent, now: datetime, wrong: list[Finding]) -> date | None:
    text = _text(sent, "revisit_on")
    today = now.astimezone(VIETNAM).date()
    day = read_date(text, today) if text else None
    if text and day is None:
        wrong.append(found(problems.NOT_A_DATE, "revisit_on", label="Hẹn khám lại"))
    elif day is not None and day < today:
        words = {"label": "Hẹn khám lại", "other": "Ngày kê", "day": show_date(today)}
        wrong.append(found(problems.WRONG_ORDER, "revisit_on", **words))
    return day


def _diagnoses(sent: Sent, wrong: list[Finding]) -> tuple[Coding, ...]:
    made = []
    for code in (clean(text) for text in sent.get("diagnosis", ())):
        entry = lookup.icd(code) if code else None
        if code and entry is None:
            wrong.append(found(problems.UNKNOWN_ICD, "diagnosis", label="Chẩn đoán", code=code))
        elif entry is not None:
            made.append(Coding(systems.ICD_10, entry.code, entry.display, systems.ICD_10_TT06))
    if not made and not any(one.expression == "diagnosis" for one in wrong):
        wrong.append(found(problems.REQUIRED, "diagnosis", label="Chẩn đoán", moment="trong đơn thuốc"))
    return tuple(made)


def texts_of(prescription: Prescription) -> Texts:
    """The inputs of a saved prescription."""
    made: Texts = {
        "kind": [prescription.kind],
        "diagnosis": [one.code for one in prescription.diagnoses],
        "advice": [prescription.advice],
        "revisit_on": [show_date(prescription.revisit_on) if prescription.revisit_on else ""],
        "weight": [_shown(prescription.weight_kg) if prescription.weight_kg is not None else ""],
        "guardian": [prescription.guardian],
    }
    for number, line in enumerate(prescription.lines):
        values = {
            "inn": line.inn or line.substance,
            "strength": line.strength,
            "dose": line.dose,
            "times": str(line.times_a_day),
            "days": str(line.days),
            "route": line.route,
            "moment": line.moment,
            "quantity": _shown(line.quantity),
            "unit": line.unit,
            "brand": line.brand,
            "override": line.allergy_override,
        }
        made |= {f"drugs.{number}.{column}": [value] for column, value in values.items()}
    return made


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
