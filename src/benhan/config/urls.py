"""Every address of the installation (docs: design, Fixed points)."""

from django.urls import include, path

urlpatterns = [
    path("fhir/", include("benhan.rest.urls")),
]
