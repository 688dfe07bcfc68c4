"""Old paper is taken over as scans the facility signs for; what the scans say of themselves is whole (EMR-CNV-02)."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benhan.records import package, retention, scans
from benhan.records.plain_zip import take_apart
from benhan.records.stages import RecordStage, record_stage
from benhan.records.verification import verify_package
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.verification import verify_pdf
from benhan.store.repository import Repository
from tests.records.conftest import keys_folder, refused, signing  # noqa: F401
from tests.records.visit import arrive
from tests.support.cast import CAST
from tests.ward import places

URL = "/luu-tru/ho-so-giay/"


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\xcc" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def given(**changes: Any) -> dict[str, Any]:
    files = [SimpleUploadedFile(f"{n}.png", png(20 + 20 * n, 30)) for n in range(2)]
    return {
        "ma": "BN00000001",
        "ten": "Bệnh án Nội khoa",
        "so_cu": "1234/2015",
        "tu": "01/02/2015",
        "den": "20/02/2015",
        "nhom": "normal",
        "so_quyet_dinh": "5/QĐ",
        "ban_giay": "giu",
        "hinh_thuc": "paper",
        "du": "on",
        "tep": files,
        **changes,
    }


@pytest.mark.slow  # signs for real
def test_scans_become_a_sealed_signed_record_that_keeps_its_own_class(browser, facility, signing):  # noqa: F811
    places.departments()
    places.patient()
    client = browser(CAST.minh)
    for wrong in (
        {"ma": "BN9"},
        {"so_quyet_dinh": ""},
        {"du": ""},
        {"den": "01/01/2015"},
        {"tep": [SimpleUploadedFile("a.png", b"x")]},
    ):
        answer = client.post(URL, given(**wrong))
        assert answer.status_code == 422, wrong
        assert "1234/2015" in answer.content.decode()
    assert browser(CAST.an).post(URL, given()).status_code == 403
    answer = client.post(URL, given())
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "Giấy (bản quét)" in page
    pdf = client.get(answer["Location"] + "ban-quet.pdf").content
    report = verify_pdf(pdf, trust=DemoAuthority(signing / "pki").trust())
    assert [(one.field, one.is_valid) for one in report.signatures] == [("facility", True)]
    assert (
        "đều nguyên vẹn, mọi chữ ký hợp lệ" in client.get(answer["Location"] + "kiem-tra/").content.decode()
    )
    with Repository(by=CAST.minh) as repository:
        record = repository.read("Composition", answer["Location"].split("/")[-2])
    assert record_stage(record.resource) is RecordStage.SEALED
    assert retention.retained(record.resource) == ("normal", date(2025, 12, 31).isoformat())
    assert scans.medium_of(record.resource) == "paper"
    with Repository(by=CAST.minh) as repository:
        _, content = package.export(repository, record.id)
    files, _ = take_apart(content)
    assert files["tai-lieu/01-ban-quet.pdf"] == pdf, "the scans themselves are handed out"
    assert verify_package(content, DemoAuthority(signing / "pki").trust()).is_valid
    assert "Hồ sơ giấy đã quét" in client.get(URL).content.decode()
    assert browser(CAST.chi).get(answer["Location"] + "ban-quet.pdf").status_code == 403


def test_only_pictures_and_a_scanners_pdf_are_taken(refused):  # noqa: F811
    assert [page.is_wide for page in scans.pages_of(png(40, 20)) + scans.pages_of(png(20, 40))] == [
        True,
        False,
    ]
    for content in (b"", b"GIF89a", b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0\x00\x00", b"\xff\xd8\xff"):
        refused("BH-RECORD-0077", scans.pages_of, content)


def test_a_scanners_pdf_gives_its_pictures_and_a_text_pdf_is_refused(refused):  # noqa: F811
    jpeg = b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 30, 20) + b"\x00" * 12 + b"\xff\xd9"
    assert [(page.content, page.is_wide) for page in scans.pages_of(_pdf(jpeg, "DCTDecode"))] == [
        (jpeg, False)
    ]
    refused("BH-RECORD-0077", scans.pages_of, _pdf(jpeg, "FlateDecode"))


def _pdf(picture: bytes, name: str) -> bytes:
    """One page that shows one picture."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Resources << /XObject << /Im0 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Image /Width 20 /Height 30 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /"
        + name.encode()
        + b" /Length "
        + str(len(picture)).encode()
        + b" >>\nstream\n"
        + picture
        + b"\nendstream",
    ]
    made, places_ = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places_.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(
        f"{one:010d} 00000 n \n".encode() for one in places_
    )
    return made + f"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def test_arriving_uses_no_scan(db, signing):  # noqa: F811
    visit = arrive()
    assert scans.medium_of(visit.open().resource) == "electronic"
