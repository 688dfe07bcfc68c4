"""Who may sign: kinds of signer by the word that the forms use for them (law/signers.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

KINDS = ("staff", "patient", "witness", "facility")


@dataclass(frozen=True, slots=True)
class SignerKind:
    """A kind of signer.

    kind        staff (own key) · patient (the patient or who stands for them) · witness · facility (the seal)
    roles          access roles, by value, of which one is needed to fill the place (for the facility: to press its seal)
    takes_part     whether the person must take part in the encounter
    in_department  whether the person must work in the encounter's department
    """

    who: str
    label: str
    kind: str
    roles: tuple[str, ...]
    takes_part: bool
    in_department: bool
    basis: str
    note: str = ""


@cache
def who_may_sign() -> Mapping[str, SignerKind]:
    """Every kind of signer by its word."""
    rows = cast("tuple[Mapping[str, object], ...]", loading.document("signers.yaml")["signers"])
    made = {str(row["who"]): _kind(row) for row in rows}
    for one in made.values():
        if one.kind not in KINDS or (one.kind in ("staff", "facility")) != bool(one.roles):
            raise loading.LawDataError("signers.yaml", None, f"{one.who}: loại và vai trò không khớp")
    return made


def _kind(row: Mapping[str, object]) -> SignerKind:
    return SignerKind(
        who=str(row["who"]),
        label=str(row["label"]),
        kind=str(row["kind"]),
        roles=tuple(str(role) for role in cast("tuple[object, ...]", row.get("roles", ()))),
        takes_part=bool(row.get("takes_part", False)),
        in_department=bool(row.get("in_department", False)),
        basis=str(row["basis"]),
        note=str(row.get("note", "")),
    )
