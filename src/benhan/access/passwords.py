"""Passwords: how they are kept (Argon2id) and what the policy asks."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from benhan.access.problems import WEAK_PASSWORD

MINIMUM_LENGTH = 14  # EMR-SEC-02: at least 14 with four classes without a second factor
MINIMUM_LENGTH_WITH_SECOND_FACTOR = 8


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's memory-lean parameters (19 MiB, t=2, p=1): a ward PC's login stays quick."""

    time_cost = 2
    parallelism = 1

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return int(settings.BENHAN_ARGON2_MEMORY_KIB)


def check_policy(password: str, *, second_factor: bool) -> None:
    """Raises WEAK_PASSWORD naming the rule that fails. Source: docs/sources.md#tcvn-14423 (EMR-SEC-02)."""
    if second_factor:
        if len(password) < MINIMUM_LENGTH_WITH_SECOND_FACTOR:
            raise WEAK_PASSWORD.at("password", rule=f"ít nhất {MINIMUM_LENGTH_WITH_SECOND_FACTOR} ký tự")
        return
    if len(password) < MINIMUM_LENGTH:
        raise WEAK_PASSWORD.at("password", rule=f"ít nhất {MINIMUM_LENGTH} ký tự")
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    if not all(any(belongs(c) for c in password) for belongs in classes):
        raise WEAK_PASSWORD.at("password", rule="có chữ thường, chữ hoa, chữ số và ký tự đặc biệt")
