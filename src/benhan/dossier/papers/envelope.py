"""Head, addressee, signatures and recipients of a paper: who writes to whom, from its row in the list of papers."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Paper, SignPlace
from benhan.dossier.papers.regimes import Regime, regimes
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING, told

_WORDS = {
    "operator": "Đại diện đơn vị vận hành",
    "security_unit": "Đại diện đơn vị chuyên trách",
    "appraiser": "Đại diện đơn vị thẩm định",
    "owner": "Đại diện chủ quản",
}


def regime_of(facts: FileFacts) -> Regime:
    return regimes()[facts.dossier.regime]


def body_of(facts: FileFacts, role: str) -> str:
    """The name of the body that plays the role; a gap when nobody said."""
    named = facts.system.description
    known = {
        "operator": facts.described("operator.name"),
        "owner": facts.described("owner.name"),
        "security_unit": facts.described("security_unit.name"),
        "appraiser": facts.dossier.appraiser
        or told(named.get("security_unit.appraiser") or named.get("security_unit.name")),
        "authority": regime_of(facts).authority,
    }
    return known[role]


def place_of(facts: FileFacts) -> str:
    """The place before the date: the last part of the facility's address, without “tỉnh” or “thành phố”."""
    last = facts.facility.address.rpartition(",")[2].partition("(")[0].strip()
    for word in ("tỉnh ", "thành phố ", "tp. ", "tp "):
        if last.lower().startswith(word):
            return last[len(word) :]
    return last or MISSING


def enveloped(
    kind: PaperKind,
    facts: FileFacts,
    *,
    name: str,
    subject: str,
    blocks: tuple[Block, ...],
    grounds: tuple[str, ...] = (),
    is_addressed: bool = False,
    basis: tuple[str, ...] = (),
    from_role: str = "",
    words: Mapping[str, str] | None = None,
) -> Paper:
    """The paper with its head and its foot.

    name       “TỜ TRÌNH”, "" for a letter
    basis      sentences of what is not certain, printed small at the end
    from_role  who issues it when another than its row says (approver of levels 1–2)
    words      what stands above a signature, by role
    """
    role = from_role or kind.from_role
    issuer, parent = body_of(facts, role), _parent(facts, role)
    shown = dict(_WORDS) | dict(words or {})
    signers = tuple(role if one == kind.from_role else one for one in kind.signs)
    signs = tuple(
        SignPlace("seal", "", note="")
        if one == "seal"
        else SignPlace(one, _position(facts, one) or shown[one], _representative(facts, one))
        for one in signers
    )
    return Paper(
        key=kind.key,
        parent=parent,
        issuer=issuer,
        number="",
        place=place_of(facts),
        on=None,
        kind=name,
        subject=subject,
        blocks=blocks,
        to=(body_of(facts, kind.to_role),) if is_addressed else (),
        grounds=grounds,
        signs=signs,
        copies=_copies(facts, kind, is_addressed),
        basis_note=" ".join(one for one in basis if one),
        is_demo=facts.facility.is_demo,
        is_numbered=kind.is_numbered,
    )


def _parent(facts: FileFacts, role: str) -> str:
    facility = facts.facility
    if body_of(facts, role) == facility.name or role in ("owner", "appraiser"):
        return facility.health_department if body_of(facts, role) != facility.health_department else ""
    return facility.name


def _representative(facts: FileFacts, role: str) -> str:
    if role == "appraiser":
        return ""
    named = facts.system.description.get(f"{role}.representative")
    return str(named) if named else ""


def _position(facts: FileFacts, role: str) -> str:
    if role == "appraiser":
        return ""
    return str(facts.system.description.get(f"{role}.position") or "")


def _copies(facts: FileFacts, kind: PaperKind, is_addressed: bool) -> tuple[str, ...]:
    others = [
        body_of(facts, one) for one in ("owner", "operator") if one not in (kind.from_role, kind.to_role)
    ]
    known = [one for one in others if one != MISSING]
    first = "Như trên" if is_addressed else body_of(facts, kind.to_role)
    return tuple(dict.fromkeys([first, *known, "Lưu: VT, hồ sơ cấp độ"]))
