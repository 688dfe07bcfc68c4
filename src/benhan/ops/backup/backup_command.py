"""`benhan backup`: one encrypted file of the whole installation, its signed manifest beside it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from benhan.assurance.backup_keys import key_at
from benhan.ops import instance
from benhan.ops.backup.progress import RUNNING, Progress
from benhan.ops.backup.writing import MANIFEST, make
from benhan.ops.import_problems import NO_INSTALLATION
from benhan.ops.postgres import Server
from benhan.ops.roles import prepare_embedded

KEY_WORDS = (
    "Khóa sao lưu MỚI: {path} (dấu khóa {fingerprint}).\n"
    "Không có khóa này thì không mở được bản sao lưu nào. Hãy chép tệp khóa ra hai nơi cất riêng, tách khỏi máy chủ và "
    "tách khỏi nơi cất bản sao lưu (ví dụ: USB trong két của giám đốc và một bản in trong phong bì niêm phong ở phòng "
    "kế hoạch), rồi ghi biên bản bàn giao.\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument("--also", metavar="DIR", help="a second place for a copy (else BENHAN_BACKUP_ALSO)")
    parser.add_argument(
        "--key-file", metavar="FILE", help="the key (else BENHAN_BACKUP_KEY_FILE); made when absent"
    )
    parser.add_argument("--asked-by", default="", metavar="NAME", help="who asked for it, for the manifest")


def run(arguments: argparse.Namespace) -> int:
    """Back up, copy, drop what is too old; says where, how big, how long."""
    with running_installation(arguments.data) as found:
        from benhan.assurance.backups import Shelf
        from benhan.ops.backup.plan import plan_of
        from benhan.ops.backup.retention import drop_old

        plan = plan_of(found.directory, also=arguments.also, key_file=arguments.key_file)
        key, is_new = key_at(plan.key_file)
        if is_new:
            sys.stderr.write(KEY_WORDS.format(path=plan.key_file, fingerprint=key.fingerprint))
        plan.target.mkdir(mode=0o700, parents=True, exist_ok=True)
        progress = Progress("backup", plan.target / RUNNING)
        try:
            manifest = make(
                plan.source, plan.target, key, progress, asked_by=arguments.asked_by, also=plan.also
            )
        finally:
            progress.end()
        made = next(one for one in Shelf.of(plan.target, key.public).backups if one.id == manifest.stem)
        for place in (plan.target, plan.also):
            if place is not None:
                drop_old(Shelf.of(place, key.public), plan.keeping, datetime.now(UTC))
    rows = sum(made.tables.values())
    sys.stdout.write(
        f"Đã sao lưu: {made.archive} ({made.size / 1e6:.1f} MB, {len(made.tables)} bảng, {rows} dòng, "
        f"{made.seconds:.0f} giây, dấu khóa {key.fingerprint}).\nBản kê: {manifest.with_suffix(MANIFEST)}\n"
    )
    if plan.also is not None:
        sys.stdout.write(f"Bản thứ hai: {plan.also / made.archive.name}\n")
    else:
        sys.stdout.write(
            "Chưa có nơi cất thứ hai: nêu bằng --also hoặc BENHAN_BACKUP_ALSO (quy tắc 3-2-1).\n"
        )
    return 0


@contextmanager
def running_installation(data: str | None) -> Iterator[instance.Instance]:
    """The installation with its database up; the embedded server is started when it does not run."""
    found = instance.at(data)
    if not found.secrets.is_dir() and not os.environ.get("BENHAN_DATABASE_URL"):
        raise NO_INSTALLATION.at(directory=found.directory)
    server = None if os.environ.get("BENHAN_DATABASE_URL") else Server(found.directory)
    is_ours = server is not None and not server.is_running()
    try:
        if server is not None and is_ours:
            server.start()
            prepare_embedded(server)
        instance.activate(found.directory)
        yield found
    finally:
        if server is not None and is_ours:
            server.stop()
