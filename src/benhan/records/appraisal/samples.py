"""Invented answers for any form, so that its paper can be shown filled in without a patient's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from benhan.fhir import systems
from benhan.forms.answers import ROW, Coding, Value
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Field, Form

PATIENT = "Nguyễn Văn Mẫu"
_DISEASE = Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp tính, không xác định", systems.ICD_10_TT06)
# By the last words of a key: what a reader expects to see there.
_WORDS: Mapping[str, str] = MappingProxyType({
    "full_name": PATIENT, "patient_name": PATIENT, "contact_person": "Trần Thị Thử (vợ)", "patient_code": "BN00000000",
    "identity_number": "000000000000", "insurance_number": "GD4000000000000", "contact_phone": "0100000000",
    "address_commune": "Phường Thử Nghiệm", "address_province": "Tỉnh Thử Nghiệm", "address": "Phường Thử Nghiệm",
    "address_house": "1", "address_hamlet": "Tổ 1", "workplace": "Công ty Thử Nghiệm", "chief_complaint": "Ho, sốt ngày thứ ba",
})  # fmt: skip
_TEXT, _LONG = "Mẫu", "Nội dung mẫu để xem cách trình bày trên giấy, không phải của người bệnh nào."


def answers(form: Form, *, facility: str, now: datetime) -> dict[str, Value]:
    """Every question that stands by itself, answered; what depends on another answer is left out.

    now  aware
    """
    made: dict[str, Value] = {}
    for field in form.fields:
        if field.calc is not None or field.required_if or getattr(field, "show_when", ""):
            continue
        value = facility if field.key in ("hospital", "facility") else _value(field, now)
        if value is not None and value != ():
            made[field.key] = value
    return dict(calculated(form, made))


def _value(field: Field, now: datetime) -> Value | None:
    if field.type == "table":
        keys: list[str | None] = [row.key for row in field.rows] or [None]
        return tuple(row for key in keys if (row := _row(field, key, now)))
    make = _BY_TYPE.get(field.type)
    value = make(field, now) if make is not None else None
    return (value,) if field.repeats and value is not None else value


def _row(field: Field, key: str | None, now: datetime) -> dict[str, Value]:
    row: dict[str, Value] = {} if key is None else {ROW: key}
    for column in field.columns:
        value = _value(column, now)
        if value is not None and value != () and column.type != "table":
            row[column.key] = value
    return row


def _text(field: Field, now: datetime) -> Value | None:
    if field.pattern:
        return None
    return _WORDS.get(field.key, _LONG if field.long else _TEXT)


def _number(field: Field, now: datetime) -> Value | None:
    low = field.low if field.low is not None else Decimal(0)
    high = field.high if field.high is not None else low + 10
    places = Decimal(1).scaleb(-(field.decimals or 0))
    return ((low + high) / 2).quantize(places)


def _date(field: Field, now: datetime) -> Value | None:
    return date(1975, 6, 15) if "birth" in field.key else now.date()


def _choice(field: Field, now: datetime) -> Value | None:
    first = next(iter(field.choices), None)
    return Coding(field.choice_system, first.code, first.label) if first else None


def _choices(field: Field, now: datetime) -> Value | None:
    chosen = _choice(field, now)
    return (chosen,) if chosen is not None else None


_BY_TYPE: Mapping[str, Callable[[Field, datetime], Value | None]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "datetime": lambda field, now: now - timedelta(hours=1),
    "time": lambda field, now: now.timetz().replace(second=0, microsecond=0, tzinfo=None),
    "boolean": lambda field, now: False,
    "choice": _choice,
    "multichoice": _choices,
    "icd": lambda field, now: _DISEASE,
}
