"""The gallery's addresses; include under thu-vien/."""

from django.urls import path

from benhan.ui.gallery import pages

app_name = "ui"
urlpatterns = [
    path("", pages.index, name="gallery"),
    path("icd.json", pages.codes, name="gallery-codes"),
    path("mau/<slug:name>/", pages.pattern, name="pattern"),
]
