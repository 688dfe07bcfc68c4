"""Addresses of the certificate register."""

from django.urls import path

from benhan.ward.certificates import pages, renewal_pages

urlpatterns = [
    path("", pages.register_page),
    path("moi/", pages.enter),
    path("gia-han/", renewal_pages.report),
    path("gia-han/bao-cao.csv", renewal_pages.report_file),
    path("<uuid:certificate>/", pages.one),
    path("<uuid:certificate>/kiem-tra/", pages.check_now),
    path("<uuid:certificate>/ngung/", pages.end),
]
