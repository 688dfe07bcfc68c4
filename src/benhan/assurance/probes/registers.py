"""Is the facility's own description of the system whole, young and looked after?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from benhan.assurance.models import Asset, Flow, Incident, Link, Risk
from benhan.assurance.probes.registry import CannotLookError, Fact, Facts, Look, probe
from benhan.signing.models import Certificate

NEVER = "chưa lần nào"
_HOST_FIELDS = {
    "name": "tên", "address": "địa chỉ", "model": "số nhận dạng", "support_until": "hạn hỗ trợ",
    "place": "vị trí", "purpose": "mục đích", "owner": "người giữ",
}  # fmt: skip
_SOFTWARE_FIELDS = {
    "name": "tên", "version": "phiên bản", "support_until": "hạn hỗ trợ", "purpose": "phạm vi",
    "owner": "người chịu trách nhiệm",
}  # fmt: skip
_HARDWARE = ("host", "network")
_SOFTWARE = ("software", "service")
_TREATED = ("reduce", "transfer", "avoid")


@probe("risk-register")
def risk_register(look: Look) -> Facts:
    """The rows of the register and what they lack."""
    today = _today(look)
    rows = list(Risk.objects.filter(facility=look.facility, system=look.system).order_by("code"))
    still_open = [one for one in rows if one.closed_on is None]
    newest = max((one.identified_on for one in rows), default=None)
    return {
        "rows": len(rows),
        "without_asset": [one.code for one in still_open if one.asset_id is None and not one.asset_text],
        "unowned": [one.code for one in still_open if one.treatment in _TREATED and not _owner(one)],
        "overdue": [one.code for one in still_open if one.due is not None and one.due < today],
        "identified_days": (today - newest).days if newest else NEVER,
    }


def _owner(one: Risk) -> str:
    return one.responsible or one.responsible_name


@probe("inventory")
def inventory(look: Look) -> Facts:
    """Every asset's fields, and whether what this application is connected to is among them."""
    today = _today(look)
    assets = _assets(look)
    hardware = [one for one in assets if one.kind in _HARDWARE]
    software = [one for one in assets if one.kind in _SOFTWARE]
    links = list(Link.objects.filter(facility=look.facility, system=look.system))
    linked = {one.start_id for one in links} | {one.end_id for one in links}
    linked |= {one.host_id for one in assets if one.host_id} | {one.pk for one in assets if one.host_id}
    return {
        "hosts": len(hardware),
        "unconfirmed": [one.name for one in assets if one.state == "discovered"],
        "incomplete": _lacking(hardware, _HOST_FIELDS),
        "unlisted": _unlisted(look, assets) if look.system.is_here else [],
        "software": len(software),
        "software_incomplete": _lacking(software, _SOFTWARE_FIELDS),
        "unsupported": [one.name for one in assets if one.support_until and one.support_until < today],
        "links": len(links),
        "unlinked": [one.name for one in assets if one.kind in _HARDWARE and one.pk not in linked],
    }


def _assets(look: Look) -> list[Asset]:
    rows = Asset.objects.filter(facility=look.facility, system=look.system).exclude(state="retired")
    return list(rows.select_related("zone").order_by("name"))


def _lacking(assets: list[Asset], fields: dict[str, str]) -> list[str]:
    lacks = ((one, [label for field, label in fields.items() if not getattr(one, field)]) for one in assets)
    return [f"{one.name} ({', '.join(missing)})" for one, missing in lacks if missing]


def _unlisted(look: Look, assets: list[Asset]) -> list[str]:
    """Hosts this application speaks to that no asset names; a socket on this machine is this machine."""
    known = {word.lower() for one in assets for word in _names(one)}
    wanted = {host for host in _connected(look.facility) if host}
    if any(one.is_here for one in assets):
        wanted -= {"localhost", "127.0.0.1", "::1"}
    return sorted(host for host in wanted if host.lower() not in known)


def _names(one: Asset) -> set[str]:
    host = urlsplit(one.address).hostname if "//" in one.address else one.address
    return {one.name, host or "", *(str(each) for each in one.details.get("addresses", ()))}


def _connected(facility: str) -> set[str]:
    database = str(settings.DATABASES["default"].get("HOST") or "localhost")
    hosts = {"localhost" if database.startswith(("/", "@")) else database}
    services = [settings.BENHAN_TIMESTAMP_URL, settings.BENHAN_CONFIRM_DEVICE]
    rows = Certificate.objects.filter(facility=facility, kind=Certificate.Kind.CSC, state="active")
    services += [str(place.get("base", "")) for place in rows.values_list("place", flat=True)]
    return hosts | {urlsplit(one).hostname or "" for one in services if one}


@probe("data-flows")
def data_flows(look: Look) -> Facts:
    """The declared flows and which are not said to be protected."""
    rows = list(Flow.objects.filter(facility=look.facility, system=look.system).order_by("start", "end"))
    return {
        "flows": len(rows),
        "unclassified": [_flow(one) for one in rows if not one.sensitivity],
        "unprotected": [
            _flow(one) for one in rows if one.sensitivity != "public" and not one.protection.strip()
        ],
    }


def _flow(one: Flow) -> str:
    return f"{one.start} → {one.end}"


@probe("incidents")
def incidents(look: Look) -> Facts:
    """The clocks of the incidents of a year, each from its discovery."""
    rows = list(
        Incident.objects.filter(
            facility=look.facility, system=look.system, discovered_at__gte=look.now - timedelta(days=366)
        ).order_by("code")
    )
    if not rows:
        raise CannotLookError("12 tháng qua không ghi sự cố nào để xét thời hạn")
    serious = [one for one in rows if one.is_serious]
    return {
        "incidents": len(rows),
        "to_record_h": _longest([(one.discovered_at, one.recorded_at) for one in rows]),
        "first_notice_h": _longest([(one.discovered_at, one.first_notice_at or look.now) for one in serious]),
        "full_report_h": _longest([(one.discovered_at, one.full_report_at or look.now) for one in serious]),
        "data_notice_h": _longest(
            [(one.discovered_at, one.data_notice_at or look.now) for one in rows if one.has_personal_data]
        ),
    }


def _longest(spans: list[tuple[datetime, datetime]]) -> float:
    """Hours of the longest span, one decimal; what has not ended runs until now."""
    return round(max(((end - start).total_seconds() / 3600 for start, end in spans), default=0.0), 1)


def _today(look: Look) -> date:
    return timezone.localtime(look.now).date()


def ages(now: datetime, moments: list[datetime]) -> Fact:
    """The longest of these waits in whole hours, 0 without any."""
    return max((int((now - one).total_seconds() // 3600) for one in moments), default=0)
