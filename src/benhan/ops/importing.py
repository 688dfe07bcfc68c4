"""`benhan import`: R4 Bundles and NDJSON into one facility, again and again without harm."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from benhan.ops.import_files import check_readable
from benhan.ops.import_problems import UNKNOWN_DEPARTMENT
from benhan.ops.session import pick_facility, session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="R4 Bundle (JSON) or NDJSON")
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument("--facility", metavar="CODE", help="needed where the installation has several")
    parser.add_argument(
        "--department",
        metavar="ID",
        default="khoa-kham-benh",
        help="takes the patients for whom nobody cares yet (khoa-kham-benh)",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="every refused entry, tab-separated")
    parser.add_argument(
        "--all-or-nothing",
        action="store_true",
        help="write nothing of a Bundle in which an entry is refused (else the good entries are written)",
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when everything is in, 1 when something was refused, broken or could not be written."""
    check_readable(arguments.files)
    with ExitStack() as stack:
        found = stack.enter_context(session(arguments.data))
        report = None
        if arguments.report is not None:
            report = stack.enter_context(arguments.report.open("w", encoding="utf-8"))
        facility = pick_facility(arguments.facility, is_demo=found.is_demo)
        return import_files(
            list(dict.fromkeys(arguments.files)),
            facility=facility.code,
            department=arguments.department,
            directory=found.directory / "import",
            report_file=report,
            all_or_nothing=arguments.all_or_nothing,
        )


def import_files(
    files: list[Path],
    *,
    facility: str,
    department: str,
    directory: Path,
    report_file: object = None,
    all_or_nothing: bool = False,
) -> int:
    """The import inside a running Django; says on stderr what happened."""
    from benhan.access.actor import system_actor
    from benhan.ops import import_index
    from benhan.ops.import_report import Report, progress
    from benhan.ops.import_run import Run
    from benhan.store.repository import Repository

    actor = system_actor(facility, "Nhập dữ liệu")
    with Repository(by=actor) as repository:
        if not repository.read_many([f"Organization/{department}"]):
            raise UNKNOWN_DEPARTMENT.at(facility=facility, department=department)
    report = Report(report_file)  # type: ignore[arg-type]
    with import_index.opened(directory, facility) as index:
        work = Run(actor, index, report, department, all_or_nothing)
        ordered, total = work.survey(files)
        is_done = False
        try:
            with progress(total, sys.stderr) as advance:
                tally = work.load(ordered, advance)
            is_done = True
        finally:
            report.close()
            if not is_done:
                sys.stderr.write(
                    f"Bị dừng giữa chừng: đã ghi trọn vẹn {work.tally.written} mục "
                    f"({work.tally.unchanged} mục không đổi). Chạy lại cùng lệnh để tiếp tục.\n"
                )
    sys.stdout.write(tally.sentence() + "\n")
    return 1 if tally.refused or tally.broken else 0
