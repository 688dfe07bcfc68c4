"""Numbers on a patient's papers: what is refused, what is only doubted, and what the card's QR says.

Source: EMR-ID-02, EMR-ID-03 (12 digits are the rule; everything else is a doubt), EMR-ID-10 (cards; RECALLED).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from benhan.law.code_lists import code_list

_NATIONAL = re.compile(r"\d{12}", re.ASCII)
_CARD_15 = re.compile(r"[A-Z]{2}[1-5]\d{12}", re.ASCII)
_CARD_DIGITS = re.compile(r"\d{10}|\d{12}", re.ASCII)
_SEX_WORDS = {"male": "nam", "female": "nữ"}


def is_national_id(text: str) -> bool:
    """The hard rule: exactly 12 digits."""
    return _NATIONAL.fullmatch(text) is not None


def is_card_number(text: str) -> bool:
    """15 characters (2 letters, level 1–5, 12 digits), or the 10 or 12 digits that newer cards show."""
    return bool(_CARD_15.fullmatch(text) or _CARD_DIGITS.fullmatch(text))


def national_id_doubts(number: str, *, sex: str, birth_date: str) -> tuple[str, ...]:
    """Sentences about what doesn't fit; none of them refuses the number.

    number      12 digits
    sex         FHIR administrative gender, "" when unknown
    birth_date  FHIR date, perhaps partial, "" when unknown
    """
    doubts = []
    if code_list("birth-registration").entry(number[:3]) is None:
        doubts.append(f"Ba số đầu {number[:3]} không có trong danh sách nơi đăng ký khai sinh.")
    digit = int(number[3])
    said_sex = "female" if digit % 2 else "male"
    if sex in _SEX_WORDS and sex != said_sex:
        doubts.append(
            f"Số định danh là của người {_SEX_WORDS[said_sex]}, giới tính đang ghi là {_SEX_WORDS[sex]}."
        )
    said_year = 1900 + digit // 2 * 100 + int(number[4:6])
    if birth_date and birth_date[:4] != str(said_year):
        doubts.append(
            f"Số định danh là của người sinh năm {said_year}, ngày sinh đang ghi năm {birth_date[:4]}."
        )
    return tuple(doubts)


@dataclass(frozen=True, slots=True)
class CardText:
    """What the QR of a căn cước says; every part "" when it isn't there."""

    number: str
    old_number: str = ""
    name: str = ""
    birth_date: str = ""  # FHIR date
    sex: str = ""  # FHIR administrative gender
    address: str = ""


def read_card(text: str) -> CardText | None:
    """`number|old number|name|ddmmyyyy|sex|address|issue date`; None when it isn't that.

    The order of the parts is RECALLED from cards people scan, not from a published rule: what is read only
    fills the form, and a person looks at it before it is kept.
    """
    parts = [part.strip() for part in text.strip().split("|")]
    if len(parts) < 6 or not is_national_id(parts[0]):
        return None
    return CardText(
        number=parts[0],
        old_number=parts[1],
        name=parts[2],
        birth_date=_card_day(parts[3]),
        sex={"nam": "male", "nữ": "female"}.get(parts[4].lower(), ""),
        address=parts[5],
    )


def _card_day(text: str) -> str:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return ""
    day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return str(year) if year > 1900 else ""
