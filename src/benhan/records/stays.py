"""Where does an inpatient lie, since when, and which beds of a department are free? (docs/adr/0007)

A stay is an Encounter of class IMP. Its `location` list is the way through the house: each place names its
department; a planned place waits to be received, the active one is the bed, completed ones have an end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from benhan.access.actor import Actor, system_actor
from benhan.fhir import systems
from benhan.records.standing import lock_alone
from benhan.records.stay_problems import BED_TAKEN, STAY_OVER
from benhan.store.repository import Repository, Stored

INPATIENT = "IMP"
WARD, ROOM, BED = "ward", "room", "bed"
PHYSICAL_TYPE = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_PHYSICAL = {WARD: ("wa", "Ward"), ROOM: ("ro", "Room"), BED: ("bd", "Bed")}
PLACE_REASON = f"{systems.STRUCTURE_DEFINITION}/ly-do-chuyen-khoa"  # on Encounter.location, valueString
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))"
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """One stop of a stay; `since` None while it is only planned."""

    department: str
    location: str
    name: str
    status: str
    since: datetime | None
    until: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BedSpot:
    """A bed of a room; `is_open` False when the administration closed it."""

    id: str
    name: str
    room: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Ward:
    """A department's beds in the order people count them."""

    department: str
    name: str
    location: str
    beds: tuple[BedSpot, ...]


def is_stay(encounter: Resource) -> bool:
    return str(encounter.get("class", {}).get("code")) == INPATIENT


def places(encounter: Resource) -> tuple[Place, ...]:
    """The way of a stay, oldest first, what is planned last."""
    return tuple(_place(item) for item in encounter.get("location", ()))


def present(encounter: Resource) -> Place | None:
    """Where the patient lies now."""
    return next((one for one in places(encounter) if one.status == "active"), None)


def awaited(encounter: Resource) -> Place | None:
    """The department that is to receive the patient."""
    return next((one for one in places(encounter) if one.status == "planned"), None)


def _place(item: Mapping[str, Any]) -> Place:
    period = item.get("period", {})
    values = {one["url"]: one for one in item.get("extension", ())}
    department = values.get(systems.PLACE_DEPARTMENT, {}).get("valueReference", {}).get("reference", "")
    return Place(
        department=str(department).removeprefix("Organization/"),
        location=str(item["location"].get("reference", "")).removeprefix("Location/"),
        name=str(item["location"].get("display", "")),
        status=str(item.get("status", "")),
        since=_moment(period.get("start")),
        until=_moment(period.get("end")),
        reason=str(values.get(PLACE_REASON, {}).get("valueString", "")),
    )


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and "T" in text else None


def place_entry(
    department: str, location: Stored, *, status: str, since: str = "", reason: str = ""
) -> dict[str, Any]:
    """An element of Encounter.location."""
    extension: list[dict[str, Any]] = [
        {"url": systems.PLACE_DEPARTMENT, "valueReference": {"reference": f"Organization/{department}"}}
    ]
    if reason:
        extension.append({"url": PLACE_REASON, "valueString": reason})
    made: dict[str, Any] = {
        "extension": extension,
        "location": {"reference": location.reference, "display": name_of(location)},
        "status": status,
    }
    if "physicalType" in location.resource:
        made["physicalType"] = location.resource["physicalType"]
    return made | ({"period": {"start": since}} if since else {})


def ended(entries: Sequence[Mapping[str, Any]], at: str) -> list[dict[str, Any]]:
    """The places with the active one left at a moment (never before it was taken) and the planned ones gone."""
    made = []
    for item in entries:
        if item.get("status") == "active":
            period = item.get("period", {})
            since, left = _moment(period.get("start")), datetime.fromisoformat(at)
            end = period["start"] if since and since > left else at
            made.append({**item, "status": "completed", "period": {**period, "end": end}})
        elif item.get("status") != "planned":
            made.append(dict(item))
    return made


def name_of(location: Stored) -> str:
    """ "P.301 · Giường 2" for a bed: the room stands in its description."""
    room = str(location.resource.get("description", ""))
    own = str(location.resource.get("name", location.id))
    return f"{room} · {own}" if room else own


def location_resource(
    kind: str, *, id_: str, name: str, department: str, within: str = "", room: str = ""
) -> dict[str, Any]:
    """A ward, room or bed; a bed's description repeats its room, so that its name is whole."""
    code, display = _PHYSICAL[kind]
    made: dict[str, Any] = {
        "resourceType": "Location",
        "id": id_,
        "status": "active",
        "name": name,
        "mode": "instance",
        "type": [{"coding": [{"system": systems.LOCATION_KIND, "code": kind}]}],
        "physicalType": {"coding": [{"system": PHYSICAL_TYPE, "code": code, "display": display}]},
        "managingOrganization": {"reference": f"Organization/{department}"},
    }
    if room:
        made["description"] = room
    return made | ({"partOf": {"reference": f"Location/{within}"}} if within else {})


