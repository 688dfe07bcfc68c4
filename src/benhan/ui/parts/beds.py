"""Who lies where? The bed map of a department, room by room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from benhan.ui.parts.states import Badge, Empty, Tone


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed: free, held by a patient, or closed.

    patient  the name in capitals; who is sex and age, note the day of the stay and the diagnosis
    badges   what nobody may overlook: allergy, overdue, unsigned
    url      where a held bed leads
    """

    name: str
    state: Literal["free", "held", "closed"]
    patient: str = ""
    who: str = ""
    note: str = ""
    badges: tuple[Badge, ...] = ()
    url: str = ""
    tone: Tone = ""

    @property
    def empty_words(self) -> str:
        return "Đang đóng" if self.state == "closed" else "Trống"


@dataclass(frozen=True, slots=True)
class Room:
    """A room and its beds."""

    name: str
    beds: tuple[Bed, ...]


@dataclass(frozen=True, slots=True)
class BedMap:
    """A department's beds; sentence counts them; empty is shown while it has none."""

    id: str
    title: str
    sentence: str
    rooms: tuple[Room, ...]
    empty: Empty
    title_url: str = ""
    template: ClassVar[str] = "ui/parts/bed_map.html"
