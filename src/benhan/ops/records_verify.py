"""`benhan records …`: proof of a sealed record, handing one out, taking one in again, the appraisal pack.

verify          status 0 valid, 1 failed, 2 unreadable; a package needs neither database nor network
export          the package of one record, as the system's own act (audited)
import          a package of this facility, as the system's own act (audited); equal afterwards, or nothing is stored
appraisal-pack  what the facility shows a board before it announces its electronic records (EMR-PUB-01)
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import pem

from benhan.ops import instance
from benhan.ops.session import pick_facility, session
from benhan.records.verification import FileReport, PackageReport, verify_package
from benhan.records.verification_words import data, file_data, file_lines, lines
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.trust import TrustAnchors

if TYPE_CHECKING:
    from benhan.store.repository import Repository, Stored

FAILED, UNREADABLE = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser("verify", help="check a package file, or a record stored here")
    verify.add_argument(
        "what", metavar="FILE_OR_ID", help="a .zip, or a record's id, number or archive number"
    )
    verify.add_argument("--trust", metavar="PEM", help="roots to trust: a PEM file, or a folder with roots/")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    export = acts.add_parser("export", help="write the package of a sealed record")
    export.add_argument("what", metavar="ID", help="the record's id, number or archive number")
    export.add_argument(
        "--out", metavar="FILE", required=True, help="where to write; never over an existing file"
    )
    taken = acts.add_parser("import", help="take the package of a sealed record in again")
    taken.add_argument("what", metavar="FILE", help="a .zip that `records export` wrote")
    taken.add_argument("--trust", metavar="PEM", help="roots to trust: a PEM file, or a folder with roots/")
    taken.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    pack = acts.add_parser("appraisal-pack", help="make the pack a board asks for")
    pack.add_argument(
        "--out", metavar="FILE", required=True, help="where to write; never over an existing file"
    )
    pack.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    for child in (verify, export, taken, pack):
        child.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    for library in (
        "pyhanko",
        "pyhanko_certvalidator",
    ):  # what they find is in our report, in words for people
        logging.getLogger(library).setLevel(logging.CRITICAL)
    acts = {"verify": _verify, "export": _export, "import": _import, "appraisal-pack": _appraisal_pack}
    return acts[arguments.act](arguments)


def _verify(arguments: argparse.Namespace) -> int:
    path = Path(arguments.what)
    trust = _anchors(arguments)
    if trust is not None and not trust.roots:
        return _unreadable(f"không có chứng thư số gốc nào trong {arguments.trust}")
    if path.is_file():
        return _say_package(arguments, path.read_bytes(), trust)
    if path.suffix or len(path.parts) > 1:
        return _unreadable(f"không có tệp {path}")
    return _verify_stored(arguments, trust)


def _say_package(arguments: argparse.Namespace, content: bytes, trust: TrustAnchors | None) -> int:
    report: PackageReport = verify_package(content, trust)
    if arguments.json:
        sys.stdout.write(json.dumps(data(report), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(lines(report)) + "\n")
    return report.status


def _verify_stored(arguments: argparse.Namespace, trust: TrustAnchors | None) -> int:
    """A sealed record by its package, made anew from what is kept; an open one by its documents."""
    if trust is None:
        return _unreadable("chưa biết chứng thư số gốc nào: dùng --trust")
    anchors = trust

    def check(repository: Repository, record: Stored) -> int:
        from benhan.records import package, plain_zip, sealing, stored_verification

        if sealing.package_digests(record.resource) is not None:
            return _say_package(
                arguments, plain_zip.build(package.package_files(repository, record)), anchors
            )
        found = stored_verification.verify_documents(repository, record, anchors)
        return _say_documents(arguments, found)

    status = _with_record(arguments, check)
    return _unreadable(f"không có tệp hay hồ sơ nào tên {arguments.what}") if status is None else status


def _say_documents(arguments: argparse.Namespace, found: tuple[FileReport, ...]) -> int:
    is_valid = all(one.is_valid for one in found)
    if arguments.json:
        files = [file_data(one) for one in found]
        sys.stdout.write(json.dumps({"valid": is_valid, "files": files}, ensure_ascii=False, indent=1) + "\n")
    else:
        said = [line for one in found for line in file_lines(one)] or ["Hồ sơ chưa có tài liệu nào."]
        sys.stdout.write("\n".join([*said, f"KẾT QUẢ: {'HỢP LỆ' if is_valid else 'KHÔNG HỢP LỆ'}"]) + "\n")
    return 0 if is_valid else FAILED


def _unreadable(reason: str) -> int:
    sys.stderr.write(f"benhan: {reason}\n")
    return UNREADABLE


def _anchors(arguments: argparse.Namespace) -> TrustAnchors | None:
    """What --trust names, else the installation's own authority, else nothing."""
    if arguments.trust:
        given = Path(arguments.trust)
        return TrustAnchors.from_folder(given) if given.is_dir() else _from_pem(given.read_bytes())
    folder = instance.at(arguments.data).directory / "pki"
    # Not `open`, which would make an authority where there is none.
    return DemoAuthority(folder).trust() if (folder / "authority").is_dir() else None


