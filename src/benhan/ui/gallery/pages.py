# ruff: noqa: E501 - one pattern a line
"""The gallery's pages: all components, the page patterns, and a small code list for the picker."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from benhan.ui.gallery import patterns
from benhan.ui.gallery.examples import EXAMPLES
from benhan.ui.templatetags.benhan import icon_names

PATTERNS = {
    "dang-nhap": ("ui/gallery/login.html", patterns.LOGIN, "", ()),
    "tiep-don": ("ui/gallery/reception.html", patterns.RECEPTION, "/thu-vien/mau/tiep-don/", ("Tiếp đón", "Nội 1")),
    "lan-kham": ("ui/gallery/visit.html", patterns.VISIT, "/thu-vien/mau/lan-kham/", ("Phòng khám", "Lượt khám 38")),
    "ky": ("ui/gallery/sign.html", patterns.SIGN, "/thu-vien/mau/ky/", ("Chờ ký", "Bệnh án ngoại trú")),
    "luu-tru": ("ui/gallery/archive.html", patterns.ARCHIVE, "/thu-vien/mau/luu-tru/", ("Lưu trữ", "NT-2026-003118")),
}  # fmt: skip
TOKENS = (
    "giay",
    "to",
    "muc",
    "muc-nhat",
    "cham",
    "cham-tint",
    "son",
    "son-tint",
    "hoe",
    "hoe-tint",
    "la",
    "la-tint",
)
_CODES = (
    ("J18.9", "Viêm phổi, tác nhân không xác định", "hay dùng"),
    ("J02.9", "Viêm họng cấp, không đặc hiệu", ""),
    ("J20.9", "Viêm phế quản cấp, không đặc hiệu", ""),
    ("I10", "Tăng huyết áp nguyên phát", "hay dùng"),
    ("E11.9", "Đái tháo đường típ 2, không biến chứng", ""),
)


def index(request: HttpRequest) -> HttpResponse:
    context = {
        "frame": patterns.frame("/thu-vien/", "Thư viện giao diện"),
        "examples": EXAMPLES,
        "icons": sorted(icon_names()),
        "tokens": TOKENS,
        "patterns": tuple(PATTERNS),
    }
    return render(request, "ui/gallery/index.html", context)


def pattern(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PATTERNS:
        raise Http404
    template, page, here, crumbs = PATTERNS[name]
    return render(request, template, {"frame": patterns.frame(here, *crumbs), "page": page})


def codes(request: HttpRequest) -> JsonResponse:
    """The shape every picker's data_url answers in."""
    sought = request.GET.get("q", "").casefold()
    found = [one for one in _CODES if sought in f"{one[0]} {one[1]}".casefold()]
    return JsonResponse({"results": [{"code": c, "display": d, "note": n} for c, d, n in found]})
