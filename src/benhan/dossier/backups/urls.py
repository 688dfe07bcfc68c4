"""Addresses of backups and drills."""

from django.urls import path

from benhan.dossier.backups import pages

urlpatterns = [
    path("sao-luu/", pages.index),
    path("sao-luu/tien-do/", pages.progress),
    path("sao-luu/<str:kind>/", pages.ask),
]
