"""`benhan dossier build`: the complete level file of a facility's systems, written to a folder. Reads only."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benhan.ops.import_report import progress
from benhan.ops.session import pick_facility, session

if TYPE_CHECKING:
    from benhan.access.models import Facility

REGIMES = ("decree-331", "decree-85")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    build = acts.add_parser("build", help="write every paper of the level file, drawings and OSCAL")
    build.add_argument("--system", metavar="SLUG", help="one system (else every system of the facility)")
    build.add_argument("--regime", choices=(*REGIMES, "both"), default="both", help="whose forms (both)")
    build.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("ho-so-cap-do"), help="a folder not yet there"
    )
    build.add_argument(
        "--all-forms", action="store_true", help="also the forms this level's way does not ask"
    )
    build.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    build.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.out
    if target.exists():
        sys.stderr.write(f"benhan: {target} đã có; chọn thư mục chưa có · already exists\n")
        return 1
    regimes = REGIMES if arguments.regime == "both" else (arguments.regime,)
    fresh = target.with_name(f"{target.name}.new")
    began = time.monotonic()
    with session(arguments.data) as found:
        facility = pick_facility(arguments.facility, is_demo=found.is_demo)
        try:
            count = _write(fresh, facility, arguments.system, regimes, with_all=arguments.all_forms)
            if count:
                fresh.rename(target)
        finally:
            if fresh.exists():
                shutil.rmtree(fresh)
    if not count:
        sys.stderr.write("benhan: không có hệ thống thông tin nào như vậy · no such system\n")
        return 1
    sys.stdout.write(f"Đã ghi {count} tệp vào {target} trong {time.monotonic() - began:.1f} giây.\n")
    return 0


def _write(
    folder: Path, facility: Facility, slug: str | None, regimes: tuple[str, ...], *, with_all: bool = False
) -> int:
    """Write the files of the chosen systems; returns how many."""
    from django.db import connection
    from django.utils import timezone

    from benhan.access.actor import system_actor
    from benhan.assurance.models import System
    from benhan.dossier.papers.complete import count_of, files_of
    from benhan.store.repository import Repository

    now, count = timezone.now(), 0
    with Repository(by=system_actor(facility.code, "benhan dossier build"), writes=False):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")  # the database itself refuses a change
        wanted = System.objects.filter(facility=facility.code, retired_at__isnull=True).order_by("slug")
        systems = list(wanted.filter(slug=slug) if slug else wanted)
        total = sum(count_of(one, regime, now, with_all=with_all) for one in systems for regime in regimes)
        with progress(total, sys.stderr) as advance:
            for system in systems:
                for regime in regimes:
                    for one in files_of(system, regime, now, lambda _: advance(1), with_all=with_all):
                        path = folder / system.slug / one.path
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_bytes(one.content)
                        count += 1
    return count
