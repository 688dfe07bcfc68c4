"""“Thêm phiếu”: the catalogue in force as one list to search, what this person used last first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benhan.forms.catalogue import Form, form_of_canonical
from benhan.records import answers as kept_answers
from benhan.store.repository import Repository
from benhan.terminology.folding import fold
from benhan.ui.frame import frame
from benhan.ui.parts import Empty, PatientBanner
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.visit.problems import NO_RECORD, NO_SUCH_FORM
from benhan.ward.visit.reading import Visit, banner_of_visit, read_visit
from benhan.ward.visit.record_types import KINDS, PRESCRIPTION, addable, matches
from benhan.ward.visit.rights import is_open, may_add, may_write_form

RECENT = 40  # of this person's latest sheets, for "dùng gần đây"


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form to pick; words is what a script searches; standing says that it is there already."""

    code: str
    title: str
    note: str
    words: str


@dataclass(frozen=True, slots=True)
class FormGroup:
    title: str
    lines: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class ChoosingPage:
    banner: PatientBanner
    groups: tuple[FormGroup, ...]
    query: str
    count: int
    empty: Empty
    post_url: str
    back_url: str
    error: str = ""


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, encounter: str) -> HttpResponse:
    """Pick a form; it opens at once, and one of which there is one per stay opens the one that stands."""
    repository, actor = repository_of(request), actor_of(request)
    visit = read_visit(repository, encounter)
    if not is_open(visit):
        raise NO_RECORD.at()
    if not may_add(actor, visit):
        repository.guard.writing("QuestionnaireResponse", "c")
        raise NO_RECORD.at()
    offered = [one for one in addable(timezone.localdate()) if may_write_form(actor, visit, one)]
    if request.method == "GET":
        return _page(request, visit, offered)
    chosen = next((one for one in offered if one.code == request.POST.get("mau", "")), None)
    if chosen is None:
        return _page(request, visit, offered, NO_SUCH_FORM.clinician)
    if chosen.code == PRESCRIPTION:
        return HttpResponseRedirect(f"{visit.url}don-thuoc/")
    standing = visit.response_of(chosen)
    if standing is not None and (is_once(chosen) or "item" not in standing.resource):
        said = "đã có trong hồ sơ này" if "item" in standing.resource else "đã mở trước đó và còn trống"
        messages.info(request, f"{chosen.title} {said}; mở tờ đang có.")
    else:
        standing = kept_answers.start(repository, form=chosen, encounter=visit.encounter, answers={})
    return HttpResponseRedirect(f"{visit.url}phieu/{standing.id}/")


def is_once(form: Form) -> bool:
    return form.per == "once"


def _page(request: HttpRequest, visit: Visit, offered: list[Form], error: str = "") -> HttpResponse:
    query = request.GET.get("q", "").strip()
    found = [one for one in offered if matches(one, query)]
    recent = recent_codes(repository_of(request))
    page = ChoosingPage(
        banner=banner_of_visit(visit),
        groups=_groups(visit, found, recent),
        query=query,
        count=len(found),
        empty=Empty(
            "Không có biểu mẫu nào khớp", "Gõ vài chữ không dấu của tên, hoặc mã như 36/BV2.", icon="search"
        ),
        post_url=f"{visit.url}phieu/them/",
        back_url=visit.url,
        error=error,
    )
    crumbs = (*visit.way, ("Thêm phiếu", ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ward/visit/choose.html", context, status=422 if error else 200)


def _groups(visit: Visit, found: list[Form], recent: tuple[str, ...]) -> tuple[FormGroup, ...]:
    by_code = {one.code: one for one in found}
    used = [by_code[code] for code in recent if code in by_code][:6]
    listed: list[tuple[str, list[Form]]] = [("Anh/chị dùng gần đây", used)]
    listed += [
        (label, [one for one in found if one.kind == kind and one not in used]) for kind, label in KINDS
    ]
    known = {kind for kind, _ in KINDS}
    listed.append(("Khác", [one for one in found if one.kind not in known and one not in used]))
    return tuple(
        FormGroup(title, tuple(_line(visit, one) for one in forms)) for title, forms in listed if forms
    )


def _line(visit: Visit, form: Form) -> FormLine:
    count = sum(
        form_of_canonical(str(one.resource["questionnaire"])).code == form.code for one in visit.responses
    )
    stands = "" if not count else "đã có trong hồ sơ" if is_once(form) else f"đã có {count} tờ"
    local = form.code.startswith("LOCAL/")
    note = " · ".join(part for part in ("mẫu của cơ sở" if local else form.shown_code, stands) if part)
    return FormLine(form.code, form.title, note, fold(f"{form.code} {form.title}"))


def recent_codes(repository: Repository) -> tuple[str, ...]:
    """Codes of the forms this person wrote last, newest first, each once."""
    by = repository.by
    if not by.practitioner:
        return ()
    pairs = [("author", f"Practitioner/{by.practitioner}"), ("_sort", "-authored"), ("_count", str(RECENT))]
    codes = []
    for stored in repository.search("QuestionnaireResponse", pairs).matches:
        canonical = str(stored.resource.get("questionnaire", ""))
        try:
            codes.append(form_of_canonical(canonical).code)
        except KeyError:  # another system's form
            continue
    return tuple(dict.fromkeys(codes))
