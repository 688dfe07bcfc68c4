"""Is the person at the keyboard still the one who signed in? Asked again before every signature and stage."""

from __future__ import annotations

from benhan.access import login
from benhan.access.actor import Actor
from benhan.access.models import Account
from benhan.audit.entry import Entry
from benhan.fhir.problems import Problem, ProblemError
from benhan.records.problems import SECOND_FACTOR_NEEDED
from benhan.store.repository import Repository
from benhan.ui.parts import Field

NAME = "xac_nhan_danh_tinh"


def identity_field(
    actor: Actor, error: str = "", hint: str = "Nhập lại để chắc chắn đúng là anh/chị ký"
) -> Field:
    """Asks for the one-time code where the account has one, else for the password. One query."""
    if login.has_second_factor(_account(actor)):
        return Field(
            NAME,
            "Mã xác thực 6 số",
            "code",
            hint="Trong ứng dụng xác thực của anh/chị",
            error=error,
            width="full",
            autocomplete="one-time-code",
        )
    return Field(NAME, "Mật khẩu của anh/chị", "password", hint=hint, error=error, width="full",
                 autocomplete="current-password")  # fmt: skip


def factor_of(actor: Actor) -> str:
    """Which of the two is asked of this person: "code" or "password"."""
    return "code" if login.has_second_factor(_account(actor)) else "password"


def check_identity(
    repository: Repository, given: str, *, act: str, refusal: Problem = SECOND_FACTOR_NEEDED
) -> ProblemError | None:
    """None when it is them; else why not (refusal, given what was asked), accounted for as a refused act.

    Returned, not raised, so that the count of failures commits; five wrong passwords lock the account.
    """
    account = Account.objects.get(pk=repository.by.account)
    if login.has_second_factor(account):
        problem, what = login.check_code(account, given), "mã xác thực"
    else:
        found = login.check_password(account.login, given)
        problem, what = (found if isinstance(found, ProblemError) else None), "mật khẩu"
    if problem is None:
        return None
    repository.record(Entry(act, outcome="refused", detail={"code": problem.problem.code}))
    is_locked = problem.problem.status == 429
    return problem if is_locked else refusal.at(NAME, what=what)


def _account(actor: Actor) -> Account:
    return Account(pk=actor.account)
