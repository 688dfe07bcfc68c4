"""Addresses of the requirements; a requirement's id stands in them as its slug."""

from django.urls import path

from benhan.dossier.requirements import actions, pages

_LIST = "he-thong/<slug:system>/yeu-cau/<slug:catalogue>/<int:level>/"
_ONE = f"{_LIST}<str:requirement>/"

urlpatterns = [
    path(_LIST, pages.index),
    path(_ONE, pages.one),
    path(f"{_ONE}tra-loi/", actions.give_answer),
    path(f"{_ONE}bang-chung/", actions.add_evidence),
    path(f"{_ONE}kiem-tra/", actions.ask_now),
    path(f"{_ONE}y-kien/", actions.remark),
    path(f"{_ONE}y-kien/<int:remark>/", actions.settle_remark),
]
