"""A first password on its way to the one page that shows it: sealed in the session, gone when read."""

from __future__ import annotations

import base64

from django.contrib.sessions.backends.base import SessionBase

from benhan.store import keyring

KEY = "shown_once"


def keep(session: SessionBase, facility: str, account: str, password: str) -> None:
    sealed = keyring.encrypt(facility, password.encode())
    session[KEY] = [account, base64.b64encode(sealed).decode()]


def take(session: SessionBase, facility: str, account: str) -> str:
    """The password kept for this account, "" when there is none; it can't be taken twice."""
    owner, sealed = session.get(KEY) or ("", "")
    if owner != account:
        return ""
    del session[KEY]
    return keyring.decrypt(facility, base64.b64decode(sealed)).decode()
