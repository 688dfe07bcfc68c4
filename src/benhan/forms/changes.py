"""What a facility changes of a form, or all of a form of its own: frozen values and their JSON.

The content of a proposal and of an issued version is this and nothing else; a form is made of it anew each
time (forms.issuing), so that the Ministry's fields are never copied, only pointed at.

fields    the facility's own, always extensions; order   keys of a section, own ones among the official
remarks   to fields of the base form: a local label beside the official one, help, an earlier moment
hidden    extension fields of the base form that the facility leaves out
The rest (title, kind, setting, per, leaves_house, signers) is of a form wholly made by the facility.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

OWN_TYPES = ("text", "number", "date", "datetime", "time", "choice", "multichoice", "boolean", "icd")
WITH_CHOICES = ("choice", "multichoice")


@dataclass(frozen=True, slots=True)
class OwnChoice:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the facility; low and high as decimal texts, "" for none."""

    key: str
    section: str
    label: str
    type: str
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: tuple[OwnChoice, ...] = ()
    required: str = ""
    long: bool = False
    help: str = ""

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return (Decimal(self.low) if self.low else None, Decimal(self.high) if self.high else None)


@dataclass(frozen=True, slots=True)
class OwnSection:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class OwnSigner:
    """who = a row of law/signers.yaml; the same order = in parallel."""

    role: str
    who: str
    label: str
    order: int


@dataclass(frozen=True, slots=True)
class Remark:
    """To a field of the base form. label: beside the official label, in place of the label of an extension."""

    label: str = ""
    help: str = ""
    required: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    fields: tuple[OwnField, ...] = ()
    sections: tuple[OwnSection, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    setting: str = ""
    per: str = ""
    leaves_house: bool = False
    signers: tuple[OwnSigner, ...] = ()

    def own(self, key: str) -> OwnField | None:
        return next((one for one in self.fields if one.key == key), None)

    def with_field(self, made: OwnField) -> Changes:
        """The same with that field added, or put in the place of the one with its key."""
        if self.own(made.key) is None:
            return replace(self, fields=(*self.fields, made))
        return replace(self, fields=tuple(made if one.key == made.key else one for one in self.fields))

    def without_field(self, key: str) -> Changes:
        order = {section: tuple(one for one in keys if one != key) for section, keys in self.order.items()}
        return replace(self, fields=tuple(one for one in self.fields if one.key != key), order=order)

    def with_remark(self, key: str, remark: Remark) -> Changes:
        kept = {name: one for name, one in self.remarks.items() if name != key}
        return replace(self, remarks=kept | ({key: remark} if remark != Remark() else {}))

    def with_order(self, section: str, keys: tuple[str, ...]) -> Changes:
        return replace(self, order={**self.order, section: keys})


def to_json(changes: Changes) -> dict[str, Any]:
    """The content of a row: what is as usual left out."""
    plain = asdict(changes)
    return {name: value for name, value in plain.items() if value not in ("", False, (), [], {})}


def to_text(changes: Changes) -> str:
    return json.dumps(to_json(changes), ensure_ascii=False, sort_keys=True)


def from_json(content: Mapping[str, Any]) -> Changes:
    """Back from a row. What it doesn't know is a KeyError: nobody but us writes there."""
    known = {one.name for one in fields(Changes)}
    if set(content) - known:
        raise KeyError(f"unknown parts {sorted(set(content) - known)}")
    plain = {
        name: content[name] for name in ("title", "kind", "setting", "per", "leaves_house") if name in content
    }
    return Changes(
        fields=tuple(_field(one) for one in content.get("fields", ())),
        sections=tuple(_of(OwnSection, one) for one in content.get("sections", ())),
        order={str(section): tuple(keys) for section, keys in content.get("order", {}).items()},
        remarks={str(key): _of(Remark, one) for key, one in content.get("remarks", {}).items()},
        hidden=tuple(content.get("hidden", ())),
        signers=tuple(_of(OwnSigner, one) for one in content.get("signers", ())),
        **plain,
    )


def from_text(text: str) -> Changes:
    return from_json(json.loads(text))


T = TypeVar("T")


def _of(kind: type[T], raw: Mapping[str, Any]) -> T:
    return kind(**raw)


def _field(raw: Mapping[str, Any]) -> OwnField:
    choices = tuple(OwnChoice(**one) for one in raw.get("choices", ()))
    return OwnField(**{**raw, "choices": choices})
