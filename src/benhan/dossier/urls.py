"""Every address of the level file, below /an-toan/: one include per feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("benhan.dossier.board.urls")),
    path("", include("benhan.dossier.papers.urls")),
    path("", include("benhan.dossier.paperless.urls")),
    path("", include("benhan.dossier.oscal.urls")),
]
