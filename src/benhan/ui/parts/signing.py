"""Who signs what, and does it hold? The signing sheet, the pad, the verification report, the paper's head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benhan.ui.parts.fields import Field
from benhan.ui.parts.frame import Action
from benhan.ui.parts.states import Badge


@dataclass(frozen=True, slots=True)
class SignerLine:
    """One place for a signature, in its order."""

    order: str
    role: str
    name: str
    state: Badge
    at: str = ""
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class SignaturePad:
    """Where the patient writes. Sends JSON strokes under `name` (see signature-pad.js).

    statement     what the signer agrees to, in full
    alternative   a text field for who can't draw: the typed name, or a witness
    """

    name: str
    label: str
    statement: str
    alternative: Field
    error: str = ""
    template: ClassVar[str] = "ui/parts/signature_pad.html"


@dataclass(frozen=True, slots=True)
class SigningSheet:
    """The ceremony: the paper as it will be printed, who signs as what, one button.

    patient_line   whose paper, in words
    pages          addresses of the paper's pages as images, in order; frame_url instead shows the PDF itself
    statement      what pressing the button records: "Anh/chị ký với tư cách …"
    second_factor  the one-time code, asked here; None when the key doesn't need it
    pin            what the key itself asks for, where it does
    hidden         (name, value) pairs the server needs back, e.g. the digest of what was shown
    done           after signing: the badge, and the way to the verification
    """

    title: str
    patient_line: str
    signers: tuple[SignerLine, ...]
    statement: str
    post_url: str
    sign: Action
    pages: tuple[str, ...] = ()
    frame_url: str = ""
    download: Action | None = None
    second_factor: Field | None = None
    pin: Field | None = None
    pad: SignaturePad | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    error: str = ""
    error_code: str = ""
    done: Badge | None = None
    verify: Action | None = None
    template: ClassVar[str] = "ui/parts/signing_sheet.html"


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What was found about one signature; each question answered apart."""

    signer: str
    role: str
    verdict: Badge
    integrity: Badge
    identity: Badge
    time: Badge
    time_note: str = ""
    identity_note: str = ""
    integrity_note: str = ""


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """One file of a package: name, and whether its bytes are those that were sealed."""

    name: str
    verdict: Badge
    note: str = ""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The result of a verification, with one verdict first."""

    title: str
    verdict: Badge
    text: str
    signatures: tuple[SignatureVerdict, ...]
    files: tuple[FileVerdict, ...] = ()
    code: str = ""
    template: ClassVar[str] = "ui/parts/verify_report.html"


@dataclass(frozen=True, slots=True)
class PrintHeader:
    """The head of a printed page: authority and facility left, form code and number right."""

    authority: str
    facility: str
    title: str
    department: str = ""
    form_code: str = ""
    number: str = ""
    patient_line: str = ""
    template: ClassVar[str] = "ui/parts/print_header.html"
