"""`benhan restore`: a backup into a new or empty directory, equal to what was backed up, or nothing."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benhan.assurance.backup_keys import read_key
from benhan.ops.backup.problems import NO_BACKUP
from benhan.ops.backup.progress import Progress
from benhan.ops.backup.restoring import into
from benhan.ops.processes import Stopper


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", metavar="FILE", help="the archive (.benhan)")
    parser.add_argument("--data", metavar="DIR", required=True, help="a new or empty directory")
    parser.add_argument(
        "--key-file", metavar="FILE", required=True, help="the key, from where it is kept apart"
    )


def run(arguments: argparse.Namespace) -> int:
    stopper = Stopper()
    stopper.install()
    archive = Path(arguments.backup)
    if not archive.is_file():
        raise NO_BACKUP.at(name=archive.name, directory=archive.parent)
    key = read_key(Path(arguments.key_file))
    progress, began = Progress("restore"), time.monotonic()
    try:
        found = into(archive, Path(arguments.data), key, progress, check=stopper.check)
    finally:
        progress.end()
    sys.stdout.write(
        f"Đã khôi phục vào {arguments.data}: {len(found.counts)} bảng, {sum(found.counts.values())} dòng, khớp bản kê; "
        f"nhật ký nguyên vẹn; {time.monotonic() - began:.0f} giây.\n"
        f"Khởi động: benhan {'demo' if (Path(arguments.data) / 'demo').exists() else 'serve'} "
        f"--data {arguments.data}\n"
    )
    return 0
