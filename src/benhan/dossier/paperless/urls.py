"""Address of the paperless index."""

from django.urls import path

from benhan.dossier.paperless import pages

urlpatterns = [
    path("khong-giay/", pages.index),
]
