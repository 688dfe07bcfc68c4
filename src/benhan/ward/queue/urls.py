"""The queue's address."""

from django.urls import path

from benhan.ward.queue import pages

urlpatterns = [path("kham/", pages.index)]
