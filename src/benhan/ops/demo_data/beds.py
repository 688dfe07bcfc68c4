"""Wards, rooms and beds of the invented hospital."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benhan.ops.demo_data.staff import UNITS
from benhan.records import stays

# department: rooms with how many beds each
ROOMS: dict[str, tuple[tuple[str, int], ...]] = {
    "khoa-noi": (("Phòng 301", 4), ("Phòng 302", 4), ("Phòng 303", 3)),
    "khoa-ngoai": (("Phòng 401", 4), ("Phòng 402", 4), ("Phòng hậu phẫu", 2)),
    "khoa-san": (("Phòng 201", 4), ("Phòng chờ sinh", 3)),
    "khoa-nhi": (("Phòng 101", 4), ("Phòng 102", 4)),
    "khoa-cap-cuu": (("Phòng cấp cứu", 4), ("Phòng hồi sức", 4)),
}
CLOSED = "khoa-noi-3-3"
"""A bed that is being repaired."""


def locations() -> Iterator[dict[str, Any]]:
    """A ward for each inpatient department, its rooms and beds; bed ids are <department>-<room>-<bed>, from 1."""
    names = {unit.id: unit.name for unit in UNITS}
    for department, rooms in ROOMS.items():
        ward = f"khu-{department}"
        yield stays.location_resource(stays.WARD, id_=ward, name=names[department], department=department)
        for place, (room, beds) in enumerate(rooms, start=1):
            room_id = f"{department}-{place}"
            yield stays.location_resource(
                stays.ROOM, id_=room_id, name=room, department=department, within=ward
            )
            for number in range(1, beds + 1):
                bed = stays.location_resource(
                    stays.BED, id_=f"{room_id}-{number}", name=f"Giường {number}", department=department, within=room_id,
                    room=room,
                )  # fmt: skip
                yield {**bed, "status": "suspended"} if bed["id"] == CLOSED else bed
