"""Addresses of the prescription page."""

from django.urls import path

from benhan.ward.prescriptions import pages

urlpatterns = [
    path("kham/luot/<str:encounter>/don-thuoc/", pages.prescription),
    path("kham/luot/<str:encounter>/don-thuoc/luu-nhap/", pages.autosave),
    path("kham/luot/<str:encounter>/don-thuoc/xem-truoc/", pages.preview),
]
