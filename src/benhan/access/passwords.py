"""Passwords: how they are kept (Argon2id) and what the policy asks."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.hashers import check_password as is_password

from benhan.access.models import Account, OldPassword
from benhan.access.policy import Policy, made
from benhan.access.problems import WEAK_PASSWORD

KEPT = 24  # old hashes of an account: the most any policy may ask about


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's memory-lean parameters (19 MiB, t=2, p=1): a ward PC's login stays quick."""

    time_cost = 2
    parallelism = 1

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return int(settings.BENHAN_ARGON2_MEMORY_KIB)


def check_policy(password: str, *, second_factor: bool, policy: Policy | None = None) -> None:
    """Raises WEAK_PASSWORD naming the rule that fails; without a policy the defaults hold.

    Source: docs/sources.md#tcvn-14423 (EMR-SEC-02).
    """
    policy = policy or made(None)
    least = policy.min_length_with_second_factor if second_factor else policy.min_length
    if len(password) < least:
        raise WEAK_PASSWORD.at("password", rule=f"ít nhất {least} ký tự")
    if second_factor:
        return
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    if not all(any(belongs(c) for c in password) for belongs in classes):
        raise WEAK_PASSWORD.at("password", rule="có chữ thường, chữ hoa, chữ số và ký tự đặc biệt")


def check_history(account: Account, password: str, policy: Policy) -> None:
    """Raises WEAK_PASSWORD when it is the present password or one of those before that the policy remembers."""
    if is_password(password, account.password):
        raise WEAK_PASSWORD.at("password", rule="khác mật khẩu đang dùng")
    old = OldPassword.objects.filter(account=account).order_by("-id").values_list("password", flat=True)
    if any(is_password(password, one) for one in old[: policy.password_history - 1]):
        raise WEAK_PASSWORD.at("password", rule=f"khác {policy.password_history} mật khẩu gần nhất")


def replace(account: Account, password: str) -> None:
    """Set a new password and remember the hash of the old one; the caller saves the account."""
    OldPassword.objects.create(account=account, password=account.password)
    kept = OldPassword.objects.filter(account=account).order_by("-id").values_list("pk", flat=True)[:KEPT]
    OldPassword.objects.filter(account=account).exclude(pk__in=list(kept)).delete()
    account.set_password(password)
