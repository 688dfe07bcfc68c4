"""Tables of people and access: machinery, not clinical facts."""

from benhan.access.models.accounts import Account, AccountManager, Facility, Membership, Token
from benhan.access.models.assignments import Assignment, BreakGlass
from benhan.access.models.policies import OldPassword, SecurityPolicy

__all__ = [
    "Account",
    "AccountManager",
    "Assignment",
    "BreakGlass",
    "Facility",
    "Membership",
    "OldPassword",
    "SecurityPolicy",
    "Token",
]
