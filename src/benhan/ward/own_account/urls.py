"""Addresses of one's own account."""

from django.urls import path

from benhan.ward.own_account import pages

urlpatterns = [
    path("", pages.overview),
    path("mat-khau/", pages.password),
    path("lop-hai/", pages.second_factor),
]
