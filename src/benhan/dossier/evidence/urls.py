"""Addresses of evidence."""

from django.urls import path

from benhan.dossier.evidence import pages

_ALL = "he-thong/<slug:system>/bang-chung/"
urlpatterns = [
    path(_ALL, pages.index),
    path(f"{_ALL}so/<slug:catalogue>/<int:level>/", pages.evidence_book),
    path(f"{_ALL}<uuid:evidence>/", pages.one),
    path(f"{_ALL}<uuid:evidence>/tep/", pages.file),
    path(f"{_ALL}<uuid:evidence>/rut/", pages.take_back),
]
