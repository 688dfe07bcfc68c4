"""What stands against a step: each gate is one question, answered from the store at the moment of the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import address_of, address_of_system
from benhan.assurance.judging import Judgement, Verdict, judge
from benhan.assurance.models import Assessment, Comment, LevelDecision, PlanItem, Risk
from benhan.dossier.files.addresses import address_of_file, address_of_paper
from benhan.dossier.files.clock import entered
from benhan.dossier.files.independence import hand_of
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME
from benhan.dossier.papers.registry_rows import kind_of
from benhan.law.catalogues import catalogues
from benhan.law.workflow import HIGHEST_HERE, PaperNeeded, Step, gates

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, in words, and where it is mended ("" when it can't be mended on a page)."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of a step as it stands; missing is None when it is open."""

    key: str
    label: str
    article: str
    basis: str
    missing: Missing | None

    @property
    def is_open(self) -> bool:
        return self.missing is None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a gate may look at: the file, who wants to pass, now, and whether a council's decision is given."""

    dossier: Dossier
    actor: Actor
    now: datetime
    has_council: bool


def gates_of(step: Step, asked: Asked) -> tuple[Gate, ...]:
    """Every gate and paper of a step at the file's level and regime, open or not."""
    dossier = asked.dossier
    rules = [gates()[key] for key in step.gates if dossier.regime in gates()[key].regimes]
    if not may(asked.actor, Permission.APPRAISE_LEVEL):  # a question to the appraiser only
        rules = [one for one in rules if one.key != "appraiser-independent"]
    found = [
        Gate(one.key, one.label, _article(one.article, dossier), one.basis, _QUESTIONS[one.key](asked))
        for one in rules
    ]
    needed = step.papers_at(dossier.level)
    since = entered(dossier) if needed else {}
    return (*found, *(_paper(dossier, one, since) for one in needed))


def _article(article: str, dossier: Dossier) -> str:
    return article if dossier.regime == "decree-331" else ""  # the articles cited are Decree 331's


def _paper(dossier: Dossier, needed: PaperNeeded, since: Mapping[str, datetime]) -> Gate:
    """Made, and signed where it must be, since the file last came to the state it belongs to."""
    rows = DossierPaper.objects.filter(dossier=dossier, key=needed.key).order_by("-version")
    newest = rows.first()
    title = title_of(dossier, needed.key)
    began = since.get(needed.since)
    missing = ""
    if newest is None:
        missing = f"chưa lập {title}"
    elif began is not None and newest.made_at < began:
        missing = f"{title} lập trước bước này, cần lập lại"
    elif needed.is_signed and not is_signed(newest):
        missing = f"{title} chưa đủ chữ ký"
    label = f"{title}: đã lập{' và ký' if needed.is_signed else ''}"
    at = Missing(missing, address_of_paper(dossier, needed.key)) if missing else None
    return Gate(f"paper-{needed.key}", label, "", "DESIGN", at)


def title_of(dossier: Dossier, key: str) -> str:
    """What a paper is called, with its form's number."""
    kind = kind_of(dossier.regime, key)
    return f"{kind.title} (mẫu {kind.form})" if kind.form else kind.title


def is_signed(paper: DossierPaper) -> bool:
    """Whether everybody whose place the paper has signed it; the seal comes by itself where there is one."""
    signed = {str(one.get("role", "")) for one in paper.signatures}
    wanted = {str(one["role"]) for one in paper.content.get("signs", ()) if one["role"] != "seal"}
    return bool(paper.signatures) and wanted <= signed


def _scope_known(asked: Asked) -> Missing | None:
    system = asked.dossier.system
    if system.kinds:
        return None
    return Missing("chưa khai loại hình và phạm vi của hệ thống", f"{address_of_system(system)}mo-ta/")


def _risk_assessed(asked: Asked) -> Missing | None:
    system = asked.dossier.system
    if Risk.objects.filter(facility=system.facility, system=system).exists():
        return None
    return Missing("chưa có rủi ro nào trong sổ rủi ro", f"{address_of_system(system)}rui-ro/")


def _level_in_product(asked: Asked) -> Missing | None:
    if asked.dossier.level <= HIGHEST_HERE:
        return None
    return Missing(
        f"cấp độ {asked.dossier.level} do Bộ Công an thẩm định, không làm được trong phần mềm này; "
        "liên hệ cơ quan có thẩm quyền"
    )


def decided_level(dossier: Dossier) -> int | None:
    """What the newest determination under the file's regime came to."""
    rows = LevelDecision.objects.filter(
        facility=dossier.facility, system=dossier.system_id, regime=dossier.regime
    )
    return rows.order_by("-at").values_list("level", flat=True).first()


def _level_determined(asked: Asked) -> Missing | None:
    if decided_level(asked.dossier) is not None:
        return None
    return Missing("chưa xác định cấp độ theo tiêu chí", f"{address_of_system(asked.dossier.system)}cap-do/")


def _level_not_lower(asked: Asked) -> Missing | None:
    decided = decided_level(asked.dossier)
    if decided is None or decided <= asked.dossier.level:
        return None
    return Missing(
        f"kết quả xác định là cấp độ {decided}, hồ sơ đề xuất cấp độ {asked.dossier.level}",
        f"{address_of_system(asked.dossier.system)}cap-do/",
    )


