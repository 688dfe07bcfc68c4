"""Addresses of the ward's patients and their charts."""

from django.urls import path

from benhan.ward.chart import pages

urlpatterns = [
    path("khoa/nguoi-benh/<str:patient_id>/", pages.chart),
    path("khoa/nguoi-benh/<str:patient_id>/ket-qua/", pages.results),
    path("khoa/nguoi-benh/<str:patient_id>/mo-khan-cap/", pages.open_in_emergency),
]
