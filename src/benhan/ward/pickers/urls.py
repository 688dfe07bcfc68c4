"""Addresses of the pickers."""

from django.urls import path

from benhan.ward.pickers import pages

urlpatterns = [
    path("kham/ma-benh.json", pages.diagnoses),
    path("kham/thuoc.json", pages.medicines),
    path("kham/di-nguyen.json", pages.allergens),
    path("kham/danh-muc/<slug:name>.json", pages.national_list),
]
