"""Addresses of reception."""

from django.urls import path

from benhan.ward.reception import pages

urlpatterns = [
    path("kham/tiep-don/", pages.index),
    path("kham/tiep-don/moi/", pages.new),
    path("kham/tiep-don/nguoi-benh/<str:patient_id>/", pages.patient),
    path("kham/tiep-don/nguoi-benh/<str:patient_id>/tiep-don/", pages.check_in),
    path("kham/tiep-don/nguoi-benh/<str:patient_id>/sua/", pages.edit),
    path("kham/tiep-don/nguoi-benh/<str:patient_id>/lich-su/", pages.history),
    path("kham/tiep-don/phieu/<str:encounter_id>/", pages.ticket),
    path("kham/tiep-don/phieu/<str:encounter_id>/huy/", pages.cancel),
    path("kham/tiep-don/danh-muc/<slug:name>.json", pages.codes),
]
