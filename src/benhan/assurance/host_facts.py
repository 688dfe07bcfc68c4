"""What the inventory and the law's tables add to what a host shows: undeclared doors, unapproved packages, support."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from django.utils import timezone

from benhan.assurance.host.root import Fact, Facts
from benhan.assurance.models import Asset
from benhan.law.os_support import supported_until

APPROVED, COUNTED_ON = "approved_packages", "packages_confirmed_on"


def complete(probe: str, facts: Facts, asset: Asset, now: datetime) -> Facts:
    """The facts of a host's reader, together with what the inventory of its system says."""
    if probe == "host-ports":
        return {**facts, "undeclared": _undeclared(facts, asset)}
    if probe == "host-system":
        return {**facts, **_support(facts, now)}
    if probe == "host-software":
        return _approved(facts, asset, now)
    return facts


def declared_ports(asset: Asset) -> frozenset[int]:
    """Ports the inventory names for this host: its services and endpoints, confirmed by a person."""
    mine = Asset.objects.filter(
        facility=asset.facility, system=asset.system_id, host=asset, kind__in=["service", "endpoint"]
    )
    known = mine.exclude(state__in=["discovered", "retired"])
    return frozenset(one for each in known if (one := port_of(each)) is not None)


def port_of(asset: Asset) -> int | None:
    """The port of a service, or of the address of an endpoint."""
    if asset.port:
        return asset.port
    parts = urlsplit(asset.address)
    try:
        return parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None


def _undeclared(facts: Facts, asset: Asset) -> Fact:
    known, outward = declared_ports(asset), facts.get("outward")
    doors = outward if isinstance(outward, list) else []
    return [one for one in doors if int(one.partition("/")[2]) not in known]


def _support(facts: Facts, now: datetime) -> Facts:
    until = supported_until(str(facts.get("system")), str(facts.get("version")))
    if until is None:
        return {"support_until": None, "support_days_left": None}
    return {
        "support_until": f"{until:%d/%m/%Y}",
        "support_days_left": (until - timezone.localtime(now).date()).days,
    }


def _approved(facts: Facts, asset: Asset, now: datetime) -> Facts:
    """Without a confirmed list nothing can be said of what is unapproved: the fact stays unobserved."""
    chosen = facts.get("chosen")
    names = chosen if isinstance(chosen, list) else []
    kept: Facts = {key: value for key, value in facts.items() if key != "chosen"}
    if APPROVED not in asset.details:
        return {**kept, "unapproved": None, "counted_days": None}
    approved = set(asset.details[APPROVED])
    counted = date.fromisoformat(str(asset.details[COUNTED_ON]))
    return {
        **kept,
        "unapproved": [one for one in names if one not in approved],
        "counted_days": (timezone.localtime(now).date() - counted).days,
    }
