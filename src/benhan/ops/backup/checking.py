"""Looks at a restored installation with its own secrets: audit chains, and signatures of some sealed records.

Run as a program of its own (`python -m benhan.ops.backup.checking DIR`): settings are read once per process.
Prints JSON: {"chains": {facility: {"is_whole", "links", "tail", "what"}}, "records": {"checked", "faulty": [ids]}}.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

from benhan.ops import instance

if TYPE_CHECKING:
    from benhan.signing.trust import TrustAnchors

SAMPLE = 3  # of each facility: the newest ones; a whole check is `benhan records verify`


def main(directory: str) -> int:
    for library in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    instance.activate(directory)
    from benhan.access.models import Facility
    from benhan.audit.verification import verify

    codes = list(Facility.objects.order_by("code").values_list("code", flat=True))
    chains = {}
    for code in codes:
        found = verify(code)
        chains[code] = {
            "is_whole": found.is_whole, "links": found.links, "tail": found.tail, "what": found.what
        }  # fmt: skip
    checked = 0
    faulty: list[str] = []
    for code in codes:
        seen, wrong = sealed_sample(code)
        checked, faulty = checked + seen, faulty + wrong
    sys.stdout.write(json.dumps({"chains": chains, "records": {"checked": checked, "faulty": faulty}}))
    return 0


def sealed_sample(facility: str) -> tuple[int, list[str]]:
    """(how many of the newest sealed records were checked, ids of those that no longer hold)."""
    from benhan.access.actor import system_actor
    from benhan.fhir.problems import ProblemError
    from benhan.records import plain_zip
    from benhan.records.package import package_files
    from benhan.records.sealing import package_digests
    from benhan.records.stages import RECORD_STAGE, RecordStage
    from benhan.records.verification import verify_package
    from benhan.store.repository import Repository

    trust = _trust()
    wanted = [
        ("_tag", f"{RECORD_STAGE}|{RecordStage.SEALED.value}"), ("_sort", "-date"), ("_count", str(SAMPLE))
    ]  # fmt: skip
    checked = 0
    faulty: list[str] = []
    with Repository(by=system_actor(facility, "benhan drill"), writes=False) as repository:
        for record in repository.search("Composition", wanted).matches:
            if package_digests(record.resource) is None:
                continue
            checked += 1
            try:
                report = verify_package(plain_zip.build(package_files(repository, record)), trust)
            except ProblemError:  # a file of the package is missing or does not open
                faulty.append(record.id)
                continue
            if not report.is_valid:
                faulty.append(record.id)
    return checked, faulty


def _trust() -> TrustAnchors | None:
    """The roots of this installation: its register's, else its demonstration's; None when it has neither."""
    from django.conf import settings

    from benhan.records.authority import pki_folder
    from benhan.signing.demo_authority import DemoAuthority
    from benhan.signing.trust import TrustAnchors

    if (pki_folder() / "authority").is_dir():
        return DemoAuthority(pki_folder()).trust()
    return TrustAnchors.from_folder(settings.BENHAN_TRUST) if settings.BENHAN_TRUST.is_dir() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
