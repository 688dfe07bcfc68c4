"""Addresses of administration."""

from django.urls import path

from benhan.ward.administration import account_pages, audit_pages, review_pages

urlpatterns = [
    path("", account_pages.accounts),
    path("tai-khoan/moi/", account_pages.new_account),
    path("tai-khoan/<uuid:account>/", account_pages.account),
    path("tai-khoan/<uuid:account>/khoa/", account_pages.lock),
    path("tai-khoan/<uuid:account>/mo-khoa/", account_pages.unlock),
    path("tai-khoan/<uuid:account>/mat-khau/", account_pages.reset_password),
    path("tai-khoan/<uuid:account>/lop-hai/", account_pages.reset_second_factor),
    path("mo-khan-cap/", review_pages.openings),
    path("mo-khan-cap/<uuid:grant>/", review_pages.opening),
    path("nhat-ky/", audit_pages.entries),
    path("nhat-ky/tai-ve/", audit_pages.download),
    path("nhat-ky/chuoi/", audit_pages.chain),
]
