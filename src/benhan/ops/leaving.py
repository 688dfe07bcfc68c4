"""`benhan leave`: everything a facility takes along when it leaves us, so that a stranger can read it (EMR-NFR-06).

Written into a new folder and renamed at the end; read in one transaction; memory stays bounded whatever there is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benhan.ops.session import pick_facility, session
from benhan.records.arrival_problems import EXPORT_UNREADABLE

if TYPE_CHECKING:
    from benhan.access.models import Facility
    from benhan.ops.leave_parts import Luggage

FORMAT = "benhan-mang-di/1"
README, SUMS, MANIFEST, SIGNATURE = "DOC-TOI-TRUOC.txt", "SHA256SUMS", "manifest.json", "manifest.p7s"
_CHUNK = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", metavar="DIR", type=Path, help="a folder that does not exist yet")
    where.add_argument("--check", metavar="DIR", type=Path, help="check such a folder; needs no database")
    parser.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    parser.add_argument("--no-packages", action="store_true", help="leave out the package of each record")
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.check is not None:
        return _check(arguments.check)
    target: Path = arguments.out
    if target.exists():
        sys.stderr.write(f"benhan: {target} đã có; chọn thư mục chưa có · already exists\n")
        return 1
    fresh = target.with_name(f"{target.name}.new")
    with session(arguments.data) as found:
        facility = pick_facility(arguments.facility, is_demo=found.is_demo)
        fresh.mkdir(mode=0o700, parents=True)
        try:
            with progress() as told:
                counts = pack(fresh, facility, told, with_packages=not arguments.no_packages)
            fresh.rename(target)
        finally:
            if fresh.exists():
                shutil.rmtree(fresh)
    total = sum(counts.values())
    sys.stdout.write(f"Đã ghi {total} mục của cơ sở {facility.code} vào {target}. Đọc {README} trước.\n")
    return 0


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """A bar on the terminal: part being written, how much of about how much."""
    from tqdm import tqdm  # only here: it is slow to import

    with tqdm(unit=" mục", file=sys.stderr, dynamic_ncols=True, disable=not sys.stderr.isatty()) as bar:

        def told(part: str, total: int) -> None:
            if total:
                bar.total = total
                return
            bar.set_description(part, refresh=False)
            bar.update()

        yield told


def pack(
    folder: Path, facility: Facility, told: Callable[[str, int], None], *, with_packages: bool = True
) -> dict[str, int]:
    """Fill an empty folder; returns how much of each part was written. Accounted for before it begins."""
    from django.conf import settings
    from django.db import connection, transaction
    from django.utils import timezone

    from benhan.access.actor import system_actor
    from benhan.audit.entry import Entry
    from benhan.ops import leave_parts
    from benhan.ops.leave_readme import readme
    from benhan.store import border
    from benhan.store.repository import Repository

    actor = system_actor(facility.code, "benhan leave")
    with Repository(by=actor) as repository:
        repository.record(
            Entry("leave-export", resource_type="Organization", resource_id=facility.organization)
        )
    luggage = leave_parts.Luggage(folder, lambda part: told(part, 0))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        border.enter(facility.code, writes=False)
        told("", leave_parts.amount(facility.code))
        leave_parts.resources(luggage, facility.code)
        leave_parts.documents(luggage, facility.code)
        leave_parts.account_of_acts(luggage, facility.code)
        leave_parts.people(luggage, facility.code)
        described = leave_parts.tables(luggage, facility.code)
        leave_parts.law(luggage)
    if with_packages:
        _packages(luggage, facility)
    about = {
        "code": facility.code,
        "name": facility.name,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "is_demo": facility.is_demo,
    }
    luggage.file("mo-ta/bang.json", _json(described), "mo-ta")
    luggage.file("mo-ta/co-so.json", _json(_facility(facility)), "mo-ta")
    is_signed = settings.BENHAN_SIGNING != "none"
    luggage.file(README, readme(about, luggage.counts, is_signed=is_signed), "mo-ta")
    manifest = _json({
        "format": FORMAT, "facility": about, "counts": luggage.counts,
        "sums_sha256": _digest(folder / SUMS),
    })  # fmt: skip
    (folder / MANIFEST).write_bytes(manifest)
    if is_signed:
        (folder / SIGNATURE).write_bytes(_signature(facility, manifest))
    return luggage.counts


def _packages(luggage: Luggage, facility: Facility) -> None:
    """ho-so/: the package of every sealed record, one at a time."""
    from benhan.access.actor import system_actor
    from benhan.records import plain_zip
    from benhan.records.package import package_files
    from benhan.records.sealing import archive_number, package_digests
    from benhan.records.stages import RECORD_STAGE, RecordStage
    from benhan.store.everything import PAGE
    from benhan.store.repository import Repository

    wanted = [
        ("_tag", f"{RECORD_STAGE}|{RecordStage.SEALED.value}"),
        ("_sort", "date"),
        ("_count", str(PAGE)),
    ]
    offset: int | None = 0
    while offset is not None:
        with Repository(by=system_actor(facility.code, "benhan leave"), writes=False) as repository:
            page = repository.search("Composition", wanted, offset=offset)
            for record in page.matches:
                if package_digests(record.resource) is not None:
                    content = plain_zip.build(package_files(repository, record))
                    luggage.file(f"ho-so/{archive_number(record.resource)}.zip", content, "ho-so")
        offset = page.next_offset


def _signature(facility: Facility, content: bytes) -> bytes:
    """By the facility's seal. Raises what signing raises."""
    from benhan.records.authority import desk
    from benhan.signing.cms import sign_manifest
    from benhan.store.border import facility_transaction

    with facility_transaction(facility.code):  # the certificate is noted in the facility's register
        office = desk()
        return sign_manifest(
            content, key=office.seal_key(facility), timestamps=office.timestamps, trust=office.trust
        )


def _facility(facility: Facility) -> dict[str, object]:
    """The facility and how this installation was set up; nothing secret."""
    from django.conf import settings

    names = (
        "code",
        "name",
        "health_department",
        "address",
        "phone",
        "insurance_code",
        "organization",
        "is_demo",
    )
    return {
        "facility": {name: getattr(facility, name) for name in names},
        "settings": {"TIME_ZONE": settings.TIME_ZONE, "BENHAN_SIGNING": settings.BENHAN_SIGNING},
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def faults(folder: Path) -> Iterator[str]:
    """What is wrong with such a folder, one Vietnamese line each. Raises EXPORT_UNREADABLE."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            raise EXPORT_UNREADABLE.at(reason=f"định dạng {manifest['format']}")
        sums = (folder / SUMS).open(encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EXPORT_UNREADABLE.at(reason=f"không đọc được {MANIFEST} và {SUMS}") from error
    if _digest(folder / SUMS) != manifest.get("sums_sha256"):
        yield f"{SUMS}: khác mã băm ghi trong {MANIFEST}"
    known = {MANIFEST, SIGNATURE, SUMS}
    with sums:
        for line in sums:
            wanted, _, name = line.rstrip("\n").partition("  ")
            known.add(name)
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
                yield f"{name}: thiếu"
            elif _digest(path) != wanted:
                yield f"{name}: nội dung đã thay đổi"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in known:
            yield f"{path.relative_to(folder).as_posix()}: không có trong {SUMS}"


def _check(folder: Path) -> int:
    found = list(faults(folder))
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"KẾT QUẢ: {'KHÔNG ĐỦ HOẶC ĐÃ BỊ SỬA' if found else 'ĐỦ VÀ NGUYÊN VẸN'}\n")
    return 1 if found else 0
