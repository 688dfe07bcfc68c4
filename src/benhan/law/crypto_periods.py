"""Until when is a digest algorithm relied upon, and how early are archive timestamps renewed? (law/crypto-periods.yaml)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import cast

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class CryptoPeriods:
    """renew_before  how long before its end a timestamp is renewed

    until  last day of each digest algorithm, by its name
    """

    renew_before: timedelta
    until: Mapping[str, date]
    basis: str

    def end_of(self, digest: str) -> date:
        """Last day of an algorithm; one nobody thought of ended long ago."""
        return self.until.get(digest, date(1970, 1, 1))


@cache
def crypto_periods() -> CryptoPeriods:
    file = loading.document("crypto-periods.yaml")
    rows = cast("tuple[Mapping[str, object], ...]", file["digests"])
    until = {str(row["name"]): cast(date, row["until"]) for row in rows}
    if not all(isinstance(one, date) for one in until.values()):
        raise loading.LawDataError("crypto-periods.yaml", None, "until không phải ngày")
    days = int(cast(int, file["renew_before_days"]))
    return CryptoPeriods(timedelta(days=days), until, str(file["basis"]))
