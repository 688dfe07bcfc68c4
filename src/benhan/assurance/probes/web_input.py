"""What happens to broken, hostile and oversized input, and what do error pages tell?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from secrets import token_hex

from django.conf import settings
from django.core.handlers.exception import handle_uncaught_exception
from django.http import HttpResponseBase
from django.test.client import RequestFactory
from django.urls import get_resolver

from benhan.access import sessions
from benhan.access.actor import Role
from benhan.assurance import door
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.records import attachments

_TELLING = ("Traceback (most recent call last)", 'File "/', "django.", "psycopg", "SELECT ", "site-packages")
_HOSTILE = "<script>alert('phep-thu')</script>"
_DANGEROUS = {
    "chương trình Windows": b"MZ\x90\x00", "chương trình Linux": b"\x7fELF\x02", "trang web": b"<!DOCTYPE html><script>",
    "tệp nén": b"PK\x03\x04", "kịch bản": b"#!/bin/sh\n", "ảnh vectơ": b"<svg xmlns='x' onload='a()'>",
}  # fmt: skip
_OVERSIZE = 9 * 1024 * 1024
_FHIR = "application/fhir+json"


@probe("web-input")
def web_input(look: Look) -> Facts:
    """Wrong input at the pages and at the FHIR face; what errors say; how big is too big; which files are taken."""
    _, post, _ = door.canary(look.facility, Role.RECEPTION)
    token = {"Authorization": f"Bearer {sessions.issue_token(post, 'user/*.cruds')}"}
    tried = [(name, answer) for name, answer in _wrong(token)]
    answers = [*(answer for _, answer in tried), door.send("get", "/khong-co-trang-nay/"), _crash()]
    big = door.send(
        "post", "/fhir/Patient", b" " * _OVERSIZE, content_type=_FHIR, headers=token
    )  # longer than any resource a person types
    return {
        "tried": len(tried),
        "taken": [name for name, answer in tried if answer.status_code < 400],
        "echoed": [
            path
            for path in (f"/dang-nhap/?tiep={_HOSTILE}", f"/khong-co/{_HOSTILE}/")
            if _HOSTILE in door.text_of(door.send("get", path))
        ],
        "leaks": sorted({sign for answer in answers for sign in _leaks(answer)}),
        "oversize_refused": big.status_code in (400, 413),
        "files_taken": [name for name, head in _DANGEROUS.items() if attachments.kind_of_bytes(head)],
    }


def _wrong(token: dict[str, str]) -> Iterator[tuple[str, HttpResponseBase]]:
    """Each wrong request with its name; all are to be refused."""
    patient = {"resourceType": "Patient", "name": [{"text": "Người thử"}], "gender": "female"}
    bodies = {
        "mã không có trong danh mục": patient | {"gender": "phep-thu"},
        "sai kiểu dữ liệu": patient | {"birthDate": 19900101},
        "trường lạ": patient | {"phepThu": True},
        "ngày không có thật": patient | {"birthDate": "2025-02-30"},
        "ký tự rỗng": patient | {"name": [{"text": "a\0b"}]},
        "loại lạ": {"resourceType": "PhepThu"},
    }
    for name, body in bodies.items():
        sent = json.dumps(body).encode()
        yield name, door.send("post", "/fhir/Patient", sent, content_type=_FHIR, headers=token)
    yield "không phải JSON", door.send("post", "/fhir/Patient", b"{", content_type=_FHIR, headers=token)
    yield (
        "tham số tìm kiếm lạ",
        door.send("get", "/fhir/Patient?phep-thu=1", headers=token | {"Prefer": "handling=strict"}),
    )
    yield "số âm ở phân trang", door.send("get", "/fhir/Patient?_count=-1", headers=token)
    forged = {"login": "' OR '1'='1' --", "password": "' OR '1'='1' --"}
    yield "câu lệnh chèn ở đăng nhập", door.send("post", door.SIGN_IN, forged)
    yield "ký tự rỗng ở trang", door.send("post", door.SIGN_IN, {"login": "a\0", "password": "b"})
    yield "đường dẫn leo thư mục", door.send("get", "/static/..%2f..%2f..%2fetc/passwd")


def _crash() -> HttpResponseBase:
    """What our own fault looks like: the answer to an error nobody expected, whose text is a secret."""
    request = RequestFactory().get("/")
    try:
        raise RuntimeError(f"phep-thu-{token_hex(8)}")
    except RuntimeError:
        return handle_uncaught_exception(request, get_resolver(), sys.exc_info())


def _leaks(answer: HttpResponseBase) -> list[str]:
    text = door.text_of(answer)
    found = [sign for sign in _TELLING if sign in text]
    found += ["nội dung lỗi bên trong"] if "phep-thu-" in text else []
    found += ["khóa bí mật"] if str(settings.SECRET_KEY) in text else []
    return found + (["chế độ gỡ lỗi đang bật"] if settings.DEBUG else [])
