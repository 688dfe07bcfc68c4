"""Who is who in an annex: names from the description, a plain noun where nobody said."""

from __future__ import annotations

from benhan.dossier.papers.envelope import body_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.wording import MISSING

_NOUNS = {
    "owner": "Chủ quản hệ thống thông tin",
    "operator": "Đơn vị vận hành",
    "security_unit": "Đơn vị chuyên trách về an ninh mạng",
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
