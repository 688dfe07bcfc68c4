"""What the settings say about backups: from where, to where, under which key, how many stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benhan.ops.backup.database import Place
from benhan.ops.backup.folder import files_of
from benhan.ops.backup.retention import Keeping
from benhan.ops.backup.writing import Source
from benhan.ops.postgres import Server


@dataclass(frozen=True, slots=True)
class Plan:
    """target: where backups go; also: the second place, None for none."""

    source: Source
    target: Path
    also: Path | None
    key_file: Path
    keeping: Keeping


def plan_of(directory: Path, *, also: str | None = None, key_file: str | None = None) -> Plan:
    """The plan of an installation whose settings are active."""
    from django.conf import settings

    url = settings.BENHAN_BACKUP_DATABASE_URL or settings.BENHAN_DATABASE_URL
    place = Place.named(url) if url else Place.embedded(Server(directory))
    target = Path(settings.BENHAN_BACKUP_DIR)
    key = Path(key_file or settings.BENHAN_BACKUP_KEY_FILE).absolute()
    second = also or settings.BENHAN_BACKUP_ALSO
    without = tuple(one.resolve() for one in (target, key, *([Path(second)] if second else [])))
    days, weeks, months = (int(one) for one in settings.BENHAN_BACKUP_KEEP)
    return Plan(
        Source(directory, place, _elsewhere(directory), without),
        target, Path(second).absolute() if second else None, key, Keeping(days, weeks, months),
    )  # fmt: skip


def _elsewhere(directory: Path) -> dict[str, bytes]:
    """What belongs to the installation but stands outside DATA: secrets, vault, trust."""
    from django.conf import settings

    found = {
        "secrets/secret_key": f"{settings.SECRET_KEY}\n".encode(),
        "secrets/master_key": f"{settings.BENHAN_MASTER_KEY}\n".encode(),
    }
    for name, folder in (("vault", settings.BENHAN_VAULT), ("trust", settings.BENHAN_TRUST)):
        if folder.is_dir() and not folder.is_relative_to(directory.resolve()):
            found |= {f"{name}/{inside}": path.read_bytes() for inside, path in files_of(folder)}
    return found
