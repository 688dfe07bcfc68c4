"""Which papers does a file have, and who builds each?"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Paper
from benhan.dossier.papers.registry_rows import REGIMES, PaperKind, kind_of, papers_at, papers_of

__all__ = ["REGIMES", "PaperKind", "build", "kind_of", "papers_at", "papers_of"]


def build(key: str, facts: FileFacts) -> Paper:
    """The paper as the facts make it now. Raises KeyError for a key its regime doesn't have."""
    kind = kind_of(facts.dossier.regime, key)
    module, _, function = kind.builder.rpartition(".")
    builder = getattr(import_module(f"benhan.dossier.papers.{module}"), function)
    return cast("Paper", builder(kind, facts))
