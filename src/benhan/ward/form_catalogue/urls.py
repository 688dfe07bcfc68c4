"""Addresses of the catalogue of forms."""

from django.urls import path

from benhan.ward.form_catalogue import pages, proposal_pages

urlpatterns = [
    path("", pages.catalogue),
    path("cach-dem/", pages.counting),
    path("moi/", proposal_pages.new_form),
    path("<slug:slug>/", pages.form),
    path("<slug:slug>/man-hinh/", pages.screen),
    path("<slug:slug>/mau-trong.pdf", pages.blank),
    path("<slug:slug>/questionnaire.json", pages.download),
    path("<slug:slug>/so-sanh/", pages.compare),
    path("<slug:slug>/du-thao/", proposal_pages.editor),
    path("<slug:slug>/du-thao/muc/moi/", proposal_pages.new_field),
    path("<slug:slug>/du-thao/muc/<slug:key>/", proposal_pages.field),
    path("<slug:slug>/du-thao/man-hinh/", proposal_pages.screen),
    path("<slug:slug>/du-thao/mau-trong.pdf", proposal_pages.blank),
    path("<slug:slug>/du-thao/so-sanh/", proposal_pages.compare),
    path("<slug:slug>/du-thao/trinh/", proposal_pages.submit),
    path("<slug:slug>/du-thao/tra-lai/", proposal_pages.give_back),
    path("<slug:slug>/du-thao/ban-hanh/", proposal_pages.issue),
]
