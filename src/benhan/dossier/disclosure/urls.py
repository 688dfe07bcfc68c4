"""The one public address of the level file."""

from django.urls import path

from benhan.dossier.disclosure import pages

urlpatterns = [
    path("security.txt", pages.security_txt),
]
