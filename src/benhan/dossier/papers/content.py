"""A paper as JSON and back, and the clean text both writers set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any, cast

from benhan.assurance.diagrams.letters import SURE
from benhan.dossier.papers.model import (
    Block,
    Bullets,
    Facts,
    Figure,
    Grid,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    SignPlace,
)

BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "bullets": Bullets,
    "grid": Grid,
    "facts": Facts,
    "figure": Figure,
    "new-page": NewPage,
}
_NAMES = {kind: name for name, kind in BLOCKS.items()}


def to_json(paper: Paper) -> dict[str, Any]:
    """The paper as JSON values, every text printable; a block carries its kind."""
    body = cast("dict[str, Any]", _plain(asdict(paper)))
    body["blocks"] = [
        {"kind": _NAMES[type(block)]} | cast("dict[str, Any]", _plain(asdict(block)))
        for block in paper.blocks
    ]
    return body


def from_json(content: dict[str, Any]) -> Paper:
    """The paper that `to_json` wrote; unknown keys of a later version are left out. Raises KeyError, TypeError."""
    known = {one.name for one in fields(Paper)}
    body = {key: _tupled(value) for key, value in content.items() if key in known}
    body["on"] = date.fromisoformat(content["on"]) if content.get("on") else None
    body["blocks"] = tuple(_block(one) for one in content["blocks"])
    body["signs"] = tuple(SignPlace(**one) for one in content.get("signs", ()))
    return Paper(**body)


def _block(content: dict[str, Any]) -> Block:
    kind = BLOCKS[content["kind"]]
    cells = {key: _tupled(value) for key, value in content.items() if key != "kind"}
    if kind is Grid:
        cells["numeric"] = frozenset(cells["numeric"])
    return kind(**cells)


def _tupled(value: object) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value


def _plain(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


# Control characters, surrogates, private use, non-characters, separators of lines that no format has; marks without
# width that turn or hide what is read.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff\u2028\u2029"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\U000e0000-\U0010ffff]"
)


def printable(text: str) -> str:
    """NFC without what no file format takes: control characters, lone surrogates, non-characters."""
    spaced = text.replace("\r\n", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", spaced))


# What the papers' own font surely has: Latin with Vietnamese, usual punctuation, a few signs.
_FOREIGN = re.compile(f"[^\n{SURE}]")
BOX = "□"


def settable(value: Any) -> Any:
    """The same with a box for each sign that no font here may have (pictographs, other scripts)."""
    if isinstance(value, str):
        return _FOREIGN.sub(BOX, value)
    if isinstance(value, dict):
        return {key: one if key == "svg" else settable(one) for key, one in value.items()}
    return [settable(one) for one in value] if isinstance(value, list) else value


def texts_of(paper: Paper) -> Iterator[str]:
    """Every text a reader of either form must find, in order; drawings give caption and text equivalent."""
    content = to_json(paper)
    for key in ("parent", "issuer", "number", "kind", "subject", "to", "grounds"):
        yield from _texts(content[key])
    for block in content["blocks"]:
        yield from _block_texts(block)
    for sign in content["signs"]:
        yield from (sign["words"], sign["note"], sign["name"])
    yield from content["copies"]
    yield content["basis_note"]


def _block_texts(block: dict[str, Any]) -> Iterator[str]:
    if block["kind"] == "figure":
        yield block["caption"]
        return
    for key in ("caption", "text", "items", "columns", "rows", "totals"):
        yield from _texts(block.get(key, ""))
    if block["kind"] == "grid" and not block["rows"]:
        yield block["empty"]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
