"""…/ho-so/<uuid>/giay/<key>/: one paper of a file: its text, its versions, what changed, making and signing it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import demand
from benhan.dossier.files.finding import file_of
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers import pdf, presenters
from benhan.dossier.papers.content import to_json
from benhan.dossier.papers.facts import gather
from benhan.dossier.papers.making import DOCX, PDF, PERMISSION_OF, Appraisal, make, note_appraisal
from benhan.dossier.papers.problems import IDENTITY_NOT_CONFIRMED
from benhan.dossier.papers.registry import PaperKind, build, papers_of
from benhan.dossier.papers.signing import next_role, sign
from benhan.fhir.problems import ProblemError
from benhan.store import blobs
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import NOTHING_TYPED, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

# Chromium shows a PDF in a page of its own making, which takes these two from the PDF's own policy.
PDF_POLICY = {
    "default-src": ["'none'"],
    "object-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}
_FIELDS = ("so", "ngay", "sha256", "ma_pin", "ket_luan", "y_kien", "hinh_thuc", "phoi_hop", "diem")


@require_GET
def one(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    file, kind = _named(request, system, dossier, key)
    return _show(request, file, kind, NOTHING_TYPED)


@require_POST
def make_draft(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    file, kind = _named(request, system, dossier, key)
    made = make(repository_of(request), file, key)
    messages.success(request, f"Đã lập bản dự thảo thứ {made.version} của giấy này.")
    return see_other(presenters.address(file, kind.key))


@require_POST
def make_final(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    """The version that is signed: with its number and day, without the draft mark."""

    def act(given: dict[str, str]) -> str:
        made = make(
            repository_of(request), file, key, number=given["so"], on=day_of(given["ngay"]), is_final=True
        )
        return f"Đã lập bản chính thức (bản thứ {made.version}). Xem kỹ rồi ký."

    file, kind = _named(request, system, dossier, key)
    return _done(request, file, kind, "ban-chinh", act)


@require_POST
def appraise(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    """The appraiser's words, from which form 04 is made."""

    def act(given: dict[str, str]) -> str:
        said = Appraisal(
            given["ket_luan"],
            _lines(given["y_kien"]),
            given["hinh_thuc"],
            given["phoi_hop"],
            _lines(given["diem"]),
        )
        note_appraisal(repository_of(request), file, said)
        return "Đã ghi nội dung thẩm định. Lập lại giấy để đưa nội dung này vào."

    file, kind = _named(request, system, dossier, key)
    if kind.from_role != "appraiser":
        raise NOT_FOUND.at("DossierPaper")
    return _done(request, file, kind, "tham-dinh", act)


@require_POST
def put_signature(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    """Sign the newest version as it was shown; identity is asked again."""
    file, kind = _named(request, system, dossier, key)
    paper = _newest(file, key)
    if paper is None:
        raise NOT_FOUND.at("DossierPaper")
    role = next_role(paper)
    if role:
        demand(actor_of(request), PERMISSION_OF[role])
    repository = repository_of(request)
    problem = check_identity(
        repository, request.POST.get(NAME, ""), act="dossier-paper-signed", refusal=IDENTITY_NOT_CONFIRMED
    )
    if problem is not None:
        return _show(request, file, kind, Typed("ky", {}, problem, NAME))

    def act(given: dict[str, str]) -> str:
        sign(repository, paper, role, given["sha256"], secret=given["ma_pin"])
        return "Đã ký giấy này."

    return _done(request, file, kind, "ky", act)


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]  # its type forgets the address's arguments
def preview(request: HttpRequest, system: str, dossier: UUID, key: str) -> HttpResponse:
    """What would be made now; nothing is kept."""
    file, kind = _named(request, system, dossier, key)
    return _inline(pdf.write(build(kind.key, gather(file))), PDF, f"{kind.key}-xem-truoc.pdf")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]  # its type forgets the address's arguments
def pdf_file(request: HttpRequest, system: str, dossier: UUID, key: str, version: int) -> HttpResponse:
    file, _ = _named(request, system, dossier, key)
    paper = _version(file, key, version)
    return _inline(blobs.get(paper.facility, paper.pdf), PDF, f"{key}-{version}.pdf")


@require_GET
def docx_file(request: HttpRequest, system: str, dossier: UUID, key: str, version: int) -> HttpResponse:
    file, _ = _named(request, system, dossier, key)
    paper = _version(file, key, version)
    answer = _inline(blobs.get(paper.facility, paper.docx), DOCX, f"{key}-{version}.docx")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{version}.docx"'
    return answer


def _named(request: HttpRequest, system: str, dossier: UUID, key: str) -> tuple[Dossier, PaperKind]:
    """The file of this facility's system and the kind of paper. Raises NOT_PERMITTED, NOT_FOUND."""
    file = file_of(request, system, dossier)
    kind = {one.key: one for one in papers_of(file.regime)}.get(key)
    if kind is None:
        raise NOT_FOUND.at("DossierPaper")
    return file, kind


def _newest(file: Dossier, key: str) -> DossierPaper | None:
    return DossierPaper.objects.filter(dossier=file, key=key).order_by("-version").first()


def _version(file: Dossier, key: str, version: int) -> DossierPaper:
    found = DossierPaper.objects.filter(dossier=file, key=key, version=version).first()
    if found is None:
        raise NOT_FOUND.at("DossierPaper")
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())


def _done(
    request: HttpRequest, file: Dossier, kind: PaperKind, act_key: str, act: Callable[[dict[str, str]], str]
) -> HttpResponse:
    """Do it, or show the form again with what was typed and why it was refused."""
    given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    try:
        said = act(given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        where = "ngay" if problem.problem.code == "BH-UI-0001" else problem.expression
        return _show(request, file, kind, Typed(act_key, given, problem, where))
    messages.success(request, said)
    return see_other(presenters.address(file, kind.key))


def _inline(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _show(request: HttpRequest, file: Dossier, kind: PaperKind, typed: Typed) -> HttpResponse:
    now = to_json(build(kind.key, gather(file)))
    versions = list(
        DossierPaper.objects.filter(dossier=file, key=kind.key).select_related("dossier").order_by("-version")
    )
    page = presenters.paper_page(file, kind, versions, now, actor_of(request), typed)
    sheet = presenters.sheet(file, kind, versions, now)
    context = {"frame": frame(request, *presenters.crumbs(file, kind)), "page": page, "sheet": sheet}
    return render(request, "dossier/papers/paper.html", context, status=422 if typed.problem else 200)
