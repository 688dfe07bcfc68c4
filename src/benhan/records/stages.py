"""The stages of a record and of a document, carried as tags (docs/adr/0002)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from benhan.fhir.systems import BASE

RECORD_STAGE = f"{BASE}/CodeSystem/giai-doan-ho-so"
DOCUMENT_STAGE = f"{BASE}/CodeSystem/giai-doan-giay-to"
Resource = Mapping[str, Any]


class RecordStage(StrEnum):
    """Life of a record (hồ sơ bệnh án), in order; one opened by mistake ends as cancelled."""

    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"
    SEALED = "sealed"
    CANCELLED = "cancelled"


class DocumentStage(StrEnum):
    """Life of a document's paper, in order; amended ones end as superseded, mistaken ones as cancelled."""

    PREPARED = "prepared"
    SIGNING = "signing"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


RECORD_STAGE_NAMES = {
    RecordStage.OPEN: "Đang mở",
    RecordStage.CLOSED: "Đã đóng",
    RecordStage.APPROVED: "Đã duyệt",
    RecordStage.SEALED: "Đã niêm phong",
    RecordStage.CANCELLED: "Đã hủy",
}
DOCUMENT_STAGE_NAMES = {
    DocumentStage.PREPARED: "Chờ ký",
    DocumentStage.SIGNING: "Đang ký",
    DocumentStage.SIGNED: "Đã ký đủ",
    DocumentStage.SUPERSEDED: "Đã thay bằng bản khác",
    DocumentStage.CANCELLED: "Đã hủy",
}


# Beside the stage, which stays what it was: somebody has signed, and the proof of the time is not there yet.
AWAITED = f"{BASE}/CodeSystem/dang-cho"
TIMESTAMP = "dau-thoi-gian"


def awaits_timestamp(document: Resource) -> bool:
    """Whether a signing of these very bytes is authorised and waits for the timestamp service."""
    return _tag(document, AWAITED) == TIMESTAMP


def untagged(resource: Resource, system: str) -> dict[str, Any]:
    """A copy without tags of this system."""
    meta = dict(resource.get("meta", {}))
    return {
        **resource,
        "meta": {**meta, "tag": [t for t in meta.get("tag", ()) if t.get("system") != system]},
    }


def tagged(resource: Resource, system: str, code: str) -> dict[str, Any]:
    """A copy whose only tag of this system is the code."""
    meta = dict(resource.get("meta", {}))
    others = [tag for tag in meta.get("tag", ()) if tag.get("system") != system]
    return {**resource, "meta": {**meta, "tag": [*others, {"system": system, "code": str(code)}]}}


def _tag(resource: Resource, system: str) -> str:
    tags = resource.get("meta", {}).get("tag", ())
    return next((str(tag["code"]) for tag in tags if tag.get("system") == system), "")


def has_stage(resource: Resource) -> bool:
    """Whether it is a record or paper of ours; others' Compositions and DocumentReferences carry no stage."""
    return bool(_tag(resource, RECORD_STAGE) or _tag(resource, DOCUMENT_STAGE))


def record_stage(record: Resource) -> RecordStage:
    return RecordStage(_tag(record, RECORD_STAGE))


def document_stage(document: Resource) -> DocumentStage:
    return DocumentStage(_tag(document, DOCUMENT_STAGE))
