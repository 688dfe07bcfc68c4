"""Addresses of signing in."""

from django.urls import path

from benhan.ward.sign_in import pages

urlpatterns = [
    path("dang-nhap/", pages.sign_in),
    path("dang-nhap/ma/", pages.second_factor),
    path("dang-nhap/cai-ma/", pages.enrol_second_factor),
    path("dang-xuat/", pages.sign_out),
    path("khoa-man-hinh/", pages.lock),
    path("song/", pages.health),
]
