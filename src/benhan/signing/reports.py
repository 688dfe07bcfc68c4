"""What a verification found, as values: per signature each question with its answer, and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from benhan.signing.keys import Subject


class Question(StrEnum):
    """What is asked of every signature; the value is what a report prints."""

    BYTE_RANGE = "byte-range"  # does it cover the file, or its revision, without a hole
    INTEGRITY = "integrity"  # are the covered bytes and the signature unchanged
    SIGNER = "signer"  # does the chain end in a trusted root, may the certificate sign
    REVOCATION = "revocation"  # was nobody in the chain revoked at signing time
    TIME = "time"  # is the signing time proven, and within the certificate's validity
    LATER_CHANGES = "later-changes"  # is everything added afterwards allowed
    CONTAINER = "container"  # is the unsigned wrapping of the signature as it was made


class Verdict(StrEnum):
    VALID = "valid"
    ALTERED = "altered"
    UNTRUSTED = "untrusted"
    TIME_UNPROVEN = "time-unproven"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered; `developer` says why not, "" when passed."""

    question: Question
    passed: bool
    developer: str = ""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a PDF.

    claimed_at      what the signer's machine said, None when silent
    timestamped_at  what a trusted timestamp proves, None without one
    covers          first byte, length, first byte, length (the signature's own hexadecimal lies between)
    covers_file     nothing follows what is covered
    level           highest of B-B, B-T, B-LT, B-LTA reached; "" when not even valid
    """

    field: str
    signer: Subject
    reason: str
    claimed_at: datetime | None
    timestamped_at: datetime | None
    covers: tuple[int, int, int, int]
    covers_file: bool
    level: str
    answers: tuple[Answer, ...]

    @property
    def failed(self) -> tuple[Question, ...]:
        return tuple(one.question for one in self.answers if not one.passed)

    @property
    def verdict(self) -> Verdict:
        failed = set(self.failed)
        if failed & _ALTERED:
            return Verdict.ALTERED
        if failed & {Question.SIGNER, Question.REVOCATION}:
            return Verdict.UNTRUSTED
        return Verdict.TIME_UNPROVEN if failed else Verdict.VALID

    @property
    def is_valid(self) -> bool:
        return self.verdict is Verdict.VALID

    @property
    def clinician(self) -> str:
        """One Vietnamese sentence; it says which question failed."""
        name = self.signer.name or "không rõ tên"
        if self.is_valid:
            return f"Chữ ký của {name} hợp lệ, nội dung đã ký không thay đổi."
        return f"Chữ ký của {name} KHÔNG hợp lệ: " + "; ".join(_WHY[one] for one in self.failed) + "."

    @property
    def developer(self) -> str:
        said = "; ".join(f"{one.question}: {one.developer}" for one in self.answers if not one.passed)
        return f"{self.field}: {self.verdict}" + (f" ({said})" if said else "")


@dataclass(frozen=True, slots=True)
class TimestampReport:
    """A document timestamp: proof that the whole file before it existed at `at`."""

    field: str
    authority: Subject
    at: datetime | None
    covers: tuple[int, int, int, int]
    covers_file: bool
    answers: tuple[Answer, ...]

    @property
    def is_valid(self) -> bool:
        return all(one.passed for one in self.answers)

    @property
    def clinician(self) -> str:
        """One Vietnamese sentence; it says when nobody renewed the timestamp in time."""
        if self.is_valid:
            return f"Dấu thời gian của {self.authority.name} hợp lệ."
        aged = next((one for one in self.answers if one.question is Question.TIME and not one.passed), None)
        intact = all(one.passed for one in self.answers if one.question in _ALTERED)
        if aged is None or not intact:
            return f"Chữ ký thời gian “{self.field}” KHÔNG hợp lệ."
        day = self.authority.valid_to.strftime("%d/%m/%Y")
        why = (
            "được gia hạn quá muộn"
            if aged.developer.startswith("renewed too late")
            else "không được gia hạn đúng hạn"
        )
        return f"Chữ ký thời gian “{self.field}” KHÔNG còn giá trị: {why}, chứng thư số đã hết hạn từ {day}."

    @property
    def developer(self) -> str:
        said = "; ".join(f"{one.question}: {one.developer}" for one in self.answers if not one.passed)
        return f"{self.field}: {'valid' if self.is_valid else 'invalid'}" + (f" ({said})" if said else "")


@dataclass(frozen=True, slots=True)
class OutsideFinding:
    """Something in the file that no signature protects.

    start, end  byte positions, end exclusive
    is_error    it has no business there; else it is an update that PDF rules allow, worth a remark
    """

    start: int
    end: int
    is_error: bool
    developer: str
    clinician: str


@dataclass(frozen=True, slots=True)
class PdfReport:
    """All of a PDF's signatures, in the order they were made."""

    signatures: tuple[SignatureReport, ...]
    timestamps: tuple[TimestampReport, ...]
    outside: tuple[OutsideFinding, ...]
    unreadable: str = ""

    @property
    def is_valid(self) -> bool:
        """There is a signature, every one and every timestamp is valid, nothing foreign is in the file."""
        return (
            not self.unreadable
            and bool(self.signatures)
            and all(one.is_valid for one in self.signatures)
            and all(one.is_valid for one in self.timestamps)
            and not any(one.is_error for one in self.outside)
        )

    @property
    def is_untouched(self) -> bool:
        """Valid, and not one byte lies outside what signatures protect."""
        return self.is_valid and not self.outside

    @property
    def clinician(self) -> str:
        if self.unreadable:
            return "Tệp bị hỏng hoặc không phải tệp PDF, không kiểm tra được chữ ký."
        if not self.signatures:
            return "Tài liệu không có chữ ký điện tử nào đọc được."
        wrong = [one.clinician for one in self.signatures if not one.is_valid]
        wrong += [one.clinician for one in self.timestamps if not one.is_valid]
        wrong += [one.clinician for one in self.outside if one.is_error]
        if wrong:
            return " ".join(wrong)
        remarks = "".join(f" {one.clinician}" for one in self.outside)
        return f"Cả {len(self.signatures)} chữ ký của tài liệu đều hợp lệ.{remarks}"

    @property
    def developer(self) -> str:
        if self.unreadable:
            return f"unreadable: {self.unreadable}"
        parts = [one.developer for one in self.signatures] + [one.developer for one in self.timestamps]
        parts += [f"bytes {one.start}–{one.end}: {one.developer}" for one in self.outside]
        return "; ".join(parts) or "no signature"


_ALTERED = {
    Question.BYTE_RANGE,
    Question.INTEGRITY,
    Question.LATER_CHANGES,
    Question.CONTAINER,
}
_WHY = {
    Question.BYTE_RANGE: "chữ ký không bao trọn tài liệu",
    Question.INTEGRITY: "nội dung đã bị thay đổi sau khi ký",
    Question.SIGNER: "chứng thư số không được tin cậy",
    Question.REVOCATION: "không xác nhận được chứng thư số còn hiệu lực (có thể đã bị thu hồi) khi ký",
    Question.TIME: "thời điểm ký không được chứng minh hoặc nằm ngoài hạn chứng thư số",
    Question.LATER_CHANGES: "tài liệu bị bổ sung hoặc sửa trái phép sau khi ký",
    Question.CONTAINER: "dữ liệu bao quanh chữ ký đã bị thay đổi",
}
