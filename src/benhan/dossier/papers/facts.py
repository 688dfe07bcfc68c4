"""All that the papers of a file are written from, read once: the running system, not somebody's memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from benhan.access.models import Facility
from benhan.assurance.judging import Judgement, judge
from benhan.assurance.models import (
    Assessment,
    Asset,
    Comment,
    Flow,
    Incident,
    LevelDecision,
    Link,
    PlanItem,
    Risk,
    SubjectCount,
    System,
    Zone,
)
from benhan.dossier.files.official import approval_state, deployment, expected_end
from benhan.dossier.models import Dossier, DossierEvent
from benhan.law.catalogues import Catalogue, catalogues
from benhan.law.workflow import states, words

CATALOGUE_OF_REGIME = {"decree-331": "tcvn-14423-2026", "decree-85": "tcvn-11930-2017"}


@dataclass(frozen=True, slots=True)
class FiledSystem:
    """A system as form 08 tells of it; dossier None when it has no file yet.

    official          draft, sent, appraised or approved; "" without a file
    checks            “Trước khi đưa vào sử dụng”, “Định kỳ”, both or ""
    """

    system: System
    dossier: Dossier | None
    official: str
    official_words: str
    deployment_words: str
    is_deployed: bool
    expected_approval: date | None
    expected_deployment: date | None
    checks: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file's facts; judged holds every assessment of the system by (catalogue, level)."""

    dossier: Dossier
    system: System
    facility: Facility
    now: datetime
    catalogue: Catalogue
    judged: Mapping[tuple[str, int], Sequence[Judgement]]
    zones: Sequence[Zone]
    assets: Sequence[Asset]
    links: Sequence[Link]
    flows: Sequence[Flow]
    risks: Sequence[Risk]
    plan: Sequence[PlanItem]
    incidents: Sequence[Incident]
    decision: LevelDecision | None
    count: SubjectCount | None
    comments: Sequence[Comment] = ()
    filed: Sequence[FiledSystem] = ()

    @property
    def requirements(self) -> Sequence[Judgement]:
        """The judgements of the file's own regime and level."""
        return self.judged.get((self.catalogue.key, self.dossier.level), ())

    def described(self, key: str) -> str:
        """An answer of the description (law/dossier/system.yaml), “Chưa khai” when it is missing."""
        return str(self.system.description.get(key) or "") or "Chưa khai"


def gather(dossier: Dossier, now: datetime | None = None) -> FileFacts:
    """Read everything about the file's system. A fixed number of queries, four more for each assessment."""
    system = dossier.system
    mine = {"facility": system.facility, "system": system}
    assessments = Assessment.objects.filter(**mine).select_related("system")
    moment = now or timezone.now()
    return FileFacts(
        dossier=dossier,
        system=system,
        facility=Facility.objects.get(code=system.facility),
        now=moment,
        catalogue=catalogues()[CATALOGUE_OF_REGIME[dossier.regime]],
        judged={(one.catalogue, one.level): judge(one, moment) for one in assessments},
        zones=list(Zone.objects.filter(**mine).order_by("pk")),
        assets=list(
            Asset.objects.filter(**mine)
            .exclude(state="retired")
            .select_related("zone", "host")
            .order_by("kind", "name")
        ),
        links=list(Link.objects.filter(**mine).select_related("start", "end").order_by("pk")),
        flows=list(Flow.objects.filter(**mine).order_by("pk")),
        risks=list(
            Risk.objects.filter(**mine, closed_on__isnull=True).select_related("asset").order_by("code")
        ),
        plan=list(PlanItem.objects.filter(**mine).order_by("due", "pk")),
        incidents=list(Incident.objects.filter(**mine).order_by("-discovered_at")),
        decision=LevelDecision.objects.filter(**mine, regime=dossier.regime).order_by("-at").first(),
        count=SubjectCount.objects.filter(**mine).order_by("-on").first(),
        comments=list(
            Comment.objects.filter(
                facility=system.facility,
                assessment__system=system,
                assessment__catalogue=CATALOGUE_OF_REGIME[dossier.regime],
                assessment__level=dossier.level,
            ).order_by("at", "pk")
        ),
        filed=[
            _filed(one, dossier, moment)
            for one in System.objects.filter(facility=system.facility, retired_at__isnull=True).order_by(
                "name"
            )
        ],
    )


def _filed(system: System, mine: Dossier, now: datetime) -> FiledSystem:
    """The system with its newest file of the same regime; the file being written counts for its own system."""
    kept = Dossier.objects.filter(facility=system.facility, system=system, regime=mine.regime)
    found = mine if system.pk == mine.system_id else kept.order_by("-opened_at").first()
    if found is None:
        return FiledSystem(
            system, None, "", "Chưa lập hồ sơ", words("deployment")["none"], False, None, None, ""
        )
    wanted = CATALOGUE_OF_REGIME[found.regime]
    assessment = (
        Assessment.objects.filter(
            facility=system.facility, system=system, catalogue=wanted, level=found.level
        )
        .select_related("system")
        .first()
    )
    judged = judge(assessment, now) if assessment else ()
    plan = list(PlanItem.objects.filter(facility=system.facility, system=system))
    told = deployment(found, judged, plan)
    official = states()[found.state].official
    return FiledSystem(
        system=system,
        dossier=found,
        official=official,
        official_words=approval_state(found),
        deployment_words=told,
        is_deployed=told == words("deployment")["full"],
        expected_approval=found.due_on if official != "approved" else None,
        expected_deployment=expected_end(found),
        checks=_checks(found, judged),
    )


def _checks(dossier: Dossier, judged: Sequence[Judgement]) -> str:
    """Column 12 of form 08: what a person recorded, never what only a probe saw."""
    before = DossierEvent.objects.filter(dossier_id=dossier.pk, to_state="conditions_assessed").exists()
    shown = any(one.evidence for one in judged if one.requirement.family == "KT")
    told = (("Trước khi đưa vào sử dụng", before), ("Định kỳ", shown))
    return "; ".join(word for word, is_done in told if is_done)
