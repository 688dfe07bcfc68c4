"""`benhan token`: a bearer token for a script, printed once and nothing else."""

from __future__ import annotations

import argparse
import sys

from benhan.ops.import_problems import UNKNOWN_LOGIN, WRONG_SCOPE
from benhan.ops.session import session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument("--user", required=True, metavar="NAME", help="the login")
    parser.add_argument("--scope", default="user/*.cruds", metavar="SCOPES", help="SMART v2 (user/*.cruds)")
    parser.add_argument("--facility", metavar="CODE", help="where the person works in several")


def run(arguments: argparse.Namespace) -> int:
    with session(arguments.data):
        sys.stdout.write(issue(arguments.user, arguments.scope, arguments.facility) + "\n")
    return 0


def issue(login: str, scopes: str, facility: str | None) -> str:
    """A token of the person's post: the named facility's, else the first. Raises UNKNOWN_LOGIN, WRONG_SCOPE."""
    from benhan.access.models import Account
    from benhan.access.sessions import issue_token, memberships

    account = Account.objects.filter(login=login.strip().lower(), is_active=True).first()
    posts = memberships(account) if account is not None else []
    wanted = sorted(
        (post for post in posts if facility is None or post.facility_id == facility),
        key=lambda post: post.facility_id,
    )
    if not wanted:
        raise UNKNOWN_LOGIN.at(login=login)
    try:
        return issue_token(wanted[0], scopes)
    except ValueError as error:
        raise WRONG_SCOPE.at(reason=error) from None
