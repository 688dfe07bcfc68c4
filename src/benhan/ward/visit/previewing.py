"""How a form would look on paper now: set for one look, unsigned, nothing kept of it."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.forms.print import PrintContext, render
from benhan.ui.frame import facility_of
from benhan.ward.visit import writing
from benhan.ward.visit.sheet_pages import signer_names, writing_of

# Chromium shows a PDF in a page of its own making, which takes these from the PDF's own policy.
PDF_POLICY = {
    "default-src": ["'none'"],
    "object-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]  # its type forgets the address's arguments
def preview(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """The paper of what stands in the draft, else of what is saved."""
    visit, state = writing_of(request, encounter, response)
    understood = writing.understand(visit, state.form, state.texts)
    facility = facility_of(request)
    context = PrintContext(
        facility=facility.name,
        made_at=timezone.now(),
        is_demo=facility.is_demo,
        lookup_code="XEMTRUOC",
        signer_names=signer_names(request, visit, state.form),
    )
    paper = render(state.form, understood.answers, context, [])
    answer = HttpResponse(paper.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="xem-truoc.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
