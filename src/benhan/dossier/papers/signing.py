"""Sign a paper of the file: each person in turn with their own key, then the facility's seal."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from benhan.access.models import Facility
from benhan.access.permissions import demand
from benhan.audit.entry import Entry
from benhan.dossier.files.independence import hand_of
from benhan.dossier.files.problems import NOT_INDEPENDENT
from benhan.dossier.models import DossierPaper
from benhan.dossier.papers.making import PDF, PERMISSION_OF
from benhan.dossier.papers.problems import NOT_THE_NEWEST, OUT_OF_TURN, SHOWN_DIFFERS, STILL_DRAFT
from benhan.records.authority import desk
from benhan.signing.appearance import AppearanceFont, seal_appearance, staff_appearance
from benhan.signing.pades import Level, SignatureBox
from benhan.signing.pades import sign as sign_pdf
from benhan.store import blobs
from benhan.store.repository import Repository

SEAL = "seal"
ROLES_VI = {
    "operator": "Đại diện đơn vị vận hành",
    "security_unit": "Đại diện đơn vị chuyên trách",
    "appraiser": "Đại diện đơn vị thẩm định",
    "owner": "Đại diện chủ quản",
    SEAL: "Con dấu số của cơ sở",
}


def next_role(paper: DossierPaper) -> str:
    """Whose turn it is, "" when every person has signed; the seal comes by itself."""
    signed = {one["role"] for one in paper.signatures}
    wanted = [one["role"] for one in paper.content["signs"] if one["role"] != SEAL]
    return next((one for one in wanted if one not in signed), "")


def sign(
    repository: Repository, paper: DossierPaper, role: str, shown_sha256: str, *, secret: str = ""
) -> DossierPaper:
    """Put a person's signature on the paper as shown; after the last person the seal follows.

    role          whose place; it must be their turn
    shown_sha256  of the bytes the person saw
    secret        PIN or code for a key that asks
    Raises        NOT_PERMITTED, STILL_DRAFT, OUT_OF_TURN, SHOWN_DIFFERS, NOT_THE_NEWEST, NOT_INDEPENDENT
    Writes        the signed bytes beside the unsigned ones, the signature's line, one audit entry
    """
    held = (
        DossierPaper.objects.select_for_update(of=("self",))
        .select_related("dossier")
        .get(facility=repository.by.facility, pk=paper.pk)
    )
    _check(repository, held, role, shown_sha256)
    facility = Facility.objects.get(code=held.facility)
    content = blobs.get(held.facility, held.pdf)
    content = _signed(repository, facility, held, role, content, secret)
    held.signatures = [*held.signatures, _line(role, repository.by.name, repository.by.title)]
    if not next_role(held) and SEAL in held.content["boxes"]:
        content = _signed(repository, facility, held, SEAL, content, "")
        held.signatures = [*held.signatures, _line(SEAL, facility.name, "")]
    held.pdf = blobs.put(held.facility, content, PDF)
    held.save(update_fields=["pdf", "signatures"])
    repository.record(
        Entry("dossier-paper-signed", detail={"paper": str(held.pk), "key": held.key, "role": role})
    )
    return held


def _check(repository: Repository, held: DossierPaper, role: str, shown_sha256: str) -> None:
    if role not in PERMISSION_OF:
        raise OUT_OF_TURN.at(next=next_role(held) or "nobody", role="another")
    demand(repository.by, PERMISSION_OF[role])
    if held.content.get("is_draft", True):
        raise STILL_DRAFT.at()
    if next_role(held) != role:
        raise OUT_OF_TURN.at(next=next_role(held) or "nobody", role=role)
    if DossierPaper.objects.filter(
        dossier_id=held.dossier_id, key=held.key, version__gt=held.version
    ).exists():
        raise NOT_THE_NEWEST.at()
    if shown_sha256 != held.pdf:
        raise SHOWN_DIFFERS.at()
    if role == "appraiser" and hand_of(held.dossier, repository.by):
        raise NOT_INDEPENDENT.at("Dossier.appraiser")


def _line(role: str, name: str, title: str) -> dict[str, str]:
    return {"role": role, "name": name, "title": title, "at": timezone.now().isoformat(timespec="seconds")}


def _signed(
    repository: Repository, facility: Facility, paper: DossierPaper, role: str, content: bytes, secret: str
) -> bytes:
    office, at, font = desk(), timezone.now(), AppearanceFont.be_vietnam_pro()
    by, is_seal = repository.by, role == SEAL
    page, x1, y1, x2, y2 = _box(paper.content["boxes"], role)
    look = (
        seal_appearance(facility=facility.name, at=at, font=font, is_demo=facility.is_demo)
        if is_seal
        else staff_appearance(name=by.name, title=by.title, at=at, font=font, is_demo=facility.is_demo)
    )
    return sign_pdf(
        content,
        key=office.seal_key(facility) if is_seal else office.staff_key(by, facility, secret),
        timestamps=office.timestamps,
        field=SignatureBox(role, page, x1, y1, x2, y2),
        appearance=look,
        reason=ROLES_VI[role],
        location="",
        level=Level.B_LTA if is_seal else Level.B_LT,
        trust=office.trust,
        at=at,
    )


def _box(boxes: dict[str, Any], role: str) -> tuple[int, float, float, float, float]:
    page, x1, y1, x2, y2 = boxes[role]
    return int(page), float(x1), float(y1), float(x2), float(y2)
