"""Every address of the installation (docs: design, Fixed points)."""

from django.urls import include, path

urlpatterns = [
    path("fhir/", include("benhan.rest.urls")),
    path("thu-vien/", include("benhan.ui.urls")),
    path("an-toan/", include("benhan.dossier.urls")),
    path(".well-known/", include("benhan.dossier.disclosure.urls")),
    path("", include("benhan.ward.urls")),
]

handler404 = "benhan.ui.error_pages.not_found"
handler500 = "benhan.ui.error_pages.server_error"
