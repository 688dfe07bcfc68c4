"""Every ward address: one include per feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("benhan.ward.sign_in.urls")),
    path("tai-khoan/", include("benhan.ward.own_account.urls")),
    path("quan-tri/", include("benhan.ward.administration.urls")),
    path("luu-tru/", include("benhan.ward.archive.urls")),
]
