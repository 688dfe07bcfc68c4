"""Addresses of the files of a system and of the steps of one."""

from django.urls import path

from benhan.dossier.files import opening_pages, pages, remark_pages

_FILES = "he-thong/<slug:system>/ho-so/"
_FILE = f"{_FILES}<uuid:dossier>/"

urlpatterns = [
    path(_FILES, opening_pages.files),
    path(f"{_FILES}lap/", opening_pages.open_new),
    path(_FILE, pages.one),
    path(f"{_FILE}buoc/<slug:step>/", pages.step),
    path(f"{_FILE}phien-ban/", opening_pages.open_next),
    path(f"{_FILE}gop-y/", remark_pages.write),
    path(f"{_FILE}gop-y/<int:comment>/", remark_pages.settle),
]
