"""The pages of the catalogue for everybody who works here: list, one form, how it looks, its versions compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.models import Facility
from benhan.access.permissions import Permission, may
from benhan.fhir import jsontext
from benhan.forms import proposals
from benhan.forms.fields import Form
from benhan.forms.issuing import OWN_BASIS, published
from benhan.forms.print import PrintContext
from benhan.forms.print import render as set_paper
from benhan.forms.questionnaire import questionnaire
from benhan.ui.frame import facility_of, frame
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.form_catalogue import finding, form_presenters, list_presenters
from benhan.ward.form_catalogue.list_presenters import HOME, Sought
from benhan.ward.form_catalogue.problems import NO_FIELDS
from benhan.ward.form_catalogue.proposal_presenters import compare_page
from benhan.ward.visit.form_fields import Filling, sections_of

HERE = ("Biểu mẫu", HOME)
# Chromium shows a PDF in a page of its own making, which takes these from the PDF's own policy.
PDF_POLICY = {
    "default-src": ["'none'"],
    "object-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every form by set and kind, with coverage."""
    given = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "bo", "loai", "noi", "tt")}
    sought = Sought(given["q"], given["bo"], given["loai"], given["noi"], given["tt"])
    may_issue = may(actor_of(request), Permission.ISSUE_FORMS)
    open_codes = proposals.open_codes(repository_of(request)) if may_issue else {}
    page = list_presenters.catalogue_page(
        finding.entries(timezone.localdate()), sought, open_codes, may_issue=may_issue
    )
    template = "ward/form_catalogue/_catalogue.html" if request.htmx else "ward/form_catalogue/catalogue.html"  # type: ignore[attr-defined]
    context = {
        "frame": frame(request, (HERE[0], "")), "page": page,
        "proposed": [
            (code, f"{HOME}{finding.slug_by_code(code)}/du-thao/", state == "submitted")
            for code, state in open_codes.items()
        ],
    }  # fmt: skip
    return render(request, template, context)


@require_GET
def counting(request: HttpRequest) -> HttpResponse:
    """How each number was counted."""
    context = {"frame": frame(request, HERE, ("Cách đếm", "")), "marks": list_presenters.counting_marks()}
    return render(request, "ward/form_catalogue/counting.html", context)


@require_GET
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """One form: what it asks, who signs, its versions."""
    today, actor = timezone.localdate(), actor_of(request)
    version = request.GET.get("phien-ban", "")[:20]
    found = finding.form_of(slug, today, version)
    may_issue = may(actor, Permission.ISSUE_FORMS)
    page = form_presenters.form_page(
        found,
        finding.versions(found.code),
        today,
        current=finding.in_force(found.code, today),
        mark=request.GET.get("dem", ""),
        shown=version,
        proposal=proposals.open_codes(repository_of(request)).get(found.code, "") if may_issue else "",
        may_issue=may_issue,
        replaced_by=finding.title_of(found.replaced_by, today),
        replaced_url=f"{HOME}{finding.slug_by_code(found.replaced_by)}/" if found.replaced_by else "",
    )
    context = {"frame": frame(request, HERE, (found.code, "")), "page": page}
    return render(request, "ward/form_catalogue/form.html", context)


@require_GET
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The form as it is filled in, with nothing in it."""
    found = _version_asked(request, slug)
    return screen_page(request, found, f"{HOME}{slug}/", f"phiên bản {found.version}")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """The form as it is printed, with nothing in it."""
    return blank_paper(facility_of(request), _version_asked(request, slug))


@require_GET
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The Questionnaire of the version, as FHIR JSON."""
    found = _version_asked(request, slug)
    resource = published(questionnaire(found), found, facility_of(request).name)
    answer = HttpResponse(jsontext.render(resource), content_type="application/fhir+json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{found.version}.json"'
    return answer


@require_GET
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two versions side by side, in words."""
    today = timezone.localdate()
    old = finding.form_of(slug, today, request.GET.get("tu", "")[:20])
    new = finding.form_of(slug, today, request.GET.get("den", "")[:20])
    page = compare_page(old, new, f"Bản {new.version}")
    context = {"frame": frame(request, HERE, (new.code, f"{HOME}{slug}/"), ("So sánh", "")), "page": page}
    return render(request, "ward/form_catalogue/compare.html", context)


def _version_asked(request: HttpRequest, slug: str) -> Form:
    found = finding.form_of(slug, timezone.localdate(), request.GET.get("phien-ban", "")[:20])
    if not found.fields:
        raise NO_FIELDS.at(slug)
    return found


def screen_page(request: HttpRequest, found: Form, back_url: str, name: str) -> HttpResponse:
    """The form's own parts, as a visit shows them; nothing typed here is kept."""
    if not found.fields:
        raise NO_FIELDS.at(found.code)
    context: dict[str, Any] = {
        "frame": frame(request, HERE, (found.code, back_url), ("Xem trên màn hình", "")),
        "form": found, "version_name": name, "sections": sections_of(found, Filling({})), "back_url": back_url,
    }  # fmt: skip
    return render(request, "ward/form_catalogue/screen.html", context)


def blank_paper(facility: Facility, found: Form, mark: str = "") -> HttpResponse:
    """mark: stands beside the facility's name on a paper that is not in force."""
    if not found.fields:
        raise NO_FIELDS.at(found.code)
    name = f"{facility.name} ({mark})" if mark else facility.name
    context = PrintContext(facility=name, made_at=timezone.now(), is_demo=facility.is_demo)
    answer = HttpResponse(set_paper(_with_own_lines(found), {}, context).pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.slug}-trong.pdf"'
    return answer


def _with_own_lines(found: Form) -> Form:
    """A filled paper leaves out what the facility added and nobody answered; on the blank one sees where it stands."""
    sections = tuple(
        replace(
            part,
            fields=tuple(
                replace(one, extension=False) if one.basis == OWN_BASIS else one for one in part.fields
            ),
        )
        for part in found.sections
    )
    return replace(found, sections=sections)
