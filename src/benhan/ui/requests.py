"""What the boundary put on a request, typed: the actor and the repository of this one transaction."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from benhan.access.actor import Actor
from benhan.store.repository import Repository


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def repository_of(request: HttpRequest) -> Repository:
    return cast(Repository, request.repository)  # type: ignore[attr-defined]
