"""…/ho-so/<uuid>/quy-che/: register the issued regulation; su-co/<uuid>/giay/…: papers of an incident."""

from django.urls import path

from benhan.dossier.regulation import incident_papers, pages

urlpatterns = [
    path("he-thong/<slug:system>/ho-so/<uuid:dossier>/quy-che/", pages.regulation, name="dossier-regulation"),
    path(
        "su-co/<uuid:incident>/giay/<slug:paper>.<slug:ending>", incident_papers.paper, name="incident-paper"
    ),
]
