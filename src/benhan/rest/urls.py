"""Addresses under /fhir/."""

from django.urls import path

from benhan.rest.metadata import metadata
from benhan.rest.router import route

urlpatterns = [path("metadata", metadata), path("<path:path>", route)]
