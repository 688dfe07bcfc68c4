"""Make a paper of a file and keep it: content as data, both written forms, the next version."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db.models import Max
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, demand, may
from benhan.audit.entry import Entry
from benhan.dossier.files.independence import hand_of
from benhan.dossier.files.problems import NOT_INDEPENDENT
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers import docx, pdf
from benhan.dossier.papers.content import to_json
from benhan.dossier.papers.facts import gather
from benhan.dossier.papers.gaps import gaps_of
from benhan.dossier.papers.problems import DAY_AHEAD, NUMBER_NEEDED, WORDS_NEEDED
from benhan.dossier.papers.registry import build, kind_of, papers_of
from benhan.store import blobs
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MAKERS = (Permission.KEEP_ASSURANCE, Permission.APPRAISE_LEVEL, Permission.APPROVE_LEVEL)
PERMISSION_OF = {
    "operator": Permission.KEEP_ASSURANCE,
    "security_unit": Permission.APPRAISE_LEVEL,
    "appraiser": Permission.APPRAISE_LEVEL,
    "owner": Permission.APPROVE_LEVEL,
}
"""Who may sign in which place; the seal follows the last person by itself."""


def demand_maker(actor: Actor) -> None:
    """Raises NOT_PERMITTED unless the person makes papers of a level file."""
    if not any(may(actor, one) for one in MAKERS):
        demand(actor, MAKERS[0])


def make(
    repository: Repository,
    dossier: Dossier,
    key: str,
    *,
    number: str = "",
    on: date | None = None,
    is_final: bool = False,
) -> DossierPaper:
    """The next version of a paper from what is known now.

    number    of the document; needed for a final one that carries a number
    on        its day, today when a final one names none; not in the future
    is_final  without the draft mark, ready to be signed
    Raises    NOT_PERMITTED, NOT_FOUND, NUMBER_NEEDED, DAY_AHEAD
    Writes    the paper, its two files, one audit entry
    """
    demand_maker(repository.by)
    if key not in {one.key for one in papers_of(dossier.regime)}:
        raise NOT_FOUND.at("DossierPaper")
    held = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("system")
        .get(facility=repository.by.facility, pk=dossier.pk)
    )
    now = timezone.now()
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise DAY_AHEAD.at("ngay")
    paper = build(key, gather(held, now))
    if is_final and paper.is_numbered and not number.strip():
        raise NUMBER_NEEDED.at("so")
    if is_final:
        paper = replace(paper, number=number.strip()[:60], on=on or today, is_draft=False)
    kind = kind_of(held.regime, key)
    printed = pdf.write_with_places(paper)
    boxes = {
        role: [box.page, box.x1, box.y1, box.x2, box.y2] for role, box in printed.signature_boxes.items()
    }
    before = DossierPaper.objects.filter(dossier=held, key=key).aggregate(last=Max("version"))["last"] or 0
    digest = blobs.put(held.facility, printed.pdf, PDF)
    made = DossierPaper.objects.create(
        facility=held.facility,
        dossier=held,
        key=key,
        version=before + 1,
        title=kind.title,
        number=paper.number,
        content=to_json(paper) | {"boxes": boxes, "gaps": gaps_of(paper)},
        unsigned_pdf=digest,
        pdf=digest,
        docx=blobs.put(held.facility, docx.write(paper), DOCX),
        made_at=now,
        made_by=repository.by.name,
    )
    repository.record(
        Entry(
            "dossier-paper-made",
            detail={"paper": str(made.pk), "key": key, "version": made.version, "final": is_final},
        )
    )
    return made


def approved_before(paper: DossierPaper) -> DossierPaper | None:
    """The version of the same paper that was last approved for the system under the regime, but this one."""
    same = DossierPaper.objects.filter(
        facility=paper.facility,
        key=paper.key,
        dossier__system=paper.dossier.system_id,
        dossier__regime=paper.dossier.regime,
        is_approved=True,
    )
    return same.exclude(pk=paper.pk).order_by("-made_at").first()


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the appraiser says, the body of form 04; points, one a line, when it is not fit."""

    conclusion: str  # fit, unfit
    opinions: tuple[str, ...]
    manner: str
    partners: str = ""
    points: tuple[str, ...] = ()


def note_appraisal(repository: Repository, dossier: Dossier, said: Appraisal) -> None:
    """Keep the appraiser's words for form 04. Raises NOT_PERMITTED, NOT_INDEPENDENT, WORDS_NEEDED."""
    demand(repository.by, Permission.APPRAISE_LEVEL)
    held = Dossier.objects.select_for_update(of=("self",)).get(facility=repository.by.facility, pk=dossier.pk)
    if hand_of(held, repository.by):
        raise NOT_INDEPENDENT.at("Dossier.appraiser")
    if said.conclusion not in ("fit", "unfit"):
        raise WORDS_NEEDED.at("ket_luan", what="kết luận")
    if not said.opinions:
        raise WORDS_NEEDED.at("y_kien", what="ý kiến thẩm định")
    if said.conclusion == "unfit" and not said.points:
        raise WORDS_NEEDED.at("diem", what="các điểm chưa phù hợp")
    held.details = {**held.details, "appraisal": asdict(said)}
    held.save(update_fields=["details"])
    repository.record(
        Entry("dossier-appraisal-noted", detail={"file": str(held.pk), "conclusion": said.conclusion})
    )
