"""…/ho-so/<uuid>/oscal/: the five documents together, and each by its file name."""

from django.urls import path

from benhan.dossier.oscal import pages

urlpatterns = [
    path("he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/", pages.archive, name="dossier-oscal"),
    path(
        "he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/<str:name>",
        pages.single,
        name="dossier-oscal-single",
    ),
]
