"""Observations as people read them: name, value with unit, flag, time; newest per kind; rounds for the chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from benhan.fhir.search.dates import date_range
from benhan.fhir.systems import LOINC
from benhan.law.rules import Vital, vitals
from benhan.store.repository import Stored
from benhan.ui.charts import Measurement
from benhan.ui.numbers_vi import number
from benhan.ui.parts.states import Tone
from benhan.ward.chart.lab_names import NAMES

PULSE, TEMPERATURE, ORAL_TEMPERATURE = "8867-4", "8310-5", "8331-1"
_MOST_DECIMALS = 2
_FLAGS: Mapping[str, tuple[str, Tone]] = {
    "HH": ("rất cao", "son"), "LL": ("rất thấp", "son"), "AA": ("rất bất thường", "son"), "H": ("cao", "hoe"),
    "L": ("thấp", "hoe"), "A": ("bất thường", "hoe"), "N": ("bình thường", "la"),
}  # fmt: skip
_UNITS = {"/min": "lần/phút", "Cel": "°C", "mm[Hg]": "mmHg", "{score}": "điểm", "kg/m2": "kg/m²"}
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One observation, worded; `amount` for trends, None when it isn't one number."""

    key: str
    name: str
    original: str
    value: str
    unit: str
    flag: str
    tone: Tone
    normal: str
    at: datetime | None
    amount: Decimal | None


@cache
def _vitals_by_code() -> Mapping[str, Vital]:
    return {vital.loinc: vital for vital in vitals().values()}


def reading_of(resource: Resource) -> Reading:
    code = _code(resource.get("code", {}))
    original = words_of(resource.get("code", {})) or "chưa rõ tên"
    vital = _vitals_by_code().get(code)
    name = vital.display if vital else NAMES.get(code, original)
    value, unit, amount = _value(resource, vital)
    flag, tone = _flag(resource, amount)
    return Reading(
        code or original, name, original if original not in (name, "") else "", value, unit, flag, tone,
        _normal(resource), effective(resource), amount,
    )  # fmt: skip


def words_of(concept: Resource) -> str:
    """What a CodeableConcept says, in words."""
    return str(
        concept.get("text")
        or next((one["display"] for one in concept.get("coding", ()) if one.get("display")), "")
    )


def _code(concept: Resource) -> str:
    codings = concept.get("coding", ())
    preferred = (one.get("code", "") for one in codings if one.get("system") == LOINC)
    return str(next(preferred, next((one.get("code", "") for one in codings), "")))


def effective(resource: Resource) -> datetime | None:
    """When it was; a date alone counts from its midnight."""
    text = (
        resource.get("effectiveDateTime")
        or resource.get("effectivePeriod", {}).get("start")
        or resource.get("issued", "")
    )
    found = date_range(str(text)) if text else None
    return found.low if found else None


def _value(resource: Resource, vital: Vital | None) -> tuple[str, str, Decimal | None]:
    if quantity := resource.get("valueQuantity"):
        return _quantity(quantity, vital)
    if components := resource.get("component"):
        return _components(components)
    for element in ("valueString", "valueDateTime", "valueTime"):
        if element in resource:
            return str(resource[element]), "", None
    if "valueCodeableConcept" in resource:
        return words_of(resource["valueCodeableConcept"]) or "không ghi", "", None
    if "valueInteger" in resource:
        return number(resource["valueInteger"]), "", Decimal(resource["valueInteger"])
    if "valueBoolean" in resource:
        return "có" if resource["valueBoolean"] else "không", "", None
    absent = words_of(resource.get("dataAbsentReason", {}))
    return f"không đo ({absent})" if absent else "không có giá trị", "", None


def _quantity(quantity: Resource, vital: Vital | None) -> tuple[str, str, Decimal | None]:
    if "value" not in quantity:
        return "không có giá trị", "", None
    amount = rounded(Decimal(quantity["value"]), vital.decimals if vital else None)
    code = str(quantity.get("code", ""))
    unit = (
        _UNITS.get(code)
        or (vital.unit if vital and code == vital.ucum else "")
        or str(quantity.get("unit") or code)
    )
    return f"{quantity.get('comparator', '')}{number(amount)}", unit, amount


def rounded(amount: Decimal, decimals: int | None) -> Decimal:
    """For reading: at most as many decimals as the sign is measured with (two when unknown); 120.0 is 120."""
    exponent = amount.normalize().as_tuple().exponent
    shown = -int(exponent) if isinstance(exponent, int) and exponent < 0 else 0
    most = _MOST_DECIMALS if decimals is None else decimals
    return amount.quantize(Decimal(1).scaleb(-min(shown, most)))


def _components(components: Sequence[Resource]) -> tuple[str, str, Decimal | None]:
    """A panel: two pressures as 120/80, anything else part by part."""
    parts = [
        (_code(one.get("code", {})), *_value(one, _vitals_by_code().get(_code(one.get("code", {})))))
        for one in components
    ]
    by_code = {code: (value, unit, amount) for code, value, unit, amount in parts}
    if {"8480-6", "8462-4"} <= set(by_code):
        high, low = by_code["8480-6"], by_code["8462-4"]
        return f"{high[0]}/{low[0]}", high[1], high[2]
    said = [
        f"{words_of(one.get('code', {}))}: {part[1]} {part[2]}".strip()
        for one, part in zip(components, parts, strict=True)
    ]
    return "; ".join(said), "", None


def _flag(resource: Resource, amount: Decimal | None) -> tuple[str, Tone]:
    for concept in resource.get("interpretation", ()):
        for coding in concept.get("coding", ()):
            if coding.get("code") in _FLAGS:
                return _FLAGS[coding["code"]]
    for bounds in resource.get("referenceRange", ()):
        low, high = bounds.get("low", {}).get("value"), bounds.get("high", {}).get("value")
        if amount is not None and low is not None and amount < Decimal(low):
            return _FLAGS["L"]
        if amount is not None and high is not None and amount > Decimal(high):
            return _FLAGS["H"]
    return "", ""


def _normal(resource: Resource) -> str:
    bounds: Resource = next(iter(resource.get("referenceRange", ())), {})
    if bounds.get("text"):
        return str(bounds["text"])
    ends = [
        number(Decimal(bounds[end]["value"])) if "value" in bounds.get(end, {}) else ""
        for end in ("low", "high")
    ]
    if all(ends):
        return f"{ends[0]}–{ends[1]}"
    return f"từ {ends[0]}" if ends[0] else f"đến {ends[1]}" if ends[1] else ""


def by_kind(observations: Iterable[Stored]) -> dict[str, list[Reading]]:
    """Readings of each kind, newest first (as given); those entered in error left out."""
    kinds: dict[str, list[Reading]] = {}
    for stored in observations:
        if stored.resource.get("status") in ("entered-in-error", "cancelled"):
            continue
        reading = reading_of(stored.resource)
        kinds.setdefault(reading.key, []).append(reading)
    return kinds


def rounds(kinds: Mapping[str, Sequence[Reading]], most: int = 24) -> list[Measurement]:
    """The last rounds of pulse and temperature in order of time."""
    made: dict[datetime, dict[str, Decimal]] = {}
    for code, name in ((PULSE, "pulse"), (ORAL_TEMPERATURE, "temperature"), (TEMPERATURE, "temperature")):
        for one in kinds.get(code, ()):
            if one.at is not None and one.amount is not None:
                made.setdefault(one.at, {})[name] = one.amount
    return [
        Measurement(at, values.get("pulse"), values.get("temperature")) for at, values in sorted(made.items())
    ][-most:]
