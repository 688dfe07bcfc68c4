"""What lies where in an export package, and what its manifest says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MANIFEST, SIGNATURE = "manifest.json", "manifest.p7s"
README, ANNEX_JSON, ANNEX_XML = "README.txt", "HoSoBenhAn.json", "HoSoBenhAn.xml"
ANNEX_SCHEMA, ANNEX_REPORT = "HoSoBenhAn.xsd", "HoSoBenhAn-kiem-tra.txt"
FHIR = "fhir/ho-so-benh-an.json"
DOCUMENTS, EVIDENCE, TRUST = "tai-lieu/", "bang-chung/", "tin-cay/"
ATTACHED = "dinh-kem/"
ROOTS, INTERMEDIATES, LISTS = f"{TRUST}roots/", f"{TRUST}intermediates/", f"{TRUST}crls/"
FORMAT = "benhan-goi-ho-so/1"
MEDIA_TYPES = {
    ".json": "application/json",
    ".xml": "application/xml",
    ".xsd": "application/xml",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".pem": "application/x-pem-file",
    ".p7s": "application/pkcs7-signature",
}
SUFFIXES = {kind: suffix for suffix, kind in MEDIA_TYPES.items() if suffix in (".jpg", ".png", ".pdf")}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the manifest."""

    path: str
    size: int
    sha256: str
    media_type: str


def listed(path: str, content: bytes) -> Listed:
    suffix = path[path.rindex(".") :]
    media_type = "application/fhir+json" if path == FHIR else MEDIA_TYPES[suffix]
    return Listed(path, len(content), hashlib.sha256(content).hexdigest(), media_type)


def manifest_bytes(about: Mapping[str, object], files: Mapping[str, bytes]) -> bytes:
    """The manifest of these files: `about` first, then every file's path, size, SHA-256 and media type."""
    lines = [listed(path, content) for path, content in files.items()]
    table = [
        {"path": one.path, "size": one.size, "sha256": one.sha256, "media_type": one.media_type}
        for one in lines
    ]
    return (
        json.dumps({"format": FORMAT, **about, "files": table}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def read_manifest(content: bytes) -> tuple[dict[str, Any], tuple[Listed, ...]]:
    """What the manifest says and its lines. Raises ValueError when it is no manifest of ours."""
    try:
        about = json.loads(content)
        if about.pop("format") != FORMAT:
            raise ValueError("another format")
        lines = tuple(
            Listed(str(one["path"]), int(one["size"]), str(one["sha256"]), str(one["media_type"]))
            for one in about.pop("files")
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a manifest") from error
    return about, lines
