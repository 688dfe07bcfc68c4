"""Which function answers which probe, and what it is told."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from benhan.assurance.models import Asset, System
from benhan.law.probes import ProbeRule, probe_rules
from benhan.store.repository import Repository

# What a probe may observe; the values stand in the run as they are.
Fact = bool | int | float | str | None | list[str]
Facts = dict[str, Fact]


class CannotLookError(Exception):
    """A probe could not look; the text says why in Vietnamese. A run that could not look never counts as passed."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a probe is told; it changes nothing it is shown.

    repository  the open door of this facility (by the system actor or the person who asks); probes only read
    asset  the host or endpoint to look at, None for probes of the other scopes
    """

    repository: Repository
    system: System
    now: datetime
    asset: Asset | None = None

    @property
    def facility(self) -> str:
        return self.repository.by.facility


Ask = Callable[[Look], Facts]
_asked: dict[str, Ask] = {}


def probe(name: str) -> Callable[[Ask], Ask]:
    """Register the function that answers the probe `name` of law/probes/*.yaml."""

    def keep(function: Ask) -> Ask:
        if name in _asked:
            raise ValueError(f"two functions answer the probe {name}")
        _asked[name] = function
        return function

    return keep


@cache
def functions() -> Mapping[str, Ask]:
    """Every probe's function by name. Raises ValueError when data and code name different probes."""
    import benhan.assurance.probes as folder

    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{folder.__name__}.{module.name}")
    strangers = set(_asked) ^ set(probe_rules())
    if strangers:
        raise ValueError(f"probes in data or code only: {sorted(strangers)}")
    return dict(_asked)


def rule(name: str) -> ProbeRule:
    return probe_rules()[name]
