"""Every ward address: one include per feature."""

from django.urls import include, path

urlpatterns = [
    path("", include("benhan.ward.sign_in.urls")),
]
