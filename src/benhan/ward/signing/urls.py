"""Addresses of a paper: signing it, confirming it, checking it, its PDF."""

from django.urls import path

from benhan.ward.signing import pages

urlpatterns = [
    path("kham/giay/<str:document>/ky/", pages.sign),
    path("kham/giay/<str:document>/xac-nhan/", pages.confirm),
    path("kham/giay/<str:document>/kiem-tra/", pages.verify),
    path("kham/giay/<str:document>.pdf", pages.pdf),
]
