"""From an empty database to a living hospital, stage by stage: people, patients, visits, records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benhan.ops.demo_data.visits import Visit

SEED = 20261122
PATIENTS = 300
_BATCH = 300


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` equal shares of the work, counted from 0."""

    number: int = 0
    of: int = 1


WHOLE = Share()


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of one facility before it is written; the same for the same seed and moment."""

    facility: str
    resources: tuple[dict[str, Any], ...]
    visits: tuple[Visit, ...] = ()


def generate(now: datetime | None = None, share: Callable[[datetime], Share] = lambda _: WHOLE) -> None:
    """Fill the database of the running Django; the logins are in DATA/secrets/demo-logins.json.

    now    the moment from which all dates are counted back
    share  called when everything but the records is there; says which of the records are to be made here
    """
    from django.conf import settings
    from django.utils import timezone

    from benhan.ops.demo_data import level_way
    from benhan.ops.demo_data.accounts import make_accounts
    from benhan.ops.demo_data.logins import ensure_logins
    from benhan.ops.demo_data.staff import STAFF

    moment = timezone.localtime(now)
    wanted = [(member.login, member.role_name, member.has_second_factor) for member in STAFF]
    logins = ensure_logins(settings.BENHAN_DATA / "secrets", wanted)
    make_accounts(logins, moment.date().replace(month=1, day=1))
    for content in contents(moment):
        write(content.facility, content.resources)
    mine = share(moment)
    write_level_files(moment)
    write_stays(moment)
    write_records(moment, mine)
    level_way.walk_level_files(moment)


def write_level_files(now: datetime) -> None:
    """Give the main facility its systems, answers, papers, risks and plan."""
    from benhan.access.actor import system_actor
    from benhan.ops.demo_data import level_file, staff
    from benhan.store.repository import Repository

    with Repository(by=system_actor(staff.MAIN, "Dữ liệu mẫu")) as repository:
        level_file.make_level_files(repository, now)


def write_stays(now: datetime) -> int:
    """Give the wards their patients; the facility's people and visits are there already. Returns how many."""
    from benhan.ops.demo_data import people, stays

    cast = list(people.people(Random(SEED), PATIENTS, now.date()))  # noqa: S311 — the same people
    return stays.make_stays(cast, now)


def write_records(now: datetime, share: Share) -> dict[str, int]:
    """Make a share of the main facility's records; its visits are there already. Returns how many of each stage."""
    from django.utils import timezone

    from benhan.ops.demo_data.records import make_records, plan

    moment = timezone.localtime(now)
    visits = next(iter(contents(moment))).visits
    return make_records(visits, plan(visits, moment), share)


def ensure_today(made: date, now: datetime | None = None) -> bool:
    """Give the main facility a queue for today if nobody has arrived yet today; True when one was made.

    made  the day on which the hospital was generated: its people follow from it
    """
    from django.utils import timezone

    from benhan.access.actor import system_actor
    from benhan.fhir.systems import QUEUE_NUMBER
    from benhan.ops.demo_data import people, staff, visits
    from benhan.ops.demo_data.records import make_records, plan
    from benhan.store.repository import Repository

    moment = timezone.localtime(now)
    with Repository(by=system_actor(staff.MAIN, "Dữ liệu mẫu")) as repository:
        # Not by date: the period of a visit of yesterday that nobody ended reaches into today.
        first = f"{QUEUE_NUMBER}|{moment.date().isoformat()}/{staff.CLINIC}/001"
        if repository.search("Encounter", [("identifier", first), ("_count", "1")]).matches:
            return False
    cast = list(people.people(Random(SEED), PATIENTS, made))  # noqa: S311 — the same people as then
    rng = Random(f"{SEED}/{moment.date().isoformat()}")  # noqa: S311 — the same for the same day
    desk = visits.Desk(moment.year, 100_000 + 100 * moment.timetuple().tm_yday)
    queue = list(visits.today(rng, cast, moment, desk))
    written = {key: stage for key, stage in plan(queue, moment).items() if stage == "writing"}
    resources = []
    for visit in queue:
        resources.append(visits.encounter(visit))
        if visit.id not in written:
            resources += visits.findings(rng, visit)
    write(staff.MAIN, resources)
    make_records(queue, written)
    return True


def contents(now: datetime, seed: int = SEED) -> Iterator[Content]:
    """What each facility holds."""
    from benhan.ops.demo_data import beds, people, staff, visits
    from benhan.ops.demo_data.records import plan

    rng = Random(seed)  # noqa: S311 — must come out the same each time
    cast = list(people.people(rng, PATIENTS, now.date()))
    resources = [
        *staff.organizations(staff.MAIN, "Trung tâm Y tế Kinh Bắc"),
        *staff.practitioners(staff.MAIN),
        *beds.locations(),
    ]
    for person in cast:
        resources += people.resources_of(person, rng, now.date())
    desk = visits.Desk(now.year)
    waiting = list(visits.today(rng, cast, now, visits.Desk(now.year, 9_000)))
    all_visits = [*visits.past(rng, cast, now, desk), *waiting]
    with_record = plan(all_visits, now)
    for visit in all_visits:
        resources.append(visits.encounter(visit))
        if visit.id not in with_record:  # a record's form brings its own facts
            resources += visits.findings(rng, visit)
    yield Content(staff.MAIN, tuple(resources), tuple(all_visits))

    small = list(people.people(rng, 2, now.date(), first=9_001))
    elsewhere = [
        *staff.organizations(staff.SMALL, "Phòng khám đa khoa Sông Thương"),
        *staff.practitioners(staff.SMALL),
    ]
    for person in small:
        elsewhere += people.resources_of(person, rng, now.date())
        elsewhere.append(visits.encounter(visits.waiting(rng, person, now, desk)))
    yield Content(staff.SMALL, tuple(elsewhere))


def write(facility: str, resources: Iterable[dict[str, Any]]) -> int:
    """Store them through the one door, some hundred in a transaction; returns how many.

    The content is not checked again here: a test checks every generated resource.
    """
    from benhan.access.actor import system_actor
    from benhan.fhir.problems import ProblemError
    from benhan.store.repository import Repository

    count, rest = 0, iter(resources)
    while batch := list(islice(rest, _BATCH)):
        with Repository(by=system_actor(facility, "Dữ liệu mẫu"), check_content=False) as repository:
            for result in repository.create_many(batch):
                if isinstance(result, ProblemError):
                    raise result
        count += len(batch)
    return count