def assessment_of(dossier: Dossier) -> Assessment | None:
    """The assessment the file rests on: its regime's catalogue at its level."""
    rows = Assessment.objects.filter(
        facility=dossier.facility, system=dossier.system_id, catalogue=CATALOGUE_OF_REGIME[dossier.regime],
        level=dossier.level,
    )  # fmt: skip
    return rows.select_related("system").first()


def _answers_complete(asked: Asked) -> Missing | None:
    dossier = asked.dossier
    assessment = assessment_of(dossier)
    key = CATALOGUE_OF_REGIME[dossier.regime]
    where = f"{address_of_system(dossier.system)}yeu-cau/{key}/{dossier.level}/"
    if assessment is None:
        return Missing(f"chưa trả lời yêu cầu nào của {catalogues()[key].code}", where)
    loose = without_plan(assessment, asked.now)
    if not loose:
        return None
    catalogue = catalogues()[assessment.catalogue]
    named = ", ".join(catalogue.citation(one.requirement, assessment.level) for one in loose[:_SHOWN])
    more = f" và {len(loose) - _SHOWN} yêu cầu khác" if len(loose) > _SHOWN else ""
    url = address_of(assessment, loose[0].requirement) if len(loose) == 1 else f"{where}?ket-qua=missing"
    return Missing(
        f"{len(loose)} yêu cầu chưa đáp ứng mà chưa có việc, người làm hoặc hạn ({named}{more})", url
    )


def without_plan(assessment: Assessment, now: datetime) -> list[Judgement]:
    """Requirements that are not met and have no task with a person and a day, neither in the answer nor the plan."""
    items = PlanItem.objects.filter(
        facility=assessment.facility, system=assessment.system_id, catalogue=assessment.catalogue,
        due__isnull=False,
    ).filter(~Q(responsible="") | ~Q(responsible_name=""))  # fmt: skip
    planned = {one for row in items.values_list("requirements", flat=True) for one in row}
    return [
        one
        for one in judge(assessment, now)
        if one.verdict is Verdict.MISSING and one.requirement.id not in planned and not _has_task(one)
    ]


def _has_task(one: Judgement) -> bool:
    answer = one.answer
    return bool(answer and answer.task and answer.due and (answer.responsible or answer.responsible_name))


def _regulation_issued(asked: Asked) -> Missing | None:
    dossier = asked.dossier
    if dossier.regulation_number and dossier.regulation_on:
        return None
    return Missing("chưa ghi số, ngày ban hành quy chế", f"{address_of_file(dossier)}#ban-hanh-quy-che")


def why_not_independent(asked: Asked) -> str:
    """Why this person may not appraise this file, "" when they may."""
    dossier, actor = asked.dossier, asked.actor
    if hand := hand_of(dossier, actor):
        return hand
    if may(actor, Permission.KEEP_ASSURANCE) and not asked.has_council:
        return "anh/chị thuộc bộ phận vận hành; cần người khác hoặc quyết định thành lập hội đồng thẩm định"
    return ""


def _appraiser_independent(asked: Asked) -> Missing | None:
    why = why_not_independent(asked)
    return Missing(why) if why else None


def open_comments(dossier: Dossier) -> Sequence[Comment]:
    """Remarks of appraisers that nobody has settled."""
    assessment = assessment_of(dossier)
    if assessment is None:
        return ()
    rows = Comment.objects.filter(assessment=assessment, is_appraisers=True, settled_at__isnull=True)
    return list(rows.order_by("requirement", "pk"))


def _comments_settled(asked: Asked) -> Missing | None:
    waiting = open_comments(asked.dossier)
    if not waiting:
        return None
    return Missing(f"{len(waiting)} góp ý chưa giải quyết", f"{address_of_file(asked.dossier)}#gop-y")


def _plan_complete_if_new(asked: Asked) -> Missing | None:
    dossier = asked.dossier
    if dossier.details.get("situation") != "new":
        return None
    items = PlanItem.objects.filter(facility=dossier.facility, system=dossier.system_id, done_on__isnull=True)
    assessment = assessment_of(dossier)
    unmet = (
        [one for one in judge(assessment, asked.now) if one.verdict is Verdict.MISSING] if assessment else []
    )
    count = items.count()
    if assessment is not None and not unmet and not count:
        return None
    text = f"còn {count} việc trong kế hoạch và {len(unmet)} yêu cầu chưa đáp ứng"
    if assessment is None:
        text = "chưa trả lời yêu cầu nào của tiêu chuẩn"
    return Missing(text, f"{address_of_system(dossier.system)}ke-hoach/")


_QUESTIONS: Mapping[str, Callable[[Asked], Missing | None]] = {
    "scope-known": _scope_known,
    "risk-assessed": _risk_assessed,
    "level-in-product": _level_in_product,
    "level-determined": _level_determined,
    "level-not-lower": _level_not_lower,
    "answers-complete": _answers_complete,
    "regulation-issued": _regulation_issued,
    "appraiser-independent": _appraiser_independent,
    "comments-settled": _comments_settled,
    "plan-complete-if-new": _plan_complete_if_new,
}


def asked_of(dossier: Dossier, actor: Actor, *, now: datetime | None = None, council: str = "") -> Asked:
    """The question of this person about this file; council is a decision number given right now."""
    known = bool(council or dict(dossier.details.get("council") or {}).get("number"))
    return Asked(dossier, actor, now or timezone.now(), known)
