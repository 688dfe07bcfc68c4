"""Acts on accounts: make, lock, reset, set roles. Each is one audit entry, committed with the act or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.access.passwords import replace
from benhan.access.permissions import SECOND_FACTOR_ROLES, Permission, demand
from benhan.access.sessions import CARING, revoke_tokens
from benhan.audit.entry import Entry
from benhan.store.repository import Repository
from benhan.ward.administration.problems import ACCOUNT_ELSEWHERE, OWN_ACCOUNT, UNKNOWN_ACCOUNT

_LETTERS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")
CLINICAL = CARING


@dataclass(frozen=True, slots=True)
class Post:
    """What a membership says, checked by the form: roles, place, dates and hours."""

    title: str
    roles: tuple[Role, ...]
    departments: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    hours_from: time | None = None
    hours_to: time | None = None


def given_password() -> str:
    """A first password a person can read out: four groups of four, all classes, no look-alikes."""
    while True:
        groups = ["".join(secrets.choice("".join(_LETTERS)) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        if all(any(letter in kind for letter in password) for kind in _LETTERS):
            return password


def post_of(repository: Repository, account: UUID) -> Membership:
    """The account's post in this facility, the account in it; raises UNKNOWN_ACCOUNT."""
    found = (
        Membership.objects.select_related("account")
        .filter(account_id=account, facility=repository.by.facility)
        .first()
    )
    if found is None:
        raise UNKNOWN_ACCOUNT.at()
    return found


def create_account(*, repository: Repository, login: str, name: str, post: Post) -> tuple[Membership, str]:
    """A new person: account, post, and for doctors and nurses the Practitioner that signs.

    Returns  the post and the first password, which must be changed at the first sign-in
    Raises   NOT_PERMITTED
    """
    by = repository.by
    demand(by, Permission.MANAGE_ACCOUNTS)
    password = given_password()
    account = Account.objects.create_account(login, password, name=name, must_change_password=True)
    made = Membership(account=account, facility_id=by.facility)
    _set(repository, made, post)
    _record(repository, "create-account", account, {"roles": made.roles, "departments": made.departments})
    return made, password


def change_post(*, repository: Repository, account: UUID, name: str, post: Post) -> Membership:
    """Set name, roles, departments, dates and hours; raises OWN_ACCOUNT, UNKNOWN_ACCOUNT, NOT_PERMITTED."""
    found = _other(repository, account)
    before = sorted(found.roles)
    if found.account.name != name:
        _demand_only_here(found)
        found.account.name = name
        found.account.save(update_fields=["name"])
    _set(repository, found, post)
    detail = {"roles": found.roles, "roles_before": before, "departments": found.departments}
    _record(repository, "change-account", found.account, detail)
    return found


def lock(*, repository: Repository, account: UUID) -> Membership:
    """No more sign-in; every session and token ends with the next request."""
    return _switch(repository, account, "lock-account", is_active=False)


def unlock(*, repository: Repository, account: UUID) -> Membership:
    """Sign-in again, also after wrong passwords locked the account for a while."""
    return _switch(repository, account, "unlock-account", is_active=True)


def _switch(repository: Repository, account: UUID, act: str, *, is_active: bool) -> Membership:
    found = _other(repository, account)
    _demand_only_here(found)
    person = found.account
    person.is_active, person.failed_logins, person.locked_until = is_active, 0, None
    if is_active:
        person.woken_at = timezone.now()
    person.save(update_fields=["is_active", "failed_logins", "locked_until", "woken_at"])
    if not is_active:
        revoke_tokens(person)
    _record(repository, act, person)
    return found


def reset_password(*, repository: Repository, account: UUID) -> str:
    """A new first password, returned once; the old one and every session and token end."""
    found = _other(repository, account)
    _demand_only_here(found)
    person, password = found.account, given_password()
    replace(person, password)
    person.must_change_password, person.failed_logins, person.locked_until = True, 0, None
    person.save(update_fields=["password", "must_change_password", "failed_logins", "locked_until"])
    revoke_tokens(person)
    _record(repository, "reset-password", person)
    return password


def reset_second_factor(*, repository: Repository, account: UUID) -> Membership:
    """Take the authenticator away (lost telephone); who must have one sets it up at the next sign-in."""
    found = _other(repository, account)
    _demand_only_here(found)
    TOTPDevice.objects.filter(user=found.account).delete()
    _record(repository, "reset-second-factor", found.account)
    return found


def _other(repository: Repository, account: UUID) -> Membership:
    demand(repository.by, Permission.MANAGE_ACCOUNTS)
    if str(account) == repository.by.account:
        raise OWN_ACCOUNT.at()
    return post_of(repository, account)


def _demand_only_here(found: Membership) -> None:
    """Login, password and name are the person's everywhere; one facility alone can't take them over."""
    today = timezone.localdate()
    elsewhere = Membership.objects.filter(account=found.account).exclude(facility=found.facility_id)
    if any(post.valid_to is None or post.valid_to >= today for post in elsewhere):
        raise ACCOUNT_ELSEWHERE.at()


def _set(repository: Repository, found: Membership, post: Post) -> None:
    found.title = post.title
    found.roles = sorted(role.value for role in post.roles)
    found.departments = sorted(post.departments)
    found.valid_from, found.valid_to = post.valid_from, post.valid_to
    found.hours_from, found.hours_to = post.hours_from, post.hours_to
    if CLINICAL.intersection(post.roles):
        found.practitioner = found.practitioner or f"nv-{found.account.login}"
        _write_practitioner(repository, found)
    found.save()
    if SECOND_FACTOR_ROLES.intersection(post.roles) and not found.account.second_factor_required:
        found.account.second_factor_required = True
        found.account.save(update_fields=["second_factor_required"])


def _write_practitioner(repository: Repository, found: Membership) -> None:
    """Who signs and where they work, as docs/adr/0002 names them; what others wrote there stays."""
    person, role = f"Practitioner/{found.practitioner}", f"PractitionerRole/vt-{found.account.login}"
    known = repository.read_many([person, role])
    held = (
        known[person].resource
        if person in known
        else {"resourceType": "Practitioner", "id": found.practitioner}
    )
    repository.update(
        {**held, "active": True, "name": [{"use": "official", "text": found.account.name}]}, may_create=True
    )
    work = known[role].resource if role in known else {"resourceType": "PractitionerRole"}
    repository.update(
        {
            **work,
            "id": f"vt-{found.account.login}",
            "active": True,
            "practitioner": {"reference": person, "display": found.account.name},
            "organization": {"reference": f"Organization/{next(iter(found.departments), 'co-so')}"},
            **_code(found.title),
        },
        may_create=True,
    )


def _code(title: str) -> dict[str, list[dict[str, str]]]:
    return {"code": [{"text": title}]} if title else {}


def _record(
    repository: Repository, act: str, account: Account, detail: Mapping[str, object] | None = None
) -> None:
    repository.record(Entry(act, resource_type="Account", resource_id=str(account.id), detail=detail or {}))
