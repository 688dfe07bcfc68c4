"""Addresses of a paper's history."""

from django.urls import path

from benhan.ward.record_history import pages, record_pages

urlpatterns = [
    path("kham/giay/<str:document>/sua-doi/", pages.amend),
    path("kham/giay/<str:document>/lich-su/", pages.history),
    path("kham/giay/<str:document>/huy/", pages.cancel),
    path("kham/giay/<str:document>/khoi-phuc/", pages.restore),
    path("kham/giay/<str:document>/ban-giay.pdf", pages.paper_print),
    path("kham/luot/<str:encounter>/ho-so/", record_pages.record),
    path("kham/luot/<str:encounter>/ho-so/huy/", record_pages.cancel),
    path("kham/luot/<str:encounter>/ho-so/khoi-phuc/", record_pages.restore),
    path("kham/luot/<str:encounter>/ho-so/nhan-xet/<slug:remark>/", record_pages.tick),
]
