"""Addresses of the register of incidents."""

from django.urls import path

from benhan.dossier.incidents import pages

urlpatterns = [
    path("", pages.register),
    path("ghi/", pages.write),
    path("xuat.csv", pages.export),
    path("<uuid:incident>/", pages.one),
    path("<uuid:incident>/<slug:act>/", pages.deed),
]
