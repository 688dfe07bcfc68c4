"""Whose chart is this? The banner that never scrolls away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from benhan.ui.names_vi import capitals
from benhan.ui.parts.states import Badge

STRIPES = 12


def stripe_of(patient_id: str) -> int:
    """Which of the twelve stripe patterns a patient has; the same patient always has the same one."""
    return hashlib.sha256(patient_id.encode()).digest()[0] % STRIPES


@dataclass(frozen=True, slots=True)
class PatientBanner:
    """The patient in whose chart one is working; every text ready.

    name           as given, family first; "" when unknown
    allergies      each with its reaction; () with asked_by means none is recorded, and who asked
    allergy_note   who asked or recorded, and when: "BS. Trần An hỏi lúc 07:31 hôm nay"; "" means nobody
                   has asked yet, and the banner says so
    alerts         the second line: fall risk, isolation, critical value …
    stripe         from stripe_of(patient_id)
    """

    name: str
    sex: str
    age: str
    birth_date: str
    number: str
    stripe: int
    place: str = ""
    insurance: str = ""
    care_level: str = ""
    allergies: tuple[str, ...] = ()
    allergy_note: str = ""
    alerts: tuple[Badge, ...] = ()
    url: str = ""
    template: ClassVar[str] = "ui/parts/patient_banner.html"

    @property
    def shown_name(self) -> str:
        return capitals(self.name)

    @property
    def window_title(self) -> str:
        """For the title of the window: two tabs can't be mixed up."""
        return f"{self.shown_name} · {self.number}"
