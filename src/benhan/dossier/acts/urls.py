"""Addresses of the dated acts."""

from django.urls import path

from benhan.dossier.acts import pages

urlpatterns = [
    path("viec-dinh-ky/", pages.index),
    path("viec-dinh-ky/<uuid:act>/", pages.one),
    path("viec-dinh-ky/<uuid:act>/tep/", pages.file),
    path("viec-dinh-ky/<uuid:act>/rut/", pages.take_back),
]
