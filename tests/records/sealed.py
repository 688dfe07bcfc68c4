"""A sealed record's package, made once per run in a database of its own: many tests only look at its bytes."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benhan.records import attachments, package
from benhan.records.plain_zip import take_apart
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.trust import TrustAnchors
from benhan.store.repository import Repository, Stored
from tests.records.visit import Visit, arrive
from tests.support.cast import CAST


@dataclass(frozen=True)
class Sealed:
    """The package, what it was made from, and how long each step took (ms)."""

    name: str
    content: bytes
    again: bytes
    record: Stored
    data: Path
    database_url: str
    milliseconds: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        files, differences = take_apart(self.content)
        assert not differences
        return files

    @property
    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads(self.files["manifest.json"])
        return manifest

    @property
    def pdfs(self) -> dict[str, bytes]:
        return {path: content for path, content in self.files.items() if path.startswith("tai-lieu/")}

    @property
    def trust(self) -> TrustAnchors:
        return DemoAuthority(self.data / "pki").trust()


PICTURE = b"\xff\xd8\xff\xe0 a photograph of a rash"
LETTER = b"%PDF-1.4 a letter the patient brought along, signed by nobody here"


def attach(visit: Visit) -> None:
    """A photo and a letter beside the record form, and one that was taken back."""
    assert visit.response
    with Repository(by=CAST.an) as repository:
        for content in (PICTURE, LETTER, PICTURE + b" by mistake"):
            kept = attachments.attach(
                repository,
                encounter=visit.encounter,
                response=visit.response,
                content=content,
                title="Kèm theo",
            )
        attachments.take_back(repository, attachment=kept, response=visit.response)


def make(data: Path, database_url: str) -> Sealed:
    """Take a visit to its end and export it twice."""
    visit: Visit = arrive()
    took: dict[str, int] = {}

    def timed(name: str, act: Any, *args: Any) -> None:
        start = time.perf_counter()
        act(*args)
        took[name] = round((time.perf_counter() - start) * 1000)

    for name in ("open", "write"):
        timed(name, getattr(visit, name))
    attach(visit)
    for name in ("prepare", "sign", "confirm", "prescribe", "close", "approve", "seal"):
        timed(name, getattr(visit, name))
    assert visit.record
    with Repository(by=CAST.minh) as repository:
        name, content = package.export(repository, visit.record.id)
    with Repository(by=CAST.hanh) as repository:
        _, again = package.export(repository, visit.record.id)
    return Sealed(name, content, again, visit.record, data, database_url, took)
