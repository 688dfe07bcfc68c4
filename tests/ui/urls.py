"""Only the gallery and the error pages."""

from django.urls import include, path

urlpatterns = [path("thu-vien/", include("benhan.ui.urls"))]
handler404 = "benhan.ui.error_pages.not_found"
handler500 = "benhan.ui.error_pages.server_error"
