"""`benhan audit verify`: is every facility's account of acts still whole?"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from benhan.ops.session import pick_facility, session

if TYPE_CHECKING:
    from benhan.audit.verification import Verdict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="verify", required=True)
    verify = acts.add_parser("verify", help="walk the chain from its start")
    verify.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    verify.add_argument("--facility", metavar="CODE", help="only this one (else all)")


def run(arguments: argparse.Namespace) -> int:
    """A line for each facility; 0 when all are whole, 1 when one is not."""
    with session(arguments.data):
        return verify_all(arguments.facility)


def verify_all(code: str | None) -> int:
    from benhan.access.models import Facility
    from benhan.audit.verification import verify

    if code is not None:
        codes = [pick_facility(code, is_demo=False).code]
    else:
        codes = list(Facility.objects.order_by("code").values_list("code", flat=True))
    verdicts = [verify(each) for each in codes]
    for verdict in verdicts:
        sys.stdout.write(sentence(verdict) + "\n")
    return 0 if all(verdict.is_whole for verdict in verdicts) else 1


def sentence(verdict: Verdict) -> str:
    """The finding in one Vietnamese line."""
    if verdict.is_whole:
        tail = f", {verdict.tail} dòng mới chờ niêm" if verdict.tail else ""
        return f"Cơ sở {verdict.facility}: nhật ký nguyên vẹn, {verdict.links} mắt xích{tail}."
    return (
        f"Cơ sở {verdict.facility}: nhật ký KHÔNG còn nguyên vẹn từ mắt xích {verdict.broken_at}: "
        f"{verdict.what}. {verdict.links} mắt xích trước đó còn nguyên."
    )
