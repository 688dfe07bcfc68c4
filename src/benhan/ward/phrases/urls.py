"""Addresses of the sentence templates."""

from django.urls import path

from benhan.ward.phrases import pages

urlpatterns = [
    path("cau-mau/", pages.index),
    path("cau-mau/<int:phrase>/bo/", pages.remove),
    path("cau-mau.json", pages.find),
]
