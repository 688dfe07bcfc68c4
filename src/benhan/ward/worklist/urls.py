"""Address of the work list."""

from django.urls import path

from benhan.ward.worklist import pages

urlpatterns = [path("viec/", pages.index)]
