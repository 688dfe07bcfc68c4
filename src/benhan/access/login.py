"""Signing in: password, lock-out, second factor. Nothing here decides what a person may see."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access.models import Account
from benhan.access.policy import Policy, standing_of
from benhan.access.problems import LOCKED_OUT, WRONG_CODE, WRONG_LOGIN
from benhan.fhir.problems import ProblemError

_MOST_COUNTED = 10_000  # without a lock-out the count goes on, but must fit its column


def check_password(login: str, password: str) -> Account | ProblemError:
    """The account, or why not. Returned, not raised, so that the failure count commits.

    An unknown login costs the same time as a wrong password and gets the same words.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(login=login.strip().lower()).first()
        if account is None:
            make_password(password)
            return WRONG_LOGIN.at("login")
        fits = account.check_password(
            password
        )  # always, so that a closed or locked account costs the same time
        if account.locked_until and account.locked_until > timezone.now():
            return _locked(account)
        if not (fits and account.is_active):
            return _count_failure(account, standing_of(account).policy)
        if account.failed_logins or account.locked_until:
            account.failed_logins, account.locked_until = 0, None
            account.save(update_fields=["failed_logins", "locked_until"])
        return account


def _count_failure(account: Account, policy: Policy) -> ProblemError:
    account.failed_logins = min(account.failed_logins + 1, _MOST_COUNTED)
    locked = 0 < policy.lock_after <= account.failed_logins
    if locked:
        until = timezone.now() + timedelta(minutes=policy.lock_minutes)
        account.failed_logins, account.locked_until = 0, until
    account.save(update_fields=["failed_logins", "locked_until"])
    return _locked(account) if locked else WRONG_LOGIN.at("login")


def _locked(account: Account) -> ProblemError:
    if account.locked_until is None:
        raise ValueError("account is not locked")
    minutes = max(1, round((account.locked_until - timezone.now()).total_seconds() / 60))
    return LOCKED_OUT.at("login", minutes=minutes, until=account.locked_until.isoformat())


def needs_second_factor(account: Account) -> bool:
    """Whether the account, or a role it has anywhere, asks for one. At most one query more than without a policy."""
    if account.second_factor_required or has_second_factor(account):
        return True
    return standing_of(account).owes_second_factor


def has_second_factor(account: Account) -> bool:
    return bool(TOTPDevice.objects.filter(user=account, confirmed=True).exists())


def check_code(account: Account, code: str) -> ProblemError | None:
    """None when the TOTP code is right; each code works once (RFC 6238), wrong ones are throttled."""
    digits = code.strip().replace(" ", "")
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True).first()
        if device is None:
            return WRONG_CODE.at("code")
        allowed, _ = device.verify_is_allowed()
        if not allowed or not digits.isdigit() or not device.verify_token(digits):
            return WRONG_CODE.at("code")
    return None


def enrol(account: Account, *, secret_hex: str | None = None) -> TOTPDevice:
    """A fresh, unconfirmed device; `confirm` makes it count."""
    TOTPDevice.objects.filter(user=account, confirmed=False).delete()
    fields = {"key": secret_hex} if secret_hex else {}
    return TOTPDevice.objects.create(user=account, name="Ứng dụng xác thực", confirmed=False, **fields)


def pending(account: Account) -> TOTPDevice:
    """The device being set up; made when there is none."""
    return TOTPDevice.objects.filter(user=account, confirmed=False).first() or enrol(account)


def confirm(device: TOTPDevice, code: str) -> ProblemError | None:
    digits = code.strip().replace(" ", "")
    if not digits.isdigit() or not device.verify_token(digits):
        return WRONG_CODE.at("code")
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return None
