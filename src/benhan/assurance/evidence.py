"""What is shown for a requirement by a named person: a document, a record of a configuration, an interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.engine_problems import (
    ALREADY_WITHDRAWN,
    EVIDENCE_DATES,
    EVIDENCE_FILE_KIND,
    EVIDENCE_FILE_SIZE,
    EVIDENCE_NEEDS,
    UNKNOWN_REQUIREMENT,
    WITHDRAW_NEEDS_REASON,
)
from benhan.assurance.models import Evidence, System
from benhan.audit.entry import Entry
from benhan.law.catalogues import catalogues
from benhan.store import blobs
from benhan.store.repository import Repository

KINDS_VI = {
    "document": "Văn bản",
    "configuration": "Ảnh chụp, bản ghi cấu hình",
    "interview": "Biên bản phỏng vấn",
}
LARGEST_MB = 20
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_BY_ENDING = {".docx": _DOCX, ".xlsx": _XLSX}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent; its kind is read from its bytes, never believed from the browser."""

    name: str
    content: bytes

    @property
    def content_type(self) -> str:
        """ "" for a kind we don't keep."""
        found = next((kind for head, kind in _HEADS if self.content.startswith(head)), "")
        if found:
            return found
        if self.content.startswith(b"PK\x03\x04"):  # both are zip archives: the ending says which
            return next((kind for end, kind in _BY_ENDING.items() if self.name.lower().endswith(end)), "")
        try:
            text = self.content.decode("utf-8")
        except UnicodeDecodeError:
            return ""
        return "" if "\0" in text else "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Shown:
    """Evidence before it is kept.

    requirements  ids of one catalogue: one paper may show several
    author        who made it or said it
    """

    catalogue: str
    requirements: Sequence[str]
    kind: str
    title: str
    made_on: date | None
    author: str
    statement: str = ""
    expires_on: date | None = None
    file: File | None = None


def show(repository: Repository, *, system: System, shown: Shown) -> Evidence:
    """Keep evidence; its file goes sealed into the blob store under its SHA-256.

    Raises  NOT_PERMITTED, EVIDENCE_NEEDS, EVIDENCE_DATES, EVIDENCE_FILE_KIND, EVIDENCE_FILE_SIZE,
            UNKNOWN_REQUIREMENT
    Writes  the bytes, one Evidence, its audit entry
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    made_on = _check(shown)
    digest, kind = "", ""
    if shown.file is not None:
        kind = kind_of(shown.file)
        digest = blobs.put(by.facility, shown.file.content, kind)
    made = Evidence.objects.create(
        facility=by.facility, system=system, catalogue=shown.catalogue,
        requirements=list(dict.fromkeys(shown.requirements)), kind=shown.kind, title=shown.title[:300],
        statement=shown.statement, file_name=shown.file.name[-200:] if shown.file else "", content_type=kind,
        sha256=digest, made_on=made_on, expires_on=shown.expires_on, author=shown.author[:120],
        at=timezone.now(), account=by.account, name=by.name,
    )  # fmt: skip
    repository.record(
        Entry("evidence-added", detail={"evidence": str(made.pk), "kind": shown.kind, "sha256": digest,
                                        "requirements": len(made.requirements)})
    )  # fmt: skip
    return made


def withdraw(repository: Repository, *, evidence: Evidence, reason: str) -> None:
    """Mark evidence as no longer shown; it and its file stay. Raises WITHDRAW_NEEDS_REASON, ALREADY_WITHDRAWN."""
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    if not reason.strip():
        raise WITHDRAW_NEEDS_REASON.at("reason")
    still = Evidence.objects.filter(facility=by.facility, pk=evidence.pk, withdrawn_at__isnull=True)
    if not still.update(
        withdrawn_at=timezone.now(), withdrawn_by=by.name[:120], withdrawn_reason=reason.strip()[:300]
    ):
        raise ALREADY_WITHDRAWN.at()
    repository.record(Entry("evidence-withdrawn", detail={"evidence": str(evidence.pk)}))


def file_of(repository: Repository, evidence: Evidence) -> bytes:
    """The file's bytes as they were given. Raises NOT_FOUND, BLOB_DAMAGED."""
    demand(repository.by, Permission.READ_ASSURANCE)
    repository.record(
        Entry("evidence-read", detail={"evidence": str(evidence.pk), "sha256": evidence.sha256})
    )
    return blobs.get(repository.by.facility, evidence.sha256)


def _check(shown: Shown) -> date:
    if shown.kind not in KINDS_VI:
        raise EVIDENCE_NEEDS.at("kind", what="loại bằng chứng")
    for name, value, words in (
        ("title", shown.title, "tên"),
        ("author", shown.author, "người lập hoặc người trả lời"),
    ):
        if not value.strip():
            raise EVIDENCE_NEEDS.at(name, what=words)
    if shown.made_on is None:
        raise EVIDENCE_NEEDS.at("made_on", what="ngày lập")
    if shown.made_on > timezone.localdate() or (shown.expires_on and shown.expires_on < shown.made_on):
        raise EVIDENCE_DATES.at("made_on")
    if shown.kind == "interview" and not shown.statement.strip():
        raise EVIDENCE_NEEDS.at("statement", what="nội dung trả lời phỏng vấn")
    if shown.kind == "configuration" and shown.file is None:
        raise EVIDENCE_NEEDS.at("file", what="tệp ảnh chụp hoặc bản ghi cấu hình")
    if shown.kind == "document" and shown.file is None and not shown.statement:
        raise EVIDENCE_NEEDS.at("file", what="tệp đính kèm, hoặc số hiệu văn bản và nơi lưu ở ô nội dung")
    found = catalogues().get(shown.catalogue)
    known = {one.id for one in found.requirements} if found else set()
    if not shown.requirements or not set(shown.requirements) <= known:
        raise UNKNOWN_REQUIREMENT.at("requirements")
    return shown.made_on


def kind_of(file: File) -> str:
    if not file.content or len(file.content) > LARGEST_MB * 1_000_000:
        raise EVIDENCE_FILE_SIZE.at("file", limit=LARGEST_MB)
    if not (kind := file.content_type):
        raise EVIDENCE_FILE_KIND.at("file")
    return kind
