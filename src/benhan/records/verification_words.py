"""A package's report for people (Vietnamese lines) and for programs (plain data)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from benhan.law.vietnam_time import full_moment
from benhan.records.verification import FileReport, PackageReport
from benhan.signing.reports import PdfReport

_GOOD, _BAD = "ĐẠT  ", "HỎNG "


def lines(report: PackageReport) -> Iterator[str]:
    """The report as lines of text."""
    if report.unreadable:
        yield f"Không đọc được: {report.unreadable}."
        return
    yield from _about(report)
    yield from (f"{_BAD} {fault}" for fault in report.faults)
    if report.manifest and report.manifest.is_valid and report.manifest.timestamped_at:
        yield f"{_GOOD} manifest.json: {report.manifest.clinician} Dấu thời gian {full_moment(report.manifest.timestamped_at)}."
    for one in report.files:
        yield from file_lines(one)
    yield from _trust(report)
    wrong = len(report.faults) + sum(not one.is_valid for one in report.files)
    yield "KẾT QUẢ: HỢP LỆ" if report.is_valid else f"KẾT QUẢ: KHÔNG HỢP LỆ ({wrong} điểm không đạt)"


def _about(report: PackageReport) -> Iterator[str]:
    facility = report.about.get("facility")
    if isinstance(facility, dict):
        demo = " · BẢN DEMO, không có giá trị pháp lý" if facility.get("is_demo") else ""
        yield f"Cơ sở: {facility.get('name')} ({facility.get('code')}){demo}"
        yield f"Số hồ sơ: {report.about.get('record_number')} · số lưu trữ: {report.about.get('archive_number')}"
        yield f"Lưu trữ đến: {report.about.get('retention_until') or 'vĩnh viễn'}"


def file_lines(report: FileReport) -> Iterator[str]:
    """A file, what is wrong with it, and who signed it."""
    yield f"{_GOOD if report.is_valid else _BAD} {report.path}"
    for fault in report.faults:
        yield f"        {fault}"
    for one in report.pdf.signatures if report.pdf else ():
        when = _shown(one.timestamped_at or one.claimed_at)
        verdict = "hợp lệ" if one.is_valid else "KHÔNG hợp lệ"
        yield f"        chữ ký {verdict}: {one.signer.name or 'không rõ tên'} · {when} · {one.level}"


def _shown(at: datetime | None) -> str:
    return full_moment(at) if at else "không rõ thời điểm"


def _trust(report: PackageReport) -> Iterator[str]:
    if report.is_anchored:
        yield "Chứng thư số gốc: đối chiếu với chứng thư số gốc anh/chị tin cậy."
    else:
        yield "CẢNH BÁO: chứng thư số gốc lấy từ chính gói này, CHƯA đối chiếu với nguồn nào khác."
        yield "Đối chiếu dấu vân tay dưới đây với cơ sở, hoặc chạy lại với --trust."
    yield from (f"    SHA-256 {one}" for one in report.fingerprints)


def data(report: PackageReport) -> dict[str, Any]:
    """The report as JSON-ready data."""
    signed = report.manifest
    return {
        "valid": report.is_valid,
        "status": report.status,
        "unreadable": report.unreadable,
        "anchored": report.is_anchored,
        "root_fingerprints": list(report.fingerprints),
        "record": {name: value for name, value in report.about.items() if name != "forms"},
        "faults": list(report.faults),
        "manifest": {
            "valid": bool(signed and signed.is_valid),
            "signer": signed.signer.name if signed and signed.signer else "",
            "timestamped_at": _iso(signed.timestamped_at if signed else None),
        },
        "files": [file_data(one) for one in report.files],
    }


def file_data(report: FileReport) -> dict[str, Any]:
    """One file's report as plain data."""
    return {
        "path": report.path,
        "valid": report.is_valid,
        "faults": list(report.faults),
        "signatures": _signatures(report.pdf),
    }


def _signatures(pdf: PdfReport | None) -> list[dict[str, Any]]:
    return [
        {
            "field": one.field,
            "signer": one.signer.name,
            "valid": one.is_valid,
            "level": one.level,
            "timestamped_at": _iso(one.timestamped_at),
        }
        for one in (pdf.signatures if pdf else ())
    ]


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
