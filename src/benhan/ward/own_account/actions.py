"""What a person does to their own account. Refusals are returned, not raised, so that failure counts commit."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access import login, passwords, sessions
from benhan.access.actor import Actor
from benhan.access.models import Account, Membership
from benhan.access.policy import standing_of
from benhan.access.problems import WEAK_PASSWORD, WRONG_LOGIN
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.store.repository import Repository
from benhan.ward.own_account.problems import CURRENT_PASSWORD_WRONG, NOT_REPEATED

TELLING_LOGIN = 4  # a login of two letters stands in half of all good passwords


def account_of(by: Actor) -> Account:
    return Account.objects.get(pk=by.account)


def change_password(
    *, repository: Repository, session: SessionBase, current: str, new: str, again: str
) -> ProblemError | None:
    """Change the actor's password; every other session and token of theirs ends.

    Returns  what is wrong, its expression the field's name; None when changed
    Writes   the account, a fresh session, one audit entry
    """
    by = repository.by
    found = login.check_password(account_of(by).login, current)
    if isinstance(found, ProblemError):
        repository.record(_refused("change-password", by, found))
        return CURRENT_PASSWORD_WRONG.at("current") if found.problem is WRONG_LOGIN else found
    refused = _refusal(found, new=new, again=again)
    if refused is not None:
        return refused
    passwords.replace(found, new)
    found.must_change_password = False
    found.password_changed_at = timezone.now()
    found.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.revoke_tokens(found)
    post = Membership.objects.get(account=found, facility=by.facility)
    sessions.begin(session, found, post, second_factor=by.second_factor)
    repository.record(Entry("change-password", resource_type="Account", resource_id=by.account))
    return None


def _refused(act: str, by: Actor, problem: ProblemError) -> Entry:
    code = problem.problem.code
    return Entry(act, "refused", resource_type="Account", resource_id=by.account, detail={"code": code})


def _refusal(account: Account, *, new: str, again: str) -> ProblemError | None:
    if new != again:
        return NOT_REPEATED.at("again")
    if len(account.login) >= TELLING_LOGIN and account.login in new.lower():
        return WEAK_PASSWORD.at("new", rule="không chứa tên đăng nhập")
    try:
        policy = standing_of(account).policy
        passwords.check_policy(new, second_factor=login.has_second_factor(account), policy=policy)
        passwords.check_history(account, new, policy)
    except ProblemError as weak:
        return WEAK_PASSWORD.at("new", **weak.values)
    return None


def set_second_factor(*, repository: Repository, password: str, code: str) -> ProblemError | None:
    """Make the pending authenticator the actor's only one.

    Returns  what is wrong, its expression the field's name; None when set
    """
    by = repository.by
    found = login.check_password(account_of(by).login, password)
    if isinstance(found, ProblemError):
        repository.record(_refused("set-second-factor", by, found))
        return CURRENT_PASSWORD_WRONG.at("password") if found.problem is WRONG_LOGIN else found
    device = login.pending(found)
    refused = login.confirm(device, code)
    if refused is not None:
        return refused
    TOTPDevice.objects.filter(user=found, confirmed=True).exclude(pk=device.pk).delete()
    repository.record(Entry("set-second-factor", resource_type="Account", resource_id=by.account))
    return None
