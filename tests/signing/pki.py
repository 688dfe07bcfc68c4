"""The test PKI, described as data: who signs, when each certificate holds, which clock ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typst
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from benhan.signing import demo_certificates as made
from benhan.signing.appearance import AppearanceFont, pen_appearance, seal_appearance, staff_appearance
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.keys import FileKey
from benhan.signing.pades import Level, SignatureBox, sign

NOW = datetime(2026, 11, 22, 0, 31, tzinfo=UTC)
FACILITY = "Bệnh viện Đa khoa huyện Thử Nghiệm"
DOCTOR_BOX = SignatureBox("bac-si", 1, 330, 300, 540, 350)
PATIENT_BOX = SignatureBox("nguoi-benh", 1, 60, 300, 270, 380)
SEAL_BOX = SignatureBox("co-so", 1, 60, 200, 270, 260)
FONT = AppearanceFont.be_vietnam_pro()
STROKES = (
    tuple((50.0 + i * 3, 60 + 30 * math.sin(i / 5), i * 10, 0.4) for i in range(60)),
    tuple((80.0 + i * 2, 100.0 - i, 700 + i * 10, None) for i in range(30)),
)
PAPER = """
#set document(title: "Bệnh án ngoại trú", date: datetime(year: 2026, month: 11, day: 22))
#set text(font: "TeX Gyre Termes", lang: "vi")
= Bệnh án ngoại trú
Người bệnh: Trần Thị Kiểm Thử
#pdf.attach("du-lieu.json", bytes("{\\"so\\": 1}"), mime-type: "application/json",
  relationship: "source", description: "FHIR")
"""


def paper() -> bytes:
    """One page of PDF/A-3b with a JSON attachment."""
    page = typst.Compiler(
        input=PAPER.encode(),
        font_paths=[str(AppearanceFont.tex_gyre_termes().folder)],
        ignore_system_fonts=True,
    ).compile(format="pdf", pdf_standards=["a-3b"])
    assert isinstance(page, bytes)
    return page


@dataclass(slots=True)
class Clock:
    """A clock that stands still until told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Pki:
    """A demo authority with its people, on a clock that stands still."""

    authority: DemoAuthority
    clock: Clock
    doctor: FileKey
    device: FileKey
    seal: FileKey

    def sign_as_doctor(self, pdf: bytes, **changes: object) -> bytes:
        at = self.clock.now
        given = {
            "key": self.doctor,
            "timestamps": self.authority.timestamps(),
            "field": DOCTOR_BOX,
            "appearance": staff_appearance(
                name="Nguyễn Văn An", title="Bác sĩ điều trị", at=at, font=FONT, is_demo=True
            ),
            "reason": "Ký bệnh án",
            "location": FACILITY,
            "level": Level.B_LT,
            "trust": self.authority.trust(),
            "at": at,
        }
        return sign(pdf, **(given | changes))  # type: ignore[arg-type]

    def confirm_as_patient(self, pdf: bytes) -> bytes:
        drawn = pen_appearance(
            name="Trần Thị Kiểm Thử",
            relation="",
            at=self.clock.now,
            strokes=STROKES,
            canvas=(400, 160),
            font=FONT,
        )
        return self.sign_as_doctor(pdf, key=self.device, field=PATIENT_BOX, appearance=drawn)

    def seal_it(self, pdf: bytes) -> bytes:
        drawn = seal_appearance(facility=FACILITY, at=self.clock.now, font=FONT, is_demo=True)
        return self.sign_as_doctor(pdf, key=self.seal, field=SEAL_BOX, appearance=drawn, level=Level.B_LTA)

    def holder_key(self, folder: Path, *, valid_from: datetime, valid_to: datetime) -> FileKey:
        """A key whose certificate holds only between the two instants."""
        issuing = self.authority._issuer("issuing")
        key = made.new_key()
        holder = made.Holder("Lê Thị Hết Hạn", "Bác sĩ", FACILITY, "NV900")
        certificate = made.make_holder(issuing, key, holder, valid_from, valid_to)
        path = folder / "limited.p12"
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                None, key, certificate, [issuing.certificate], BestAvailableEncryption(b"mat-khau")
            )
        )
        return FileKey.from_pkcs12(path, b"mat-khau")


def make_pki(folder: Path) -> Pki:
    clock = Clock(NOW - timedelta(days=1))
    authority = DemoAuthority.open(folder, clock)
    pki = Pki(
        authority,
        clock,
        authority.issue_person(
            name="Nguyễn Văn An", title="Bác sĩ điều trị", facility=FACILITY, staff_id="NV001"
        ),
        authority.issue_confirmation_device(facility=FACILITY, facility_id="79001"),
        authority.issue_organisation(name=FACILITY, facility_id="79001"),
    )
    clock.now = NOW
    return pki
