"""What stands in the files of an import: entries of Bundles and lines of NDJSON, one value each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benhan.fhir import jsontext
from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.problems import ProblemError
from benhan.ops.import_problems import BUNDLE_KIND, FILE_NOT_FHIR, FILE_NOT_JSON, LINE_BROKEN, UNREADABLE

LINE_SUFFIXES = frozenset({".ndjson", ".jsonl"})
BUNDLE_TYPES = frozenset({"transaction", "batch", "collection", "document", "searchset"})
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_PUT_URL = re.compile(r"[A-Z][A-Za-z]+/([A-Za-z0-9\-.]{1,64})", re.ASCII)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry before anything is known about it.

    file, place    where it stands: "12" is a Bundle's 12th entry or the 12th line, "12/3" the third entry of the
                   Bundle in line 12 (counted from 1)
    resource       None when the entry holds none
    bundle         which Bundle of the file it belongs to ("" for a line that is no Bundle)
    trouble        why the line could not be taken apart, else None
    """

    file: Path
    place: str
    resource: Mapping[str, Any] | None
    full_url: str = ""
    method: str = ""
    url: str = ""
    if_none_exist: str = ""
    bundle: str = ""
    is_outcome: bool = False
    trouble: ProblemError | None = None

    @property
    def type(self) -> str:
        found = self.resource.get("resourceType") if self.resource else None
        return found if isinstance(found, str) and found in resource_types() else ""

    @property
    def id(self) -> str:
        """The resource's own id when R4 allows it, else one that the next import of it finds again."""
        assert self.resource is not None  # noqa: S101  asked for only when there is one
        own = self.resource.get("id")
        if isinstance(own, str) and _ID.fullmatch(own):
            return own
        if self.method == "PUT" and (put := _PUT_URL.fullmatch(self.url)):
            return put[1]
        # Without an address the content itself is the identity: file names and line numbers are used again.
        name = self.full_url or f"{self.file.name}#{self.place} {self.resource!r}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    @property
    def target(self) -> str:
        """`Type/id`, under which it will be stored."""
        return f"{self.type}/{self.id}"


def check_readable(paths: list[Path]) -> None:
    """Raises UNREADABLE for the first file that can't be opened, before anything is imported."""
    for path in paths:
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            raise UNREADABLE.at(file=path, reason=error.strerror or error) from None


def read_items(path: Path) -> Iterator[Item]:
    """The entries of a file, in order; NDJSON is read line by line, a Bundle as a whole.

    Raises  FILE_NOT_JSON, FILE_NOT_FHIR, BUNDLE_KIND before the first item; LINE_BROKEN where NDJSON breaks
    """
    if path.suffix.lower() in LINE_SUFFIXES:
        yield from _lines(path)
        return
    try:
        value = jsontext.parse(path.read_bytes().removeprefix(_BYTE_ORDER_MARK))
    except ProblemError as error:
        raise FILE_NOT_JSON.at(**_where(error)) from None
    if value.get("resourceType") not in resource_types():
        raise FILE_NOT_FHIR.at()
    if value["resourceType"] == "Bundle":
        yield from _bundle(path, value, "", "bundle")
    else:
        yield Item(path, "1", value)


def _lines(path: Path) -> Iterator[Item]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            text = line.removeprefix(_BYTE_ORDER_MARK).strip()
            if not text:
                continue
            try:
                value = jsontext.parse(text)
            except ProblemError as error:
                raise LINE_BROKEN.at(line=number, **_where(error)) from None
            if value.get("resourceType") != "Bundle":
                yield Item(path, str(number), value)
                continue
            try:
                yield from _bundle(path, value, f"{number}/", str(number))
            except ProblemError as error:
                yield Item(path, str(number), value, trouble=error)


def _bundle(path: Path, bundle: Mapping[str, Any], prefix: str, name: str) -> Iterator[Item]:
    """Referenced kinds first, so that a condition finds what its own Bundle brings."""
    entries = bundle.get("entry", [])
    if bundle.get("type") not in BUNDLE_TYPES:
        raise BUNDLE_KIND.at("Bundle.type")
    if not isinstance(entries, list):
        raise FILE_NOT_FHIR.at("Bundle.entry")
    items = [_entry(path, entry, f"{prefix}{place}", name) for place, entry in enumerate(entries, 1)]
    yield from sorted(items, key=lambda item: rank(item.type))


def _entry(path: Path, entry: object, place: str, bundle: str) -> Item:
    if not isinstance(entry, Mapping):
        return Item(path, place, None, bundle=bundle)
    resource, request, search = entry.get("resource"), entry.get("request"), entry.get("search")
    request = request if isinstance(request, Mapping) else {}
    return Item(
        path,
        place,
        resource if isinstance(resource, Mapping) else None,
        full_url=_text(entry.get("fullUrl")),
        method=_text(request.get("method")),
        url=_text(request.get("url")),
        if_none_exist=_text(request.get("ifNoneExist")),
        bundle=bundle,
        is_outcome=isinstance(search, Mapping) and search.get("mode") == "outcome",
    )


def _where(error: ProblemError) -> dict[str, str]:
    """Where the JSON breaks, in both languages; a text cut short has no place of its own."""
    position = str(error.values.get("position", ""))
    if position.startswith("byte "):
        return {"position": position, "place": position}
    return {"position": "its end or an unknown place", "place": "cuối tệp hoặc vị trí không rõ"}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


_FIRST = ("Organization", "Location", "Practitioner", "PractitionerRole", "Medication", "Device", "Patient")


def rank(resource_type: str) -> int:
    """Smaller comes first: what others refer to before what refers."""
    return _FIRST.index(resource_type) if resource_type in _FIRST else len(_FIRST)