def wards(repository: Repository) -> tuple[Ward, ...]:
    """Every department that has a ward, with its beds; two statements."""
    kinds = ",".join(f"{systems.LOCATION_KIND}|{kind}" for kind in (WARD, BED))
    pairs = [("type", kinds), ("_count", "1000"), ("_include", "Location:organization")]
    found = repository.search("Location", pairs)
    names = {one.id: str(one.resource.get("name", one.id)) for one in found.included}
    beds: dict[str, list[BedSpot]] = {}
    homes: list[tuple[str, Stored]] = []
    for one in found.matches:
        department = _reference(one.resource.get("managingOrganization"), "Organization")
        if _kind(one) == WARD and one.resource.get("status") == "active":
            homes.append((department, one))
        elif _kind(one) == BED and one.resource.get("status") != "inactive":
            beds.setdefault(department, []).append(_bed(one))
    made = [
        Ward(department, names.get(department, department), home.id, _ordered(beds.get(department, ())))
        for department, home in homes
    ]
    return tuple(sorted(made, key=lambda ward: ward.name))


def ward_of(repository: Repository, department: str) -> Ward | None:
    return next((ward for ward in wards(repository) if ward.department == department), None)


def _bed(location: Stored) -> BedSpot:
    return BedSpot(
        location.id,
        str(location.resource.get("name", location.id)),
        str(location.resource.get("description", "")),
        location.resource.get("status") == "active",
    )


def _ordered(beds: Sequence[BedSpot]) -> tuple[BedSpot, ...]:
    return tuple(sorted(beds, key=lambda bed: (_natural(bed.room), _natural(bed.name))))


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Phòng 2 before Phòng 10."""
    words = "".join(char if char.isdecimal() else " " for char in text).split()
    return (*((int(word), "") for word in words), (0, text))


def _kind(location: Stored) -> str:
    codings = [coding for item in location.resource.get("type", ()) for coding in item.get("coding", ())]
    return next((str(one["code"]) for one in codings if one.get("system") == systems.LOCATION_KIND), "")


def _reference(value: object, kind: str) -> str:
    text = str(value.get("reference", "")) if isinstance(value, Mapping) else ""
    return text.removeprefix(f"{kind}/")


def hold_bed(repository: Repository, bed: str, department: str) -> Stored:
    """The bed, free and nobody else's until the transaction ends. Raises BED_TAKEN."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [f"{repository.by.facility}/Location/{bed}"])
    known = repository.read_many([f"Location/{bed}"]).get(f"Location/{bed}")
    if known is None or _kind(known) != BED or known.resource.get("status") != "active":
        raise BED_TAKEN.at("Location")
    mine = _reference(known.resource.get("managingOrganization"), "Organization") == department
    if not mine or occupant(repository, bed) is not None:
        raise BED_TAKEN.at("Location")
    return known


def occupant(repository: Repository, bed: str) -> Stored | None:
    """The stay that lies in a bed, whoever's patient it is."""
    with Repository(by=system_actor(repository.by.facility)) as office:
        pairs = [("location", f"Location/{bed}"), ("status", "in-progress"), ("_count", "50")]
        found = office.search("Encounter", pairs).matches
    held = (stay for stay in found if (here := present(stay.resource)) and here.location == bed)
    return next(held, None)


def hold_stay(repository: Repository, encounter: Stored) -> tuple[Stored, Place]:
    """The stay as it is now, ours until the transaction ends, and where it lies: in a department of the person's.

    Raises STAY_OVER
    """
    current = lock_alone(repository, "Encounter", encounter.id)
    here = present(current.resource)
    if not is_running(current.resource) or here is None or here.department not in repository.by.departments:
        raise STAY_OVER.at("Encounter")
    return current, here


def is_running(encounter: Resource) -> bool:
    return is_stay(encounter) and encounter.get("status") == "in-progress"


def participant(actor: Actor, at: str, *, code: str = "ATND", display: str = "attender") -> dict[str, Any]:
    """One who takes part from now on."""
    return participant_named(f"Practitioner/{actor.practitioner}", actor.name, at, code=code, display=display)


def participant_named(
    reference: str, name: str, at: str, *, code: str = "ATND", display: str = "attender"
) -> dict[str, Any]:
    coding = {"system": systems.PARTICIPATION_TYPE, "code": code, "display": display}
    return {
        "type": [{"coding": [coding]}],
        "period": {"start": at},
        "individual": {"reference": reference, "display": name},
    }


def with_participant(parts: Sequence[Mapping[str, Any]], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The list with one more, who is in it once."""
    who = new["individual"]["reference"]
    return [dict(one) for one in parts if one.get("individual", {}).get("reference") != who] + [dict(new)]


def now_text() -> str:
    return timezone.localtime().isoformat(timespec="milliseconds")
