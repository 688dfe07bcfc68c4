"""Were a document's signatures made in the order its form asks for?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benhan.forms.catalogue import Form
from benhan.records.slots import rank
from benhan.signing.reports import SignatureReport


@dataclass(frozen=True, slots=True)
class OrderFinding:
    """Two places signed the wrong way round."""

    early: str
    late: str

    @property
    def clinician(self) -> str:
        return f"Sai thứ tự ký: “{self.early}” ký trước “{self.late}”."

    @property
    def developer(self) -> str:
        return f"{self.early} signed before {self.late}"


def wrong_order(form: Form, signatures: Sequence[SignatureReport]) -> tuple[OrderFinding, ...]:
    """Places signed although an earlier, required one was signed only after them. Parallel places have one order.

    signatures  in the order they were made; fields that are no place of the form (the record's seal) are passed by
    """
    signers = {one.role: one for one in form.signers}
    made = [signers[one.field] for one in signatures if one.field in signers]
    return tuple(
        OrderFinding(early.label, late.label)
        for number, early in enumerate(made)
        for late in made[number + 1 :]
        if rank(late) < rank(early) and not late.optional
    )
