"""Try a backup out: restore it on a scratch server, compare, measure, sign the report, throw the server away."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from benhan.assurance.backup_keys import BackupKey
from benhan.fhir.problems import ProblemError
from benhan.ops.backup.folder import SCRATCH
from benhan.ops.backup.progress import Progress
from benhan.ops.backup.restoring import Restored, restored
from benhan.ops.backup.writing import locked, write_whole

PREFIX = "drill-"
# The scratch server is thrown away: it need not survive a crash, and should leave memory to the live one.
_SCRATCH = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def _nothing() -> None:
    return None


def drill(
    archive: Path, keep: Path, key: BackupKey, progress: Progress, *, asked_by: str = "", scratch: Path | None = None,
    check: Callable[[], None] = _nothing,
) -> tuple[Path, dict[str, Any]]:  # fmt: skip
    """Restore `archive` on a scratch server and compare. Returns the report's file and content, also of a failed drill.

    keep     where the report is kept, beside the backups
    scratch  where the scratch server's directory is made (`keep` when None); that is removed whatever happens
    """
    with locked(keep):
        began, started = monotonic(), datetime.now(UTC)
        for left in (scratch or keep).glob(f"{SCRATCH}*"):  # of a drill that was killed
            shutil.rmtree(left, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=scratch or keep))
        found: Restored | None = None
        fault = ""
        try:
            place.chmod(0o755)  # the server's own user must pass; what lies in it is closed
            with restored(archive, place / "data", key, progress, settings=_SCRATCH, check=check) as found:
                pass
        except ProblemError as error:
            fault = error.clinician
        finally:
            shutil.rmtree(place, ignore_errors=True)
        report = key.signed(_report(archive, started, monotonic() - began, found, fault, asked_by))
        path = keep / f"{PREFIX}{started:%Y%m%d-%H%M%S}-{archive.stem[-6:]}.json"
        write_whole(path, report)
        return path, report


def _report(
    archive: Path, started: datetime, took_s: float, found: Restored | None, fault: str, asked_by: str
) -> dict[str, object]:
    differences = [fault] if fault else list(found.differences) if found else []
    report: dict[str, object] = {
        "kind": "drill", "format": 1, "backup": archive.stem, "size": archive.stat().st_size,
        "started": started.isoformat(timespec="seconds"), "seconds": round(took_s, 1),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": os.uname().nodename, "asked_by": asked_by, "passed": not differences, "differences": differences,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    if found is not None:
        report |= {
            "tables": len(found.counts), "rows": sum(found.counts.values()),
            "chains": found.check["chains"], "records_checked": found.check["records"]["checked"],
            "records_faulty": found.check["records"]["faulty"],
        }  # fmt: skip
    return report
