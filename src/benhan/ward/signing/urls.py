"""Addresses of a paper: signing it, confirming it, checking it, its PDF."""

from django.urls import path

from benhan.ward.signing import batch_pages, confirm_pages, pages, proof_pages

urlpatterns = [
    path("ky/", batch_pages.waiting),
    path("ky/xem/<str:document>/", batch_pages.look),
    path("ky/dot/<uuid:batch_id>/", batch_pages.progress),
    path("ky/dot/<uuid:batch_id>/tien-do/", batch_pages.bar),
    path("ky/cho/<uuid:order>/thu-lai/", batch_pages.hurry),
    path("ky/cho/<uuid:order>/huy/", batch_pages.withdraw),
    path("kham/giay/<str:document>/ky/", pages.sign),
    path("kham/giay/<str:document>/xac-nhan/", confirm_pages.by_pen),
    path("kham/giay/<str:document>/xac-nhan/ma/", confirm_pages.by_code),
    path("kham/giay/<str:document>/xac-nhan/thiet-bi/", confirm_pages.by_device),
    path("kham/giay/<str:document>/xac-nhan/tu-choi/", confirm_pages.refuse),
    path("kham/giay/<str:document>/xac-nhan/dai-dien/", proof_pages.representative),
    path("kham/giay/<str:document>/bang-chung/", proof_pages.proof),
    path("kham/hop-thu-thu/", proof_pages.demo_messages),
    path("kham/giay/<str:document>/kiem-tra/", pages.verify),
    path("kham/giay/<str:document>.pdf", pages.pdf),
]
