"""Addresses of the security policy."""

from django.urls import path

from benhan.dossier.policy import pages

urlpatterns = [
    path("chinh-sach/", pages.index),
]
