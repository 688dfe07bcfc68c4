"""Addresses of a paper: signing it, confirming it, checking it, its PDF."""

from django.urls import path

from benhan.ward.signing import batch_pages, pages

urlpatterns = [
    path("ky/", batch_pages.waiting),
    path("ky/xem/<str:document>/", batch_pages.look),
    path("ky/dot/<uuid:batch_id>/", batch_pages.progress),
    path("ky/dot/<uuid:batch_id>/tien-do/", batch_pages.bar),
    path("ky/cho/<uuid:order>/thu-lai/", batch_pages.hurry),
    path("ky/cho/<uuid:order>/huy/", batch_pages.withdraw),
    path("kham/giay/<str:document>/ky/", pages.sign),
    path("kham/giay/<str:document>/xac-nhan/", pages.confirm),
    path("kham/giay/<str:document>/kiem-tra/", pages.verify),
    path("kham/giay/<str:document>.pdf", pages.pdf),
]