def _from_pem(content: bytes) -> TrustAnchors:
    try:
        found = [der for kind, _, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]
    except ValueError:
        found = []
    return TrustAnchors(tuple(found))


def _export(arguments: argparse.Namespace) -> int:
    def hand_out(repository: Repository, record: Stored) -> int:
        from benhan.records import package

        name, content = package.export(repository, record.id)
        with Path(arguments.out).open("xb") as file:
            file.write(content)
        sys.stdout.write(f"{name}: {len(content)} byte → {arguments.out}\n")
        return 0

    status = _with_record(arguments, hand_out)
    return _unreadable(f"không có hồ sơ {arguments.what}") if status is None else status


def _import(arguments: argparse.Namespace) -> int:
    path = Path(arguments.what)
    if not path.is_file():
        return _unreadable(f"không có tệp {path}")
    trust = _anchors(arguments)
    if trust is None or not trust.roots:
        return _unreadable("chưa biết chứng thư số gốc nào: dùng --trust")
    with session(arguments.data) as found:
        from benhan.access.actor import system_actor
        from benhan.records import arrival
        from benhan.store.repository import Repository

        facility = pick_facility(arguments.facility, is_demo=found.is_demo)
        with Repository(by=system_actor(facility.code, "benhan records import")) as repository:
            arrived = arrival.take_in(repository, path.read_bytes(), trust)
    number = arrived.record.resource["identifier"]["value"]
    said = f"đã nhập {arrived.created} mục" if arrived.is_new else "đã có ở đây, giống hệt gói"
    sys.stdout.write(f"Hồ sơ {number}: {said}.\n")
    for reference in arrived.kept:
        sys.stdout.write(f"Giữ bản đang có ở đây, khác bản trong gói: {reference}\n")
    return 0


def _appraisal_pack(arguments: argparse.Namespace) -> int:
    with session(arguments.data) as found:
        from benhan.access.actor import system_actor
        from benhan.records.appraisal import pack
        from benhan.store.repository import Repository

        facility = pick_facility(arguments.facility, is_demo=found.is_demo)
        with Repository(by=system_actor(facility.code, "benhan records appraisal-pack")) as repository:
            content = pack.make(repository)
    with Path(arguments.out).open("xb") as file:
        file.write(content)
    sys.stdout.write(f"Hồ sơ thẩm định: {len(content)} byte → {arguments.out}\n")
    return 0


def _with_record(arguments: argparse.Namespace, act: Callable[[Repository, Stored], int]) -> int | None:
    """Do something with a record wherever it is kept here, as the installation itself; None when there is none."""
    instance.activate(arguments.data)
    from benhan.access.actor import system_actor
    from benhan.access.models import Facility
    from benhan.records.stored_verification import find_record
    from benhan.store.repository import Repository

    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            record = find_record(repository, arguments.what)
            if record is not None:
                return act(repository, record)
    return None
