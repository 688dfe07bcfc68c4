"""Who may do what? The matrix is tried role by role, and the posts are looked through for duties that must be apart."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import cast

from django.db import connection, transaction
from django.utils import timezone

from benhan.access.actor import ROLE_NAMES_VI, Actor, Role
from benhan.access.models import BreakGlass, Membership, Token
from benhan.access.permissions import PERMISSIONS, REACH, Kind, Permission, Reach
from benhan.assurance.models import Zone
from benhan.assurance.probes.accounts import is_privileged, working
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.audit import reading
from benhan.fhir.problems import ProblemError
from benhan.law import loading
from benhan.records.models import RecordRequest
from benhan.store.repository import Repository

DUTIES, CLASSES = "duties.yaml", "data_classes.yaml"
_SAMPLES = {Kind.REFERENCE: "Organization", Kind.IDENTITY: "Patient", Kind.CHART: "Observation"}
_PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)
_MONTH, _WEEK = timedelta(days=30), timedelta(days=7)
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY 1
"""


@probe("roles")
def roles(look: Look) -> Facts:
    """Every role tried on one type of each kind; every post against the duties that must be apart."""
    posts = working(look.facility, timezone.localtime(look.now).date())
    apart = cast("tuple[Mapping[str, object], ...]", loading.document(DUTIES)["apart"])
    held = {one.account.login: permissions_of(one) for one in posts}
    toxic = [
        (login, pair)
        for login, mine in held.items()
        for pair in apart
        if set(_words(pair)) <= {one.value for one in mine}
    ]
    requests = RecordRequest.objects.filter(facility=look.facility, state="done", decided_by="")
    openings = BreakGlass.objects.filter(
        facility=look.facility, reviewed_at__isnull=True, granted_at__lt=look.now - _WEEK
    )
    return {
        "cells": len(_PEOPLE) * len(_SAMPLES),
        "wider": [
            f"{ROLE_NAMES_VI.get(role, role.value)}: {kind.value}"
            for role in _PEOPLE
            for kind in _SAMPLES
            if _reads(look.facility, role, kind) and REACH[role][kind][0] is Reach.NONE
        ],
        "undescribed": [
            role.value for role in Role if not ROLE_NAMES_VI.get(role) or role not in PERMISSIONS
        ],
        "untitled": [one.account.login for one in posts if one.roles and not one.title.strip()],
        "toxic": [f"{login}: {pair['why']}" for login, pair in toxic],
        "dependent": [f"{login}: {pair['why']}" for login, pair in toxic if pair["independent"]],
        "wildcard": _wildcards(look, posts),
        "unused": _unused(look, posts),
        "undecided": list(requests.order_by("number").values_list("number", flat=True)[:20]),
        "opened_unreviewed": [str(one.pk) for one in openings[:20]],
    }


def permissions_of(post: Membership) -> set[Permission]:
    known = {one.value for one in Role}
    return {each for role in post.roles if role in known for each in PERMISSIONS[Role(role)]}


def _words(pair: Mapping[str, object]) -> tuple[str, ...]:
    return cast("tuple[str, ...]", pair["these"])


def _reads(facility: str, role: Role, kind: Kind) -> bool:
    """Whether somebody of this role and of no department may search this kind at all."""
    actor = Actor(account="phep-thu", facility=facility, name="phép thử", roles=frozenset({role}))
    try:
        with transaction.atomic():
            Repository(by=actor).guard.reading(_SAMPLES[kind], "s")
    except ProblemError:
        return False
    return True


def _wildcards(look: Look, posts: Iterable[Membership]) -> list[str]:
    """People with the installation's own role, and live tokens that may do everything with everything."""
    found = [one.account.login for one in posts if Role.SYSTEM.value in one.roles]
    rows = Token.objects.select_related("membership__account").filter(
        membership__facility=look.facility, revoked_at__isnull=True, expires_at__gt=look.now
    )
    return found + [
        f"mã truy cập của {one.membership.account.login}"
        for one in rows
        if "/*.cruds" in one.scopes or "/*.*" in one.scopes
    ]


def _unused(look: Look, posts: Iterable[Membership]) -> list[str]:
    """Roles that are given while nobody acted in them for a month."""
    given = {role for one in posts for role in one.roles}
    used = reading.roles_since(look.facility, look.now - _MONTH)
    return sorted(ROLE_NAMES_VI[Role(one)] for one in given - used if one in {role.value for role in Role})


@probe("data-classes")
def data_classes(look: Look) -> Facts:
    """Every table against the classes of law/data_classes.yaml; the longest beginning that fits counts."""
    by_start = cast("Mapping[str, str]", loading.document(CLASSES)["tables"])
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [row[0] for row in cursor.fetchall()]
    fitting = {name: [start for start in by_start if name.startswith(start)] for name in tables}
    unclassified = [name for name, starts in fitting.items() if not starts]
    return {
        "tables": len(tables),
        "classified_percent": 100 * (len(tables) - len(unclassified)) // max(1, len(tables)),
        "unclassified": unclassified,
        "classes": sorted({by_start[max(starts, key=len)] for starts in fitting.values() if starts}),
    }


@probe("admin-sources")
def admin_sources(look: Look) -> Facts:
    """From where privileged people, and everybody, signed in within a month, against the declared zones."""
    zones = list(Zone.objects.filter(facility=look.facility, system=look.system))
    management = [one for zone in zones if zone.kind == "management" for one in _ranges(zone)]
    every = [one for zone in zones for one in _ranges(zone)]
    posts = working(look.facility, timezone.localtime(look.now).date())
    privileged = {str(one.account_id) for one in posts if is_privileged(one)}
    sought = reading.Sought(acts=("login",), outcome="success", since=look.now - _MONTH)
    lines = [one for one in reading.every(look.facility, sought, limit=5_000) if one.address]
    admin = [one.address for one in lines if one.account in privileged]
    return {
        "management_ranges": [str(one) for one in management],
        "known_ranges": [str(one) for one in every],
        "admin_logins": len(admin),
        "admin_outside": _outside(admin, management),
        "strange_sources": _outside([one.address for one in lines], every),
    }


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _ranges(zone: Zone) -> list[Network]:
    """The networks of a zone's text, e.g. "10.0.1.0/24, 10.0.2.0/24"; what is no network is passed by."""
    found: list[Network] = []
    for word in f"{zone.private_range} {zone.public_address}".replace(",", " ").replace(";", " ").split():
        try:
            found.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            continue
    return found


def _outside(addresses: Iterable[str], ranges: Iterable[Network]) -> list[str]:
    """Addresses in none of the networks; this machine itself is inside."""
    networks = list(ranges)
    return sorted({one for one in addresses if not _is_inside(one, networks)})[:20]


def _is_inside(text: str, networks: list[Network]) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or any(address in one for one in networks)
