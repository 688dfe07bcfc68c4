"""Addresses of wards, stays, operations and beds. After the chart's: `khoa/<department>/` takes what is left."""

from django.urls import path

from benhan.ward.stay import admission_pages, approval_pages, bed_pages, move_pages, pages, procedure_pages

_STAY = "khoa/luot/<str:encounter>/"
_ACT = "khoa/thu-thuat/<str:procedure>/"

urlpatterns = [
    path("khoa/", pages.index),
    path("khoa/cho-duyet/", approval_pages.approvals),
    path("khoa/cho-duyet/<str:task>/", approval_pages.approve),
    path("khoa/cho-vao-vien/<str:encounter>/", admission_pages.admit),
    path(_STAY, pages.stay),
    path(f"{_STAY}nhan/", admission_pages.receive),
    path(f"{_STAY}nhan-dieu-tri/", admission_pages.take_part),
    path(f"{_STAY}huy/", admission_pages.cancel),
    path(f"{_STAY}loai-benh-an/", admission_pages.record_form),
    path(f"{_STAY}giuong/", move_pages.bed),
    path(f"{_STAY}chuyen-khoa/", move_pages.transfer),
    path(f"{_STAY}chuyen-khoa/huy/", move_pages.cancel_transfer),
    path(f"{_STAY}ra-vien/", move_pages.discharge),
    path(f"{_STAY}thu-thuat/", procedure_pages.plan),
    path(_ACT, procedure_pages.procedure),
    path(f"{_ACT}giay/", procedure_pages.agree),
    path(f"{_ACT}bat-dau/", procedure_pages.start),
    path(f"{_ACT}khan-cap/", procedure_pages.start_in_emergency),
    path(f"{_ACT}xong/", procedure_pages.finish),
    path(f"{_ACT}huy/", procedure_pages.give_up),
    path("quan-tri/giuong/", bed_pages.beds),
    path("quan-tri/giuong/<str:bed>/", bed_pages.switch),
    path("khoa/<str:department>/", pages.department),
]
