"""What the store hands out: a version of a resource, and a page of a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A version as it is kept; `resource` is not to be mutated."""

    resource: Resource
    version: int
    last_updated: datetime
    patient: str
    is_deleted: bool = False

    @property
    def type(self) -> str:
        return str(self.resource["resourceType"])

    @property
    def id(self) -> str:
        return str(self.resource["id"])

    @property
    def reference(self) -> str:
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: matches in order, what they include, how many there are in all, and whether more follow."""

    matches: tuple[Stored, ...]
    included: tuple[Stored, ...] = ()
    total: int | None = None
    next_offset: int | None = None
