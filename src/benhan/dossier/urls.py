"""Every address of the level file, below /an-toan/: one include per feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("benhan.dossier.board.urls")),
    path("", include("benhan.dossier.requirements.urls")),
    path("", include("benhan.dossier.evidence.urls")),
    path("", include("benhan.dossier.plan.urls")),
    path("", include("benhan.dossier.notices.urls")),
    path("", include("benhan.dossier.paperless.urls")),
    path("", include("benhan.dossier.policy.urls")),
    path("", include("benhan.dossier.backups.urls")),
    path("", include("benhan.dossier.oscal.urls")),
    path("", include("benhan.dossier.systems.urls")),
    path("", include("benhan.dossier.papers.urls")),
    path("", include("benhan.dossier.regulation.urls")),
    path("", include("benhan.dossier.files.urls")),
    path("", include("benhan.dossier.acts.urls")),
    path("", include("benhan.dossier.probes.urls")),
    path("su-co/", include("benhan.dossier.incidents.urls")),
]
