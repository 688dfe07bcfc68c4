"""Does somebody watch, and does the level file follow its order?"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benhan.assurance import acts
from benhan.assurance.models import Answer, Assessment, Asset, Notice, PlanItem, ProbeRun
from benhan.assurance.people import keepers
from benhan.assurance.probes.registers import ages
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.assurance.running import askable, latest_runs
from benhan.law.catalogues import catalogues

_SETTLED = ("met", "not_applicable")
_THIS = "TT12-9.6"  # asks whether everything else is settled, so it can't count itself


@probe("watch")
def watch(look: Look) -> Facts:
    """The looks of the last day, hosts nobody looked at, and alarms nobody saw."""
    day_ago, two_days_ago = look.now - timedelta(days=1), look.now - timedelta(days=2)
    runs = ProbeRun.objects.filter(facility=look.facility, system=look.system)
    looked = set(runs.filter(at__gte=two_days_ago, asset__isnull=False).values_list("asset_id", flat=True))
    assets = Asset.objects.filter(
        facility=look.facility, system=look.system, kind__in=["host", "endpoint"]
    ).exclude(state__in=["retired", "discovered"])
    alarms = Notice.objects.filter(facility=look.facility, tone="son", seen_at__isnull=True)
    return {
        "looks_a_day": runs.filter(at__gte=day_ago).count(),
        "unwatched": sorted(one.name for one in assets if one.pk not in looked),
        "rules": sum(
            bool(rule.bindings) for rule in {one.name: one for one, _ in askable(look.system)}.values()
        ),
        "unable": sorted({one.probe for one in latest_runs(look.system).values() if one.state == "unable"}),
        "unseen_alarm_h": ages(look.now, list(alarms.values_list("at", flat=True))),
        "watchers": len(keepers(look.facility)),
    }


@probe("level-file")
def level_file(look: Look) -> Facts:
    """Papers against their order, answers against their plan."""
    today = timezone.localtime(look.now).date()
    files = list(look.system.dossiers.all())
    unsettled = _unsettled(look)
    items = list(PlanItem.objects.filter(facility=look.facility, system=look.system))
    planned = {(one.catalogue, each) for one in items for each in one.requirements}
    return {
        "files": len(files),
        "without_regulation": [
            one.number
            for one in files
            if one.decided_on and (one.regulation_on is None or one.regulation_on > one.decided_on)
        ],
        "open_requirements": len(unsettled),
        "unplanned": [
            requirement
            for catalogue, requirement, has_owner in unsettled
            if not has_owner and (catalogue, requirement) not in planned
        ],
        "overdue": [one.title for one in items if one.due and one.due < today and one.done_on is None],
        "is_running": "go-live" in acts.newest(acts.standing(look.facility, look.system)),
    }


def _unsettled(look: Look) -> list[tuple[str, str, bool]]:
    """(catalogue, requirement, whether somebody answers for it) of what is neither met nor set aside with a reason."""
    found = []
    for assessment in Assessment.objects.filter(facility=look.facility, system=look.system):
        catalogue = catalogues()[assessment.catalogue]
        if catalogue.subject != "system":
            continue
        newest = Answer.objects.filter(assessment=assessment).order_by("requirement", "-id")
        answers = {one.requirement: one for one in newest.distinct("requirement")}
        for one in catalogue.at_level(assessment.level):
            answer = answers.get(one.id)
            if one.id != _THIS and (answer is None or answer.status not in _SETTLED):
                found.append((catalogue.key, one.id, bool(answer and answer.responsible)))
    return found
