"""`benhan icd FILE`: load an edition of the Ministry's ICD-10 list."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from benhan.ops.session import session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="CSV or TSV: the 29 columns, or the normalised layout"
    )
    parser.add_argument("--edition", metavar="NAME", default="06/2026/TT-BYT", help="06/2026/TT-BYT")
    parser.add_argument("--valid-from", metavar="DATE", type=date.fromisoformat, default=date(2026, 7, 1))
    parser.add_argument("--valid-to", metavar="DATE", type=date.fromisoformat, default=None)
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    """All of the file or nothing; a wrong row is named with its column."""
    with session(arguments.data):
        from benhan.terminology.load import import_icd

        report = import_icd(
            arguments.file,
            version=arguments.edition,
            valid_from=arguments.valid_from,
            valid_to=arguments.valid_to,
        )
    lengths = ", ".join(
        f"{count} mã {length} ký tự" for length, count in sorted(report.rows_by_length.items())
    )
    state = "đã có sẵn, không đổi" if report.is_unchanged else "đã nạp"
    lines = [
        f"Danh mục {report.version}: {report.rows} mã {state} ({lengths}).",
        *report.mended,
        *report.remarks,
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
