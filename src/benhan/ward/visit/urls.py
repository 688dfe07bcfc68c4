"""Addresses of a visit or stay: the record's own form under benh-an/, sheets under phieu/<answers>/."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from benhan.ward.visit import choosing, closing, figures, pages, previewing, sheet_acts, sheet_pages

_VISIT = "kham/luot/<str:encounter>/"
# The same acts for the record's form and for a sheet.
_ACTS: tuple[tuple[str, Callable[..., HttpResponseBase]], ...] = (
    ("", sheet_pages.fill),
    ("luu-nhap/", sheet_pages.autosave),
    ("dang-sua/", sheet_pages.presence),
    ("sua-lai/", sheet_pages.write_again),
    ("xem-truoc.pdf", previewing.preview),
    ("dinh-kem/", sheet_acts.attach),
    ("dinh-kem/<str:attachment>/", sheet_acts.look),
    ("dinh-kem/<str:attachment>/bo/", sheet_acts.detach),
)


def _under(prefix: str) -> list[URLPattern]:
    return [path(f"{_VISIT}{prefix}{act}", view) for act, view in _ACTS]


urlpatterns = [
    path(_VISIT, pages.visit_page),
    path(f"{_VISIT}mo/", pages.open_visit),
    *_under("benh-an/"),
    path(f"{_VISIT}phieu/them/", choosing.add),
    *_under("phieu/<str:response>/"),
    path(f"{_VISIT}phieu/<str:response>/bo/", sheet_acts.give_up),
    path(f"{_VISIT}di-ung/", pages.allergy),
    path(f"{_VISIT}dong/", closing.close),
    path("kham/hinh/<slug:name>.svg", figures.base_figure),
]
