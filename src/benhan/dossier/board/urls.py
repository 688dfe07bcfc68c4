"""Addresses of the board."""

from django.urls import path

from benhan.dossier.board import pages

urlpatterns = [
    path("", pages.index),
]
