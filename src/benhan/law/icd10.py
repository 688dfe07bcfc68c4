"""The shipped part of the Ministry's ICD-10 list: the 1 867 most used codes (tier 1) with names, marks and
sex.

The whole list (15 844 rows) comes through `terminology.load`; this part works without a database.
Source: docs/sources.md#thong-tu-06-2026, columns 24-29 of the annex; which codes are "most used" is our
judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class IcdCode:
    """A code with what the annex says about using it.

    not_main          never the main diagnosis (column 24)
    main_discouraged  discouraged as main diagnosis (25)
    too_general       never used: a finer code exists (26)
    death_only        only for a cause of death (27)
    sex               "F" or "M" when only or mainly of one sex (28, 29), else ""
    dual              "+" dagger, "*" asterisk, "" neither
    """

    code: str
    display: str
    not_main: bool = False
    main_discouraged: bool = False
    too_general: bool = False
    death_only: bool = False
    sex: str = ""
    dual: str = ""
    chapter: str = ""
    block: str = ""
    basis: str = "READ"


@cache
def tier1() -> tuple[IcdCode, ...]:
    """Every shipped code, in code order."""
    return tuple(
        IcdCode(
            code=row["code"],
            display=row["display"],
            not_main="N" in row["marks"],
            main_discouraged="D" in row["marks"],
            too_general="G" in row["marks"],
            death_only="X" in row["marks"],
            sex=row["sex"],
            dual=row["dual"],
            chapter=row["chapter"],
            block=row["block"],
            basis=row["basis"],
        )
        for row in loading.rows("icd10/tier1.csv")
    )


@cache
def by_code() -> dict[str, IcdCode]:
    """The shipped codes by code with dot."""
    return {item.code: item for item in tier1()}
