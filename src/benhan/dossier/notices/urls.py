"""Addresses of notices."""

from django.urls import path

from benhan.dossier.notices import pages

urlpatterns = [
    path("thong-bao/", pages.index),
    path("thong-bao/da-xem/", pages.see_all),
    path("thong-bao/<int:notice>/", pages.see_one),
]
