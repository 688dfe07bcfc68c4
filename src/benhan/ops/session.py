"""A command's time with an installation: its settings, its database, and one line when that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benhan.ops import instance
from benhan.ops.import_problems import DATABASE_LOST, NO_INSTALLATION, UNKNOWN_FACILITY, WHICH_FACILITY
from benhan.ops.postgres import Server
from benhan.ops.roles import prepare_embedded

if TYPE_CHECKING:
    from benhan.access.models import Facility


@contextmanager
def session(data: str | None) -> Iterator[instance.Instance]:
    """Django on the installation's database; the embedded server is started when it does not run.

    Raises NO_INSTALLATION, DATABASE_LOST.
    """
    found = instance.at(data)
    if not found.secrets.is_dir():
        raise NO_INSTALLATION.at(directory=found.directory)
    server = None if os.environ.get("BENHAN_DATABASE_URL") else Server(found.directory)
    is_ours = server is not None and not server.is_running()
    try:
        if server is not None and is_ours:
            server.start()
            prepare_embedded(server)
        instance.activate(found.directory)
        yield from _guarded(found)
    finally:
        if server is not None and is_ours:
            server.stop()


def _guarded(found: instance.Instance) -> Iterator[instance.Instance]:
    from django.db import DatabaseError, InterfaceError, connections

    try:
        yield found
    except (DatabaseError, InterfaceError) as error:
        raise DATABASE_LOST.at(reason=first_line(error)) from None
    finally:
        connections.close_all()


def first_line(error: Exception) -> str:
    """What the database said, in one line."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


def pick_facility(code: str | None, *, is_demo: bool) -> Facility:
    """The named facility, or the only one; a demonstration's first. Raises UNKNOWN_FACILITY, WHICH_FACILITY."""
    from benhan.access.models import Facility

    facilities = list(Facility.objects.order_by("code"))
    codes = ", ".join(each.code for each in facilities) or "–"
    if code is not None:
        for each in facilities:
            if each.code == code:
                return each
        raise UNKNOWN_FACILITY.at(code=code, codes=codes)
    if not facilities:
        raise UNKNOWN_FACILITY.at(code="–", codes=codes)
    if len(facilities) > 1 and not is_demo:
        raise WHICH_FACILITY.at(codes=codes)
    return facilities[0]
