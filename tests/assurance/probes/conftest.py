"""Ask a probe and hear what each standard says to what it saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

import pytest

from benhan.access.models import Account, Membership
from benhan.assurance import running
from benhan.assurance.expecting import compare
from benhan.assurance.models import System
from benhan.assurance.probes.registry import Facts
from benhan.law.probes import probe_rules
from benhan.store.repository import Repository
from tests.support.cast import CAST

LEVEL = 3
KEYS = {"14423": "tcvn-14423-2026", "11930": "tcvn-11930-2017"}


class Says(Protocol):
    """`says("lock-out", "14423/5.5.2.2.a#2")`: True met, False not met, None not observed."""

    def __call__(self, probe: str, requirement: str, level: int = LEVEL) -> bool | None: ...


@pytest.fixture
def ask(repository: Repository, system: System) -> Callable[[str], Facts]:
    """What a probe sees now; fails the test when it could not look."""

    def asked(probe: str) -> Facts:
        seen = running.look(system, repository, probe_rules()[probe])
        assert seen.because == "", seen.because
        assert seen.facts.keys() == probe_rules()[probe].facts.keys()
        return seen.facts

    return asked


def meets(probe: str, requirement: str, facts: Facts, level: int = LEVEL) -> bool | None:
    """What a requirement says to these facts: True met, False not met, None not observed."""
    short, _, name = requirement.partition("/")
    rule = probe_rules()[probe]
    bound = [one for one in rule.bindings if (one.catalogue, one.requirement) == (KEYS[short], name)]
    assert bound, f"{probe} says nothing to {requirement}"
    met = [one.is_met for each in bound for one in compare(rule, each, facts, level)]
    assert met, "nothing is wanted at this level"
    if False in met:
        return False
    return None if None in met else True


@pytest.fixture
def says(ask: Callable[[str], Facts]) -> Says:
    """What a requirement says to what the probe sees now, at level 3."""

    def said(probe: str, requirement: str, level: int = LEVEL) -> bool | None:
        return meets(probe, requirement, ask(probe), level)

    return said


@pytest.fixture
def person(repository: Repository) -> Callable[..., Account]:
    """`person("lan", "reception")`: an account with a post in the cast's hospital."""

    def made(login: str, *roles: str, **fields: object) -> Account:
        post = {key: fields.pop(key) for key in ("valid_to", "title", "practitioner") if key in fields}
        account = Account.objects.create(
            login=login, name=str(fields.pop("name", f"Người {login}")), **fields
        )
        Membership.objects.create(
            account=account, facility_id=CAST.dung.facility, roles=list(roles), valid_from=date(2020, 1, 1),
            **{"title": "Nhân viên", **post},
        )  # fmt: skip
        return account

    return made
