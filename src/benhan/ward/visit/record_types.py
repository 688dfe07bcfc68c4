"""Which records may a visit be opened with, which of them unless somebody chooses, and which forms may be added?"""

from __future__ import annotations

from datetime import date

from benhan.forms.catalogue import Form, in_force
from benhan.terminology.folding import fold
from benhan.ward.visit.reading import DEFAULT_RECORD, Visit

PRESCRIPTION = "don-thuoc"  # written on its own page, line by line with the drug list
KINDS = (
    ("nursing", "Theo dõi, chăm sóc"),
    ("admission", "Vào viện"),
    ("consent", "Cam kết, chấp thuận"),
    ("procedure", "Phẫu thuật, thủ thuật"),
    ("laboratory", "Xét nghiệm"),
    ("imaging", "Chẩn đoán hình ảnh, thăm dò"),
    ("meeting", "Hội chẩn, kiểm thảo"),
    ("discharge", "Ra viện, chuyển viện"),
    ("certificate", "Giấy chứng nhận"),
    ("prescription", "Đơn thuốc"),
    ("billing", "Chi phí"),
)


def record_types(visit: Visit) -> tuple[Form, ...]:
    """The records that fit the setting of this visit, the usual one first."""
    fitting = {"inpatient", "any"} if visit.is_inpatient else {"outpatient", "commune", "any"}
    found = [one for one in in_force(visit.now.date()) if one.kind == "record" and one.setting in fitting]
    return tuple(sorted(found, key=lambda one: (one.code != DEFAULT_RECORD, one.code)))


def addable(day: date) -> tuple[Form, ...]:
    """Sheets and papers that may be added to an open record; ended ones have no fields."""
    return tuple(one for one in in_force(day) if one.kind != "record" and one.fields)


def matches(form: Form, text: str) -> bool:
    """Every typed word is in the code or title, tones left out."""
    names = fold(f"{form.code} {form.title}")
    return all(word in names for word in fold(text).split())
