"""Is a package still what was sealed, by whom, and do we trust them? Offline, from its bytes alone.

Everything is asked twice over: every byte of the zip must be the one its contents call for, every file must be the one
its manifest lists, the manifest must be signed by the facility's seal, and every PDF answers for its own signatures.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import pem

from benhan.records import package_layout as layout
from benhan.records.plain_zip import Difference, NotPlainZipError, take_apart
from benhan.signing.cms import ManifestReport, verify_manifest
from benhan.signing.reports import PdfReport
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_pdf

_SEAL_FIELD = "facility"
_AROUND_SEALING = timedelta(minutes=10)
_REVISION_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_PLACES = {
    "header": "phần đầu mục của tệp trong gói zip bị thay đổi (vị trí {offset})",
    "content": "nội dung trong gói zip bị thay đổi (vị trí {offset})",
    "directory": "dòng của tệp trong mục lục gói zip bị thay đổi (vị trí {offset})",
    "end": "phần cuối gói zip bị thay đổi hoặc có dữ liệu lạ (vị trí {offset})",
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of the package; `faults` are Vietnamese, () when all is well. `pdf` only for PDFs that were found."""

    path: str
    faults: tuple[str, ...]
    pdf: PdfReport | None = None

    @property
    def is_valid(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What was found.

    about         what the manifest says of the record ({} when it cannot be read)
    faults        of the zip and of the manifest, Vietnamese
    files         in the manifest's order, then what it does not list
    is_anchored   the roots came from outside the package
    fingerprints  SHA-256 of the roots the signatures were checked against, hexadecimal in pairs
    unreadable    why nothing could be checked, "" when it could
    """

    about: Mapping[str, Any]
    faults: tuple[str, ...]
    files: tuple[FileReport, ...]
    manifest: ManifestReport | None
    is_anchored: bool
    fingerprints: tuple[str, ...]
    unreadable: str = ""

    @property
    def is_valid(self) -> bool:
        is_signed = self.manifest is not None and self.manifest.is_valid
        return (
            is_signed and not self.unreadable and not self.faults and all(one.is_valid for one in self.files)
        )

    @property
    def status(self) -> int:
        """Exit status: 0 valid, 1 failed, 2 unreadable."""
        if self.unreadable:
            return 2
        return 0 if self.is_valid else 1


def verify_package(
    content: bytes, trust: TrustAnchors | None = None, *, at: datetime | None = None
) -> PackageReport:
    """Check a package; never raises for bad input.

    trust  roots known from elsewhere; without them the package's own are used, which proves only that it is in itself
           consistent: `is_anchored` is False then
    at     the instant the question is asked for, aware; now when None
    """
    try:
        files, differences = take_apart(content, frozenset({layout.MANIFEST, layout.SIGNATURE}))
    except NotPlainZipError:
        return PackageReport({}, (), (), None, False, (), "không phải gói zip đọc được")
    if layout.MANIFEST not in files:
        return PackageReport({}, (), (), None, False, (), f"gói không có {layout.MANIFEST}")
    anchors = _anchors(files, trust)
    faults = [
        f"{one.name or 'gói zip'}: {_said(one)}" for one in differences if not one.name or _is_own(one.name)
    ]
    try:
        about, lines = layout.read_manifest(files[layout.MANIFEST])
    except ValueError:
        about, lines = {}, ()
        faults.append(f"{layout.MANIFEST}: không đọc được danh mục tệp")
    signature = files.get(layout.SIGNATURE, b"")
    manifest = _manifest_report(files[layout.MANIFEST], signature, anchors, about, at)
    faults += _seal_faults(manifest, about)
    reports = _file_reports(files, lines, differences, anchors, about, at)
    reports = _with_seal(reports, manifest, about)
    reports = _with_evidence(reports, files)
    prints = tuple(_fingerprint(root) for root in anchors.roots)
    return PackageReport(about, tuple(faults), reports, manifest, trust is not None, prints)


def _is_own(name: str) -> bool:
    return name in (layout.MANIFEST, layout.SIGNATURE)


def _said(difference: Difference) -> str:
    return _PLACES[difference.place].format(offset=difference.offset)


def _anchors(files: Mapping[str, bytes], trust: TrustAnchors | None) -> TrustAnchors:
    """Roots from outside when there are any; issuers and lists inside help to build chains, they decide nothing."""
    inside = {folder: _ders(files, folder) for folder in (layout.ROOTS, layout.INTERMEDIATES, layout.LISTS)}
    if trust is None:
        return TrustAnchors(inside[layout.ROOTS], inside[layout.INTERMEDIATES], inside[layout.LISTS])
    return TrustAnchors(
        roots=trust.roots,
        intermediates=tuple(dict.fromkeys(trust.intermediates + inside[layout.INTERMEDIATES])),
        crls=tuple(dict.fromkeys(trust.crls + inside[layout.LISTS])),
    )


def _ders(files: Mapping[str, bytes], folder: str) -> tuple[bytes, ...]:
    found = []
    for path in sorted(files):
        if path.startswith(folder):
            try:
                found.append(pem.unarmor(files[path])[2])
            except ValueError:
                continue  # its line in the manifest says that it is damaged
    return tuple(found)


def _manifest_report(
    content: bytes, signature: bytes, anchors: TrustAnchors, about: Mapping[str, Any], at: datetime | None
) -> ManifestReport:
    """As of now; when that fails, as of the sealing, if the timestamp proves that it was made then.

    Certificates end and lists grow old after sealing: the timestamp, itself checked, says when the signature was made.
    """
    now = verify_manifest(content, signature, trust=anchors, at=at)
    sealed = (
        _instant(about.get("stages", {}).get("sealed", "")) if isinstance(about.get("stages"), dict) else None
    )
    if now.is_valid or sealed is None:
        return now
    then = verify_manifest(content, signature, trust=anchors, at=sealed + timedelta(minutes=1))
    proven = then.timestamped_at
    return then if then.is_valid and proven and abs(proven - sealed) < _AROUND_SEALING else now


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _seal_faults(manifest: ManifestReport, about: Mapping[str, Any]) -> list[str]:
    """The manifest is valid, and signed by the facility that it names, not by anybody with a trusted key."""
    if not manifest.is_valid or manifest.signer is None:
        return [f"{layout.SIGNATURE}: {manifest.clinician}"]
    facility = about.get("facility")
    named = facility.get("name") if isinstance(facility, dict) else None
    if manifest.signer.name != named:
        return [
            f"{layout.SIGNATURE}: danh mục tệp do {manifest.signer.name} ký, không phải con dấu số của cơ sở."
        ]
    return []


def _file_reports(
    files: Mapping[str, bytes],
    lines: tuple[layout.Listed, ...],
    differences: list[Difference],
    anchors: TrustAnchors,
    about: Mapping[str, Any],
    at: datetime | None,
) -> tuple[FileReport, ...]:
    reports = [_file_report(line, files.get(line.path), anchors, at) for line in lines]
    known = {line.path for line in lines} | {layout.MANIFEST, layout.SIGNATURE}
    reports += [FileReport(path, ("không có trong danh mục tệp",)) for path in files if path not in known]
    order = [layout.MANIFEST, layout.SIGNATURE, *(line.path for line in lines)]
    if about and list(files) != order and set(files) == set(order):
        reports.append(FileReport(layout.MANIFEST, ("thứ tự tệp trong gói khác danh mục",)))
    by_name = {one.name: _said(one) for one in reversed(differences) if one.name}
    return tuple(
        replace(one, faults=(*one.faults, by_name[one.path])) if one.path in by_name else one
        for one in reports
    )


def _file_report(
    line: layout.Listed, content: bytes | None, anchors: TrustAnchors, at: datetime | None
) -> FileReport:
    if content is None:
        return FileReport(line.path, ("thiếu trong gói",))
    faults = []
    if len(content) != line.size:
        faults.append(f"kích thước {len(content)} byte, danh mục ghi {line.size} byte")
    if hashlib.sha256(content).hexdigest() != line.sha256:
        faults.append("mã băm SHA-256 khác danh mục: nội dung đã bị thay đổi")
    if not line.path.startswith(layout.DOCUMENTS):
        return FileReport(line.path, tuple(faults))
    pdf = verify_pdf(content, trust=anchors, at=at)
    if not pdf.is_valid:
        faults.append(pdf.clinician)
    return FileReport(line.path, tuple(faults), pdf)


def _with_seal(
    reports: tuple[FileReport, ...], manifest: ManifestReport, about: Mapping[str, Any]
) -> tuple[FileReport, ...]:
    """Every standing paper carries the seal of the very certificate that signed the manifest."""
    try:
        standing = {str(one["path"]) for one in about.get("forms", ()) if one["status"] == "current"}
    except (KeyError, TypeError):
        standing = set()
    serial = manifest.signer.serial if manifest.signer else ""
    return tuple(
        replace(one, faults=(*one.faults, "thiếu con dấu số của cơ sở"))
        if one.path in standing and not _is_sealed(one, serial)
        else one
        for one in reports
    )


def _is_sealed(report: FileReport, serial: str) -> bool:
    signatures = report.pdf.signatures if report.pdf else ()
    return any(one.field == _SEAL_FIELD and one.signer.serial == serial for one in signatures)


def _with_evidence(reports: tuple[FileReport, ...], files: Mapping[str, bytes]) -> tuple[FileReport, ...]:
    """Each pen confirmation names the bytes it confirmed: a PDF as it was before that confirmation was added."""
    digests = {
        digest
        for path in files
        if path.startswith(layout.DOCUMENTS)
        for digest in _revision_digests(files[path])
    }
    return tuple(
        replace(one, faults=(*one.faults, "bằng chứng không ứng với tệp PDF nào trong gói"))
        if one.path.startswith(layout.EVIDENCE) and not _confirmed(files.get(one.path, b"")) & digests
        else one
        for one in reports
    )


def _revision_digests(content: bytes) -> set[str]:
    """SHA-256 of the PDF as it ended at each of its revisions, with and without the last line's end."""
    ends = {end for found in _REVISION_END.finditer(content) for end in (found.start() + 5, found.end())}
    return {hashlib.sha256(content[:end]).hexdigest() for end in ends}


def _confirmed(content: bytes) -> set[str]:
    try:
        return {str(json.loads(content)["document_sha256"])}
    except (ValueError, KeyError, TypeError):
        return set()


def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).digest().hex(":").upper()
