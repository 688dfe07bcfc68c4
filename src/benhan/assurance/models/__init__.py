"""Tables of assurance: machinery around the clinical record, behind the facility border."""

from benhan.assurance.models.acts import Act
from benhan.assurance.models.answers import Answer, Assessment, Comment, Evidence, PlanItem, Verdict
from benhan.assurance.models.risks import Incident, LevelDecision, Risk
from benhan.assurance.models.running import AgentKey, Notice, ProbeRun, SubjectCount
from benhan.assurance.models.systems import Asset, Flow, Link, System, Zone

__all__ = [
    "Act",
    "AgentKey",
    "Answer",
    "Assessment",
    "Asset",
    "Comment",
    "Evidence",
    "Flow",
    "Incident",
    "LevelDecision",
    "Link",
    "Notice",
    "PlanItem",
    "ProbeRun",
    "Risk",
    "SubjectCount",
    "System",
    "Verdict",
    "Zone",
]
