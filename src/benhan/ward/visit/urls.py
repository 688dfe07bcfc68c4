"""Addresses of a visit."""

from django.urls import path

from benhan.ward.visit import closing, pages

urlpatterns = [
    path("kham/luot/<str:encounter>/", pages.visit_page),
    path("kham/luot/<str:encounter>/mo/", pages.open_visit),
    path("kham/luot/<str:encounter>/benh-an/", pages.save_form),
    path("kham/luot/<str:encounter>/benh-an/luu-nhap/", pages.autosave),
    path("kham/luot/<str:encounter>/benh-an/sua-lai/", pages.write_again),
    path("kham/luot/<str:encounter>/di-ung/", pages.allergy),
    path("kham/luot/<str:encounter>/dong/", closing.close),
]
