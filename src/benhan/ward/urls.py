"""Every ward address: one include per feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("benhan.ward.sign_in.urls")),
    path("", include("benhan.ward.home.urls")),
    path("", include("benhan.ward.reception.urls")),
    path("", include("benhan.ward.queue.urls")),
    path("", include("benhan.ward.chart.urls")),
    path("", include("benhan.ward.stay.urls")),
    path("", include("benhan.ward.visit.urls")),
    path("", include("benhan.ward.pickers.urls")),
    path("", include("benhan.ward.prescriptions.urls")),
    path("", include("benhan.ward.worklist.urls")),
    path("", include("benhan.ward.phrases.urls")),
    path("", include("benhan.ward.signing.urls")),
    path("", include("benhan.ward.record_history.urls")),
    path("tai-khoan/", include("benhan.ward.own_account.urls")),
    path("quan-tri/chung-thu/", include("benhan.ward.certificates.urls")),
    path("quan-tri/", include("benhan.ward.administration.urls")),
    path("bieu-mau/", include("benhan.ward.form_catalogue.urls")),
    path("luu-tru/", include("benhan.ward.archive.urls")),
]
