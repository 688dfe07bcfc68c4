"""Is a Bundle one of its type? R4's rules bdl-1 to bdl-12 (bundle.html#invs)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Json = Mapping[str, Any]


class Rule(NamedTuple):
    """R4's key of an invariant, what it asks in a few words, and whether an object breaks it."""

    key: str
    words: str
    is_broken: Callable[[Json], bool]


def _entries(value: Json) -> list[Json]:
    entries = value.get("entry")
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _differs(value: Json, part: str, *types: str) -> bool:
    """Whether some entry has the part although the Bundle's type forbids it, or lacks it against the rule."""
    is_wanted = value.get("type") in types
    return any((part in entry) is not is_wanted for entry in _entries(value))


def _is_url_repeated(value: Json) -> bool:
    if value.get("type") == "history":
        return False
    seen = set()
    for entry in _entries(value):
        if "fullUrl" in entry:
            resource = entry.get("resource")
            meta = resource.get("meta") if isinstance(resource, dict) else None
            key = (str(entry["fullUrl"]), str(meta.get("versionId", "")) if isinstance(meta, dict) else "")
            if key in seen:
                return True
            seen.add(key)
    return False


def _first_is_not(value: Json, type_name: str) -> bool:
    entries = _entries(value)
    resource = entries[0].get("resource") if entries else None
    return not isinstance(resource, dict) or resource.get("resourceType") != type_name


def _lacks_whole_identifier(value: Json) -> bool:
    identifier = value.get("identifier")
    return not isinstance(identifier, dict) or not ("system" in identifier and "value" in identifier)


BUNDLE_RULES: Mapping[str, tuple[Rule, ...]] = {
    "Bundle": (
        Rule(
            "bdl-1",
            "total stands only in a searchset or history",
            lambda v: "total" in v and v.get("type") not in ("searchset", "history"),
        ),
        Rule(
            "bdl-2",
            "entry.search stands only in a searchset",
            lambda v: v.get("type") != "searchset" and any("search" in entry for entry in _entries(v)),
        ),
        Rule(
            "bdl-3",
            "entry.request stands in every entry of a batch, transaction or history, and nowhere else",
            lambda v: _differs(v, "request", "batch", "transaction", "history"),
        ),
        Rule(
            "bdl-4",
            "entry.response stands in every entry of a batch-response, transaction-response or history, "
            "and nowhere else",
            lambda v: _differs(v, "response", "batch-response", "transaction-response", "history"),
        ),
        Rule("bdl-7", "a fullUrl stands once, or with different versions", _is_url_repeated),
        Rule(
            "bdl-9",
            "a document has an identifier with system and value",
            lambda v: v.get("type") == "document" and _lacks_whole_identifier(v),
        ),
        Rule(
            "bdl-10",
            "a document has a timestamp",
            lambda v: v.get("type") == "document" and "timestamp" not in v,
        ),
        Rule(
            "bdl-11",
            "a document's first resource is a Composition",
            lambda v: v.get("type") == "document" and _first_is_not(v, "Composition"),
        ),
        Rule(
            "bdl-12",
            "a message's first resource is a MessageHeader",
            lambda v: v.get("type") == "message" and _first_is_not(v, "MessageHeader"),
        ),
    ),
    "Bundle.entry": (
        Rule(
            "bdl-5",
            "an entry has a resource, a request or a response",
            lambda v: not any(name in v for name in ("resource", "request", "response")),
        ),
        Rule(
            "bdl-8",
            "a fullUrl names no version",
            lambda v: isinstance(v.get("fullUrl"), str) and "/_history/" in v["fullUrl"],
        ),
    ),
}
