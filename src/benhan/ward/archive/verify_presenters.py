"""A verification of a record in words: the whole first, then every signature and file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.records.verification import FileReport, PackageReport
from benhan.signing.reports import Question, SignatureReport
from benhan.ui import dates_vi
from benhan.ui.parts import Badge, FileVerdict, SignatureVerdict, VerifyReport, status_badge

_CONTENT = {Question.BYTE_RANGE, Question.INTEGRITY, Question.LATER_CHANGES, Question.CONTAINER}
_SLOTS = {
    "examining_doctor": "Bác sĩ khám bệnh", "treating_doctor": "Bác sĩ điều trị", "prescriber": "Bác sĩ kê đơn",
    "patient": "Người bệnh xác nhận", "file_giver": "Người giao hồ sơ", "file_receiver": "Người nhận hồ sơ",
    "director": "Giám đốc", "facility": "Con dấu số của cơ sở",
}  # fmt: skip


def of_documents(files: Sequence[FileReport], *, at: datetime) -> VerifyReport:
    """The papers kept here of a record that is not sealed yet."""
    wrong = [one for one in files if not one.is_valid]
    signed = [one for one in files if one.pdf]
    if not files:
        return VerifyReport(
            "Kiểm tra hồ sơ", status_badge("unknown"), "Hồ sơ chưa có giấy tờ nào để kiểm tra.", ()
        )
    text = (
        f"{len(wrong)} trong {len(files)} giấy tờ có vấn đề. Giữ nguyên hiện trạng và báo bộ phận an toàn thông tin."
        if wrong
        else f"Cả {len(signed)} giấy tờ đã ký đều nguyên vẹn, mọi chữ ký hợp lệ. Kiểm tra lúc {dates_vi.full_moment(at)}."
    )
    verdict = status_badge("invalid" if wrong else "valid" if signed else "unknown")
    if not signed and not wrong:
        text = "Chưa giấy tờ nào được ký."
    return VerifyReport(
        "Kiểm tra giấy tờ đang giữ", verdict, text, _signatures(files), tuple(_file(one) for one in files)
    )


def of_package(report: PackageReport, *, at: datetime) -> VerifyReport:
    """The package fixed at sealing, as it would be handed out now."""
    wrong = len(report.faults) + sum(not one.is_valid for one in report.files)
    if report.unreadable:
        return VerifyReport(
            "Kiểm tra gói hồ sơ", status_badge("invalid"), f"Không đọc được gói: {report.unreadable}.", ()
        )
    text = (
        f"Gói {len(report.files)} tệp đúng như lúc niêm phong, mọi chữ ký hợp lệ. Kiểm tra lúc {dates_vi.full_moment(at)}."
        if report.is_valid
        else " ".join([f"{wrong} điểm không đạt. Không dùng gói này làm chứng cứ.", *report.faults])
    )
    verdict = status_badge("valid" if report.is_valid else "invalid")
    return VerifyReport(
        "Kiểm tra gói hồ sơ đã niêm phong",
        verdict,
        text,
        _signatures(report.files),
        tuple(_file(one) for one in report.files),
    )


def _file(one: FileReport) -> FileVerdict:
    return FileVerdict(one.path, status_badge("valid" if one.is_valid else "invalid"), "; ".join(one.faults))


def _signatures(files: Sequence[FileReport]) -> tuple[SignatureVerdict, ...]:
    return tuple(_verdict(each, one.path) for one in files if one.pdf for each in one.pdf.signatures)


def _verdict(one: SignatureReport, path: str) -> SignatureVerdict:
    failed = set(one.failed)
    at = dates_vi.full_moment(one.timestamped_at) if one.timestamped_at else "không có dấu thời gian"
    demo = ", chứng thư DEMO không có giá trị pháp lý" if one.signer.is_demo else ""
    return SignatureVerdict(
        signer=one.signer.name or "không rõ tên",
        role=f"{_SLOTS.get(one.field, one.field)} · {path}",
        verdict=status_badge("valid" if one.is_valid else "invalid"),
        integrity=_badge(failed & _CONTENT),
        identity=_badge(failed & {Question.SIGNER, Question.REVOCATION}),
        time=_badge(failed & {Question.TIME}),
        time_note=f"{at}, mức {one.level}" if one.level else at,
        identity_note=f"hạn đến {dates_vi.day(one.signer.valid_to)}{demo}",
    )


def _badge(failed: set[Question]) -> Badge:
    return status_badge("invalid" if failed else "valid")
