"""`benhan worker`: what happens beside requests: audit entries are sealed into their chains, authorised signings are
carried out, certificates and archive timestamps are looked after."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import logging
from collections.abc import Callable

from benhan.fhir.problems import ProblemError
from benhan.ops.instance import activate
from benhan.ops.processes import Stopper, StopRequested

log = logging.getLogger("benhan.worker")

# One entry for each regular duty: module and function without arguments.
DUTIES = (
    ("benhan.audit.sealer", "seal_pending"),
    ("benhan.ops.signing_crew", "keep_signing"),
    ("benhan.ops.signing_crew", "look_after_certificates"),
    ("benhan.ops.signing_crew", "renew_timestamps"),
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
    present = (entry for entry in DUTIES if importlib.util.find_spec(entry[0]) is not None)
    return tuple(getattr(importlib.import_module(module), function) for module, function in present)


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
