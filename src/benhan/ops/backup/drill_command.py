"""`benhan drill`: restore a backup on a scratch server, compare, sign a report; the live server is never touched."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benhan.assurance.backup_keys import read_key
from benhan.ops import instance
from benhan.ops.backup.problems import NO_BACKUP
from benhan.ops.backup.progress import RUNNING, Progress
from benhan.ops.processes import Stopper


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", nargs="?", metavar="ID", help="which backup (else the newest)")
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument("--key-file", metavar="FILE", help="the key (else BENHAN_BACKUP_KEY_FILE)")
    parser.add_argument("--asked-by", default="", metavar="NAME", help="who asked for it, for the report")


def run(arguments: argparse.Namespace) -> int:
    """0 when the restored copy is equal in everything that is compared, else 1; the report is kept either way."""
    stopper = Stopper()
    stopper.install()
    found = instance.activate(arguments.data)
    from django.conf import settings

    from benhan.assurance.backups import Shelf
    from benhan.ops.backup.drilling import drill

    folder = Path(settings.BENHAN_BACKUP_DIR)
    key = read_key(Path(arguments.key_file or settings.BENHAN_BACKUP_KEY_FILE))
    shelf = Shelf.of(folder, key.public)
    wanted = [one for one in shelf.backups if arguments.backup in (None, one.id, one.archive.name)]
    if not wanted:
        raise NO_BACKUP.at(name=arguments.backup or "–", directory=folder)
    if not wanted[0].archive.is_file():
        raise NO_BACKUP.at(name=wanted[0].archive.name, directory=folder)
    progress = Progress("drill", folder / RUNNING)
    # Beside DATA/postgres: where the server's own user can pass anyway.
    scratch = found.directory if found.directory.is_dir() else None
    try:
        path, report = drill(
            wanted[0].archive,
            folder,
            key,
            progress,
            asked_by=arguments.asked_by,
            scratch=scratch,
            check=stopper.check,
        )
    finally:
        progress.end()
    said = "ĐẠT" if report["passed"] else "KHÔNG ĐẠT: " + "; ".join(report["differences"][:3])
    sys.stdout.write(
        f"Diễn tập khôi phục {report['backup']}: {said}. {report.get('tables', 0)} bảng, {report.get('rows', 0)} dòng, "
        f"{report.get('records_checked', 0)} hồ sơ đã niêm được kiểm, {report['seconds']} giây.\nBáo cáo: {path}\n"
    )
    return 0 if report["passed"] else 1
