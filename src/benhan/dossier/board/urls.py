"""Addresses of the board and of a system's own page."""

from django.urls import path, re_path

from benhan.dossier.board import pages

urlpatterns = [
    path("", pages.index),
    path("nguoi.json", pages.people),
    # “moi” is where a new system is described, never a system's slug.
    re_path(r"^he-thong/(?!moi/)(?P<system>[-a-zA-Z0-9_]+)/$", pages.system),
    path("he-thong/<slug:system>/danh-gia/", pages.measure),
    path("he-thong/<slug:system>/yeu-cau/<slug:catalogue>/<int:level>/chep/", pages.copy),
]
