"""The first page."""

from django.urls import path

from benhan.ward.home import pages

urlpatterns = [path("", pages.index)]
