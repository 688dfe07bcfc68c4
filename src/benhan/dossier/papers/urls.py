"""Addresses of the papers of one file: see, make, sign, download."""

from django.urls import path

from benhan.dossier.papers import pages

_PAPER = "he-thong/<slug:system>/ho-so/<uuid:dossier>/giay/<slug:key>/"

urlpatterns = [
    path(_PAPER, pages.one, name="dossier-paper"),
    path(f"{_PAPER}lap/", pages.make_draft, name="dossier-paper-make"),
    path(f"{_PAPER}ban-chinh/", pages.make_final, name="dossier-paper-final"),
    path(f"{_PAPER}tham-dinh/", pages.appraise, name="dossier-paper-appraisal"),
    path(f"{_PAPER}ky/", pages.put_signature, name="dossier-paper-sign"),
    path(f"{_PAPER}xem-truoc.pdf", pages.preview, name="dossier-paper-preview"),
    path(f"{_PAPER}<int:version>.pdf", pages.pdf_file, name="dossier-paper-pdf"),
    path(f"{_PAPER}<int:version>.docx", pages.docx_file, name="dossier-paper-docx"),
]
