"""Who is who in an annex: names from the description, a plain noun where nobody said."""

from __future__ import annotations

from benhan.dossier.papers.envelope import body_of, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.wording import MISSING

_NOUNS = {
    "owner": "Chủ quản hệ thống thông tin",
    "operator": "Bộ phận vận hành do chủ quản giao",
    "security_unit": "Bộ phận an ninh mạng do chủ quản chỉ định",
    "appraiser": "Hội đồng thẩm định",
}


def body(facts: FileFacts, role: str) -> str:
    """The body's name, its noun when it isn't described."""
    name = body_of(facts, role)
    return _NOUNS.get(role, name) if name == MISSING else name


def person(facts: FileFacts, role: str) -> str:
    """Who represents the body, “người đại diện” when nobody said."""
    name = facts.described(f"{role}.representative")
    return "người đại diện" if name == MISSING else name


def position(facts: FileFacts, role: str, otherwise: str = "Người đứng đầu") -> str:
    words = facts.described(f"{role}.position")
    return otherwise if words == MISSING else words


def grounds_of(facts: FileFacts, last: str = "", *, is_short: bool = False) -> tuple[str, ...]:
    """“Căn cứ …” lines of the regime, law and decree only when short; the last ends with a full stop."""
    grounds = regime_of(facts).grounds
    lines = [*(grounds[:2] if is_short else grounds), *([last] if last else [])]
    return (*lines[:-1], lines[-1].rstrip(";.") + ".")
