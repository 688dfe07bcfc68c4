"""Addresses of the archive."""

from django.urls import path

from benhan.ward.archive import acts, destruction_pages, keeping, late_pages, pages, remark_pages, request_pages, scan_pages

urlpatterns = [
    path("", pages.records),
    path("ho-so-giay/", scan_pages.take_over),
    path("qua-han/", late_pages.late),
    path("qua-han.csv", late_pages.late_file),
    path("thoi-han/", late_pages.settings),
    path("yeu-cau/", request_pages.index),
    path("yeu-cau/moi/<str:record>/", request_pages.new),
    path("yeu-cau/<uuid:made>/", request_pages.one),
    path("yeu-cau/<uuid:made>/giay-hen/", request_pages.slip),
    path("yeu-cau/<uuid:made>/ban-sao/<str:document>.pdf", request_pages.copy),
    path("yeu-cau/<uuid:made>/<slug:key>/", request_pages.deed),
    path("muon/", request_pages.lent),
    path("muon/<slug:number>/", request_pages.read),
    path("muon/<slug:number>/<str:document>.pdf", request_pages.read_paper),
    path("huy/", destruction_pages.lists),
    path("huy/lap/", destruction_pages.propose),
    path("huy/<uuid:made>/", destruction_pages.one),
    path("huy/<uuid:made>/bien-ban.pdf", destruction_pages.minutes),
    path("huy/<uuid:made>/<int:item>/giu/", destruction_pages.keep_off),
    path("huy/<uuid:made>/<slug:key>/", destruction_pages.deed),
    path("<str:record>/", pages.record),
    path("<str:record>/day-du/", pages.complete),
    path("<str:record>/kiem-tra/", pages.verify),
    path("<str:record>/duyet/", acts.approve),
    path("<str:record>/tra-lai/", acts.give_back),
    path("<str:record>/ban-quet.pdf", scan_pages.scan_pdf),
    path("<str:record>/nhan-xet/", remark_pages.remark),
    path("<str:record>/niem-phong/", acts.seal),
    path("<str:record>/ket-xuat/", acts.export),
    path("<str:record>/luu-giu/", keeping.keeping),
    path("<str:record>/luu-giu/giu/", keeping.hold),
    path("<str:record>/luu-giu/dau-hieu/", keeping.mark),
    path("<str:record>/luu-giu/<uuid:hold>/thoi/", keeping.lift),
]
