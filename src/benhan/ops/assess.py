"""`benhan assess`: ask every probe of every system now and say how each requirement stands. Without --record it only looks."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from benhan.assurance.engine_problems import NO_SUCH_SYSTEM
from benhan.ops.session import pick_facility, session

if TYPE_CHECKING:
    from benhan.assurance.judging import Judgement
    from benhan.assurance.models import Assessment, ProbeRun, System
    from benhan.store.repository import Repository

Report = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--system", metavar="SLUG", help="only this system (else all)")
    parser.add_argument("--record", action="store_true", help="keep what was seen, as the schedule does")
    parser.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    """0 when it could ask, whatever was found; 1 when it couldn't."""
    with session(arguments.data) as instance:
        facility = pick_facility(arguments.facility, is_demo=instance.is_demo)
        report = assess(facility.code, arguments.system, is_recorded=arguments.record)
    if arguments.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(report))
    return 0


class _OnlyLookedError(Exception):
    """Leaves the transaction so that nothing of it stays, not even the account of what probes read."""


def assess(facility: str, slug: str | None = None, *, is_recorded: bool = False) -> Report:
    """Every probe's run and every requirement's verdict. Raises NO_SUCH_SYSTEM.

    Writes  nothing unless is_recorded: the looks are judged inside a transaction that is undone
    """
    from benhan.access.actor import system_actor
    from benhan.store.repository import Repository

    report: Report = {}
    try:
        with Repository(by=system_actor(facility, "benhan assess")) as repository:
            report = _assess(repository, slug, is_recorded=is_recorded)
            if not is_recorded:
                raise _OnlyLookedError
    except _OnlyLookedError:
        pass
    return report


def _assess(repository: Repository, slug: str | None, *, is_recorded: bool) -> Report:
    from django.utils import timezone

    from benhan.assurance.models import System
    from benhan.assurance.running import askable, keep, look
    from benhan.assurance.scheduling import run_system

    found = System.objects.filter(facility=repository.by.facility, retired_at__isnull=True).order_by("slug")
    systems = list(found.filter(slug=slug) if slug else found)
    if slug and not systems:
        raise NO_SUCH_SYSTEM.at(slug=slug)
    began = timezone.now()
    for system in systems:
        if is_recorded:
            run_system(repository, system, asked_by="benhan assess", everything=True)
            continue
        for rule, asset in askable(system):  # nobody is told of what was only looked at
            keep(system, look(system, repository, rule, asset), asked_by="benhan assess")
    return {
        "facility": repository.by.facility,
        "at": began.isoformat(),
        "took_ms": round((timezone.now() - began).total_seconds() * 1000),
        "systems": [_system(system) for system in systems],
    }


def _system(system: System) -> Report:
    from benhan.assurance.assessments import assessments_of
    from benhan.assurance.judging import judge_many
    from benhan.assurance.running import latest_runs

    assessments = assessments_of(system)
    judged = judge_many(assessments)
    return {
        "system": system.slug,
        "name": system.name,
        "level": system.level,
        "runs": [_run(one) for _, one in sorted(latest_runs(system).items())],
        "assessments": [_assessment(one, judged[one.pk]) for one in assessments],
    }


def _run(one: ProbeRun) -> Report:
    return {
        "probe": one.probe,
        "asset": str(one.asset_id or ""),
        "state": one.state,
        "because": one.because,
        "facts": one.facts,
        "at": one.at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "took_ms": one.took_ms,
        "source": one.source,
        "sha256": one.sha256,
    }


def _assessment(assessment: Assessment, judged: tuple[Judgement, ...]) -> Report:
    from benhan.assurance.overview import tally_of

    tally = tally_of(judged)
    return {
        "catalogue": assessment.catalogue,
        "level": assessment.level,
        "proved": tally.proved,
        "declared": tally.declared,
        "missing": tally.missing,
        "not_applicable": tally.not_applicable,
        "requirements": [
            {"id": one.requirement.id, "title": one.requirement.title, "verdict": one.verdict.value,
             "because": one.because, "probes": [{"probe": each.probe, "state": each.state, "text": each.text}
                                                for each in one.proofs]}
            for one in judged
        ],
    }  # fmt: skip


def lines(report: Mapping[str, object]) -> Iterator[str]:
    """The report for people, one line each."""
    from benhan.assurance.expecting import said
    from benhan.assurance.judging import VERDICTS_VI, Verdict
    from benhan.law.catalogues import catalogues
    from benhan.law.probes import probe_rules

    for system in report["systems"]:  # type: ignore[attr-defined]
        yield f"{system['name']} ({system['system']}), cấp độ {system['level'] or 'chưa xác định'}"
        for run in system["runs"]:
            rule = probe_rules().get(run["probe"])
            labels = rule.facts if rule else {key: key for key in run["facts"]}
            seen = run["facts"]
            facts = "; ".join(f"{labels[key]}: {said(seen[key])}" for key in labels if key in seen)
            yield f"  {rule.title if rule else run['probe']}: {facts or 'không kiểm tra được, ' + run['because']}"
        for one in system["assessments"]:
            level = f", cấp độ {one['level']}" if one["level"] else ""
            yield (
                f"  {catalogues()[one['catalogue']].code}{level}: chứng minh {one['proved']}, khai báo {one['declared']},"
                f" thiếu {one['missing']}, không áp dụng {one['not_applicable']}"
            )
            for each in one["requirements"]:
                yield f"    {each['id']} {VERDICTS_VI[Verdict(each['verdict'])]}: {each['title']}. {each['because']}"
