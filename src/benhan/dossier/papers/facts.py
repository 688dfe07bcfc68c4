"""All that the papers of a file are written from, read once: the running system, not somebody's memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from benhan.access.models import Facility
from benhan.assurance.judging import Judgement, judge
from benhan.assurance.models import (
    Assessment,
    Asset,
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
from benhan.dossier.models import Dossier
from benhan.law.catalogues import Catalogue, catalogues

CATALOGUE_OF_REGIME = {"decree-331": "tcvn-14423-2026", "decree-85": "tcvn-11930-2017"}


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
    )
