"""Addresses of the probes of a system."""

from django.urls import path

from benhan.dossier.probes import pages, report_pages

_HERE = "he-thong/<slug:system>/kiem-tra/"
urlpatterns = [
    path(_HERE, pages.index),
    path(f"{_HERE}chay/", pages.run_all),
    path(f"{_HERE}bao-cao/", report_pages.reports),
    path(f"{_HERE}bao-cao/khoa/", report_pages.register),
    path(f"{_HERE}bao-cao/khoa/<uuid:key>/thu-hoi/", report_pages.revoke),
    path(f"{_HERE}phan-mem/", report_pages.approve),
    path(f"{_HERE}<slug:probe>/", pages.one),
]
