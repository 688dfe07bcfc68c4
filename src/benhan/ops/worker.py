"""`benhan worker`: what happens beside requests: audit entries are sealed into their chains, authorised signings are
carried out, certificates and archive timestamps are looked after, expired drafts are dropped, controls are probed."""

from __future__ import annotations

import argparse
import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from benhan.fhir.problems import ProblemError
from benhan.ops.instance import activate
from benhan.ops.processes import Stopper, StopRequested

log = logging.getLogger("benhan.worker")


@dataclass(frozen=True, slots=True)
class Duty:
    """A function without arguments, by its module, and how long it rests after a turn."""

    module: str
    function: str
    rest_s: float = 0.0


_HOUR_S = 3600.0
DUTIES = (
    Duty("benhan.audit.sealer", "seal_pending"),
    Duty("benhan.ops.signing_crew", "keep_signing", 1.0),
    Duty("benhan.records.certificate_checks", "check_due", _HOUR_S),
    Duty("benhan.records.renewal", "renew_due", _HOUR_S),
    Duty("benhan.forms.drafts", "expire_everywhere", _HOUR_S),
    Duty("benhan.assurance.dormancy", "lock_dormant", _HOUR_S),
    Duty("benhan.ops.backup.schedule", "keep_backups", 2.0),
    Duty("benhan.assurance.scheduling", "run_due", 10.0),  # a few seconds of probes a turn
    Duty("benhan.assurance.counting", "count_due", _HOUR_S),
    Duty("benhan.dossier.files.reminding", "remind_due", _HOUR_S),
    Duty("benhan.dossier.incidents.reminding", "remind_due", 600.0),
)

_EVERY_S, _LONGEST_PAUSE_S = 0.5, 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    stopper = Stopper()
    stopper.install()
    activate(arguments.data)
    duties = _duties()
    log.info("worker.started duties=%d", len(duties))
    try:
        work(duties, stopper)
    except StopRequested:
        log.info("worker.stopped")
    return 0


def _duties() -> tuple[Callable[[], object], ...]:
    return tuple(
        resting(getattr(importlib.import_module(one.module), one.function), one.rest_s) for one in DUTIES
    )


def resting(
    duty: Callable[[], object], rest_s: float, clock: Callable[[], float] = monotonic
) -> Callable[[], object]:
    """The duty, called as often as one likes, done again only when rest_s have passed since its last turn."""
    again = clock()

    def turn() -> None:
        nonlocal again
        if clock() >= again:
            again = clock() + rest_s
            duty()

    return turn


def work(duties: tuple[Callable[[], object], ...], stopper: Stopper) -> None:
    """Do every duty twice a second, until StopRequested.

    A database that is away is an event, not an end: the pause doubles up to 10 s until it is back.
    Any other error ends the worker, whose supervisor says so: a duty that is broken must be seen.
    """
    from django.db import DatabaseError, InterfaceError, close_old_connections, connections

    pause = _EVERY_S
    while True:
        try:
            close_old_connections()
            for duty in duties:
                duty()
                stopper.check()
        except (DatabaseError, InterfaceError, ProblemError) as error:
            code = error.problem.code if isinstance(error, ProblemError) else type(error).__name__
            log.error("worker.failed error=%s pause_s=%.1f", code, pause)
            connections.close_all()
            stopper.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)
        else:
            if pause != _EVERY_S:
                log.info("worker.recovered")
            pause = _EVERY_S
            stopper.sleep(pause)
