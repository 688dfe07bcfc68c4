"""Ask the background process for a backup or a drill: the web process can't see every facility's rows itself."""

from __future__ import annotations

import json

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance import backups
from benhan.audit.entry import Entry
from benhan.dossier.backups.problems import NOT_NOTED
from benhan.store.repository import Repository

BACKUP, DRILL = "backup", "drill"


def ask(*, repository: Repository, kind: str) -> bool:
    """Lay the wish down for the worker; False when one already waits or works.

    Raises NOT_PERMITTED, NOT_NOTED. Writes a small file beside the backups, one audit entry.
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    if any(backups.asked(one).exists() for one in (BACKUP, DRILL)) or backups.running() is not None:
        return False
    path = backups.asked(kind)
    wish = {"by": by.name, "at": timezone.now().isoformat(timespec="seconds")}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(wish, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise NOT_NOTED.at(kind=kind, reason=error.strerror or type(error).__name__) from None
    repository.record(Entry(f"ask-{kind}"))
    return True
