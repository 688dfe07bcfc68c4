"""Addresses of the archive."""

from django.urls import path

from benhan.ward.archive import acts, exchange_pages, pages

urlpatterns = [
    path("", pages.records),
    path("tham-dinh/", exchange_pages.appraisal),
    path("<str:record>/", pages.record),
    path("<str:record>/trao-doi/", exchange_pages.exchange),
    path("<str:record>/day-du/", pages.complete),
    path("<str:record>/kiem-tra/", pages.verify),
    path("<str:record>/duyet/", acts.approve),
    path("<str:record>/tra-lai/", acts.give_back),
    path("<str:record>/niem-phong/", acts.seal),
    path("<str:record>/ket-xuat/", acts.export),
]
