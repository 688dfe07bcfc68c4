"""Whose reports are believed, and taking them over: a signed report becomes runs of its host's probes."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance import running, signed_report
from benhan.assurance.agent_problems import (
    FROM_THE_FUTURE,
    HOST_WANTED,
    KEY_MALFORMED,
    KEY_REVOKED,
    KEY_TAKEN,
    KEY_UNKNOWN,
    OTHER_FACILITY,
    REPORT_OLDER,
    REPORT_REPEATED,
    REPORT_UNREADABLE,
    SIGNATURE_WRONG,
    TOO_OLD,
)
from benhan.assurance.host_facts import complete
from benhan.assurance.models import AgentKey, Asset, ProbeRun, System
from benhan.assurance.running import Seen
from benhan.assurance.scheduling import judge_anew
from benhan.assurance.signed_report import AgentRun, BadReportError, Report
from benhan.audit.entry import Entry
from benhan.law.probes import probe_rules
from benhan.store.repository import Repository

# A clock that is a day slow makes every fresh report look a day old: the limit lies below a day so that it is noticed.
OLDEST_H = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a report."""

    host: Asset
    made_at: datetime
    observed: int
    unable: int


@transaction.atomic
def register_key(repository: Repository, *, system: System, host: str, public_key: str) -> AgentKey:
    """Believe the reports that this key signs about the host.

    host        id of a host of the system
    public_key  base64 of 32 bytes, as `benhan agent --new-key` prints it
    Raises      HOST_WANTED, KEY_MALFORMED, KEY_TAKEN
    Writes      one key, one audit entry
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    text = "".join(public_key.split())
    try:
        is_key = len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        is_key = False
    if not is_key:
        raise KEY_MALFORMED.at("public_key")
    asset = next((one for one in hosts_of(system) if str(one.pk) == host), None)
    if asset is None:
        raise HOST_WANTED.at("host")
    if AgentKey.objects.filter(facility=system.facility, public_key=text).exists():
        raise KEY_TAKEN.at("public_key")
    made = AgentKey.objects.create(
        facility=system.facility,
        asset=asset,
        public_key=text,
        added_at=timezone.now(),
        added_by=repository.by.name,
    )
    repository.record(Entry("agent-key-add", detail={"system": system.slug, "key": fingerprint(text)}))
    return made


@transaction.atomic
def revoke_key(repository: Repository, *, key: AgentKey) -> None:
    """Believe no further report of the key; what was taken over stays as it is."""
    demand(repository.by, Permission.KEEP_ASSURANCE)
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = timezone.now(), repository.by.name
        key.save(update_fields=["revoked_at", "revoked_by"])
        repository.record(Entry("agent-key-revoke", detail={"key": fingerprint(key.public_key)}))


@transaction.atomic
def take_over(repository: Repository, *, system: System, raw: bytes) -> Taken:
    """Check a report and keep what it says as runs of its host.

    Raises  REPORT_UNREADABLE, SIGNATURE_WRONG, OTHER_FACILITY, KEY_UNKNOWN, KEY_REVOKED, REPORT_REPEATED, REPORT_OLDER,
            FROM_THE_FUTURE, TOO_OLD
    Writes  a run for each reader, the key's last report, changed verdicts, one audit entry: all or none
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    try:
        report = signed_report.read(raw)
    except BadReportError:
        raise REPORT_UNREADABLE.at("report") from None
    if not report.is_signed:
        raise SIGNATURE_WRONG.at("report")
    if report.facility and report.facility != system.facility:
        raise OTHER_FACILITY.at("report")
    key = _believed(system, report)
    now = timezone.now()
    _check_time(report, now)
    runs = [_keep(system, key.asset, one, report) for one in report.runs]
    key.last_sequence, key.last_report_at = report.sequence, report.made_at
    key.last_sha256 = hashlib.sha256(report.signed).hexdigest()
    key.save(update_fields=["last_sequence", "last_report_at", "last_sha256"])
    detail = {"system": system.slug, "count": len(runs), "key": fingerprint(key.public_key)}
    repository.record(Entry("agent-report-import", detail=detail))
    judge_anew(repository, system)
    unable = sum(one.state == "unable" for one in runs)
    return Taken(key.asset, report.made_at, len(runs) - unable, unable)


def hosts_of(system: System) -> list[Asset]:
    """The hosts of a system that a person has declared or confirmed."""
    rows = Asset.objects.filter(facility=system.facility, system=system, kind="host")
    return list(rows.exclude(state__in=["discovered", "retired"]).order_by("name"))


def keys_of(system: System) -> list[AgentKey]:
    rows = AgentKey.objects.filter(facility=system.facility, asset__system=system)
    return list(rows.select_related("asset").order_by("asset__name", "-added_at"))


def fingerprint(public_key: str) -> str:
    """Sixteen letters by which two people compare a key."""
    return hashlib.sha256(public_key.encode()).hexdigest()[:16]


def _believed(system: System, report: Report) -> AgentKey:
    """The key of the report, locked, when the report is new to it."""
    rows = AgentKey.objects.select_for_update(of=("self",)).select_related("asset")
    key = rows.filter(facility=system.facility, asset__system=system, public_key=report.public_key).first()
    if key is None:
        raise KEY_UNKNOWN.at("report")
    if key.revoked_at is not None:
        raise KEY_REVOKED.at("report", day=f"{timezone.localtime(key.revoked_at):%d/%m/%Y}")
    if key.last_sequence is not None and report.sequence <= key.last_sequence:
        if report.sequence == key.last_sequence:
            raise REPORT_REPEATED.at("report", sequence=report.sequence)
        raise REPORT_OLDER.at("report", sequence=report.sequence, last=key.last_sequence)
    if key.last_report_at is not None and report.made_at <= key.last_report_at:
        raise REPORT_OLDER.at("report", sequence=report.sequence, last=key.last_sequence)
    return key


def _check_time(report: Report, now: datetime) -> None:
    moment = f"{timezone.localtime(report.made_at):%H:%M %d/%m/%Y}"
    if report.made_at > now + running.AHEAD:
        raise FROM_THE_FUTURE.at("report", moment=moment)
    if report.made_at < now - timedelta(hours=OLDEST_H):
        raise TOO_OLD.at("report", moment=moment, hours=OLDEST_H)


def _keep(system: System, host: Asset, run: AgentRun, report: Report) -> ProbeRun:
    """One run of the report; what the inventory knows is added here, as for this very host."""
    named = probe_rules()[run.probe].facts
    facts = complete(run.probe, run.facts, host, report.made_at) if not run.because else {}
    shown = {name: value for name, value in facts.items() if name in named}
    at = min(run.at, report.made_at)  # a run can't be younger than the report that tells of it
    seen = Seen(run.probe, host, at, run.took_ms, shown, run.because)
    by = f"báo cáo của {report.host or host.name}"
    return running.keep(system, seen, asked_by=by, source="agent", agent=fingerprint(report.public_key))
