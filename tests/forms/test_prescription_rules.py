"""N, H and traditional prescriptions: days by the rules of their kind, the letter of the code (EMR-RX-02, EMR-RX-05)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from benhan.forms.catalogue import form
from benhan.forms.prescription_rules import letter_of, prescription_findings

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def findings(slug: str, **answers: Any) -> list[tuple[str, str, str]]:
    kind = form(slug, NOW.date())
    return [(one.code, one.severity, one.expression) for one in prescription_findings(kind, answers, NOW)]


def drug(days: int, name: str = "Morphin (morphine) 30 mg") -> dict[str, Any]:
    return {"name": name, "days": Decimal(days)}


TOO_LONG = "BH-FORM-0070"


@pytest.mark.parametrize(("days", "is_over"), [(7, False), (8, True)])
def test_a_narcotic_is_given_for_seven_days(days, is_over):
    made = findings("don-thuoc-n", drugs=(drug(days),))
    assert ((TOO_LONG, "error", "drugs.0.days") in made) is is_over


def test_a_batch_for_cancer_is_ten_days_long():
    assert (TOO_LONG, "error", "drugs.0.days") not in findings("don-thuoc-n", batch="1", drugs=(drug(10),))
    assert (TOO_LONG, "error", "drugs.0.days") in findings("don-thuoc-n", batch="1", drugs=(drug(11),))
    made = findings(
        "don-thuoc-n", batch="1", batch_from=date(2026, 11, 1), batch_to=date(2026, 11, 11), drugs=()
    )
    assert (TOO_LONG, "error", "batch_to") in made


@pytest.mark.parametrize(("days", "severity"), [(10, ""), (11, "warning"), (30, "warning"), (31, "error")])
def test_a_psychotropic_beyond_ten_days_is_asked_about_and_beyond_thirty_barred(days, severity):
    made = [one for one in findings("don-thuoc-h", drugs=(drug(days),)) if one[0] == TOO_LONG]
    assert [one[1] for one in made] == ([severity] if severity else [])


def test_a_drug_not_known_to_be_of_the_list_is_asked_about_never_barred():
    assert ("BH-FORM-0077", "warning", "drugs.0.name") in findings(
        "don-thuoc-n", drugs=(drug(3, "Paracetamol"),)
    )
    assert findings("don-thuoc", drugs=(drug(99, "Paracetamol"),)) == []


def test_a_decoction_with_a_toxic_herb_is_five_days_and_products_ninety():
    herb = {"name": "Phụ tử", "toxic": True}
    place = (TOO_LONG, "error", "days_decoction")
    assert place in findings("don-thuoc-co-truyen", ingredients=(herb,), days_decoction=Decimal(6))
    assert place not in findings(
        "don-thuoc-co-truyen", ingredients=({"name": "Cam thảo"},), days_decoction=Decimal(30)
    )
    assert place in findings("don-thuoc-co-truyen", days_decoction=Decimal(31))
    assert (TOO_LONG, "error", "days_products") in findings("don-thuoc-co-truyen", days_products=Decimal(91))


def test_the_codes_letter_follows_the_kind():
    today = NOW.date()
    letters = [letter_of(form(slug, today), {}) for slug in ("don-thuoc-n", "don-thuoc-h", "don-thuoc")]
    assert letters == ["N", "H", ""]
    traditional = form("don-thuoc-co-truyen", today)
    assert letter_of(traditional, {}) == "C"
    assert letter_of(traditional, {"ingredients": ({"name": "Cam thảo"},)}) == "T"
