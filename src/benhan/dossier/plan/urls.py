"""Addresses of the plan."""

from django.urls import path

from benhan.dossier.plan import pages

_ALL = "he-thong/<slug:system>/ke-hoach/"
urlpatterns = [
    path(_ALL, pages.index),
    path(f"{_ALL}<int:item>/", pages.one),
    path(f"{_ALL}<int:item>/xong/", pages.done),
]
