"""From the Ministry's form and a facility's changes to the facility's version of it, and what may not be changed.

EMR-REC-08: official fields can't be hidden, renamed or retyped; a facility adds its own, puts a label of its
own beside the official one, helps, asks earlier, reorders within a section. A form of LOCAL/CS-… is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import InvalidOperation
from typing import Any

from benhan.fhir import systems
from benhan.fhir.problems import Finding
from benhan.forms import problems
from benhan.forms.catalogue_checks import refuse_nonsense
from benhan.forms.catalogue_files import read_sections
from benhan.forms.changes import OWN_TYPES, WITH_CHOICES, Changes, OwnField, OwnSigner, Remark
from benhan.forms.fields import MOMENTS, Choice, Field, Form, Section, Signer
from benhan.law.loading import LawDataError
from benhan.law.signers import who_may_sign
from benhan.terminology.folding import fold

OWN_CODE = "LOCAL/CS-"
OWN_BASIS = "FACILITY"
OWN_SOURCE = "mau-cua-co-so"
OWN_HEAD = "forms/local/_own-head.yaml"
CAPACITY = {"patient": "confirms", "witness": "witnesses", "facility": "seals"}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}", re.ASCII)
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a version gets when it is issued; a preview has the version of a proposal."""

    facility: str
    code: str
    version: str
    valid_from: date | None
    valid_to: date | None = None


def made_form(base: Form | None, changes: Changes, stamp: Stamp) -> Form:
    """The facility's version: the base form with the changes, or a form of its own where base is None."""
    shell = base or _own_shell(changes, stamp)
    sections = tuple(
        _changed(section, changes, stamp, is_added=base is not None)
        for section in (*shell.sections, *_own_sections(changes))
    )
    ends = [day for day in (shell.valid_to, stamp.valid_to) if day]
    return replace(
        shell,
        version=stamp.version,
        valid_from=stamp.valid_from,
        valid_to=min(ends, default=None),
        sections=tuple(section for section in sections if section.fields),
        # A hand-made template knows the official fields in the official order; the generic one prints what the form has.
        template=shell.template if not (changes.fields or changes.sections or changes.order) else "",
    )


def _own_shell(changes: Changes, stamp: Stamp) -> Form:
    return Form(
        code=stamp.code,
        slug=slug_of(stamp.code),
        version=stamp.version,
        title=changes.title,
        title_en="",
        kind=changes.kind,
        setting=changes.setting,
        circular=OWN_SOURCE,
        valid_from=stamp.valid_from,
        valid_to=None,
        retention="normal",
        basis=OWN_BASIS,
        template="",
        paper="a4",
        pages=99,
        sections=read_sections(OWN_HEAD, stamp.code),
        signers=tuple(_signer(one) for one in changes.signers),
        per=changes.per or "once",
        leaves_house=changes.leaves_house,
    )


def _signer(own: OwnSigner) -> Signer:
    kind = who_may_sign()[own.who].kind
    return Signer(
        role=own.role,
        label=own.label,
        part="A",
        order=own.order,
        capacity=CAPACITY.get(kind, "author"),
        optional=False,
        extension=False,
        basis=OWN_BASIS,
        who=own.who,
    )


def _own_sections(changes: Changes) -> tuple[Section, ...]:
    return tuple(Section(one.key, one.label, "A", (), extension=True) for one in changes.sections)


def _changed(section: Section, changes: Changes, stamp: Stamp, *, is_added: bool) -> Section:
    """is_added: the facility's fields are beside official ones; in a form of its own they are the form."""
    kept = [_remarked(one, changes.remarks) for one in section.fields if one.key not in changes.hidden]
    own = [_own_field(one, stamp, is_added=is_added) for one in changes.fields if one.section == section.key]
    places = {key: place for place, key in enumerate(changes.order.get(section.key, ()))}
    ordered = sorted([*kept, *own], key=lambda one: places.get(one.key, len(places)))
    return replace(section, fields=tuple(ordered))


def _remarked(official: Field, remarks: Mapping[str, Remark]) -> Field:
    remark = remarks.get(official.key)
    if remark is None:
        return official
    return replace(
        official,
        label=remark.label if official.extension and remark.label else official.label,
        local_label="" if official.extension else remark.label,
        help=remark.help or official.help,
        required=remark.required or official.required,
    )


def _own_field(own: OwnField, stamp: Stamp, *, is_added: bool) -> Field:
    low, high = own.bounds()
    system = f"{systems.CHOICE}{stamp.facility}/{stamp.code.replace('/', '-')}:{own.key}"
    return Field(
        key=own.key,
        label=own.label,
        type=own.type,
        basis=OWN_BASIS,
        unit=own.unit,
        low=low,
        high=high,
        choices=tuple(Choice(one.code, one.label) for one in own.choices),
        choice_system=system if own.choices else "",
        required=own.required,
        long=own.long,
        extension=is_added,
        help=own.help,
    )


def published(resource: Mapping[str, Any], form: Form, publisher: str) -> dict[str, Any]:
    """The Questionnaire of a facility's version: who published it, and from which official one it derives."""
    base, mark, _ = form.version.partition(".cs")
    if not mark and form.basis != OWN_BASIS:
        return dict(resource)
    derived = {"derivedFrom": [f"{form.url}|{base}"]} if mark else {}
    return {**resource, "publisher": publisher, **derived}


def slug_of(code: str) -> str:
    return code.removeprefix("LOCAL/").lower()


def new_key(label: str, taken: frozenset[str], prefix: str = "cs") -> str:
    """A key for a new own field or section, from its label; never one that any version has had."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:30].strip("_")
    wanted = f"{prefix}_{words}" if words else prefix
    return next(key for key in (wanted, *(f"{wanted}_{n}" for n in range(2, 10_000))) if key not in taken)


# What may not be


def findings(
    base: Form | None, changes: Changes, stamp: Stamp, before: Form | None = None
) -> tuple[Finding, ...]:
    """Why these changes can't become a version; () when they can.

    base    the Ministry's form, None for a form of the facility
    before  the facility's version in force: a key of it keeps its type, or old answers could not be compared
    """
    first = (*_about_shell(base, changes), *_about_own(base, changes, before), *_about_remarks(base, changes))
    if first:
        return first
    made = made_form(base, changes, stamp)
    found = tuple(kept_whole(base, made)) if base else ()
    if found:
        return found
    if base is None and not changes.fields:
        return (problems.found(problems.FORM_EMPTY, ""),)
    try:
        refuse_nonsense(made.code, made)
    except LawDataError as error:
        return (problems.found(problems.FORM_BROKEN, "", reason=error.reason),)
    return ()


def kept_whole(base: Form, made: Form) -> Iterator[Finding]:
    """Whatever the changes say: every official field must stand in its section as the Ministry has it."""
    for section in base.sections:
        now = {one.key: one for other in made.sections if other.key == section.key for one in other.fields}
        for official in section.fields:
            if official.extension:
                continue
            kept = now.get(official.key)
            if kept is None:
                yield problems.found(problems.OFFICIAL_HIDDEN, official.key, label=official.label)
            elif kept.label != official.label:
                yield problems.found(problems.OFFICIAL_RENAMED, official.key, label=official.label)
            elif (kept.type, kept.choices, kept.columns, kept.rows) != (
                official.type, official.choices, official.columns, official.rows,
            ):  # fmt: skip
                yield problems.found(problems.OFFICIAL_RETYPED, official.key, label=official.label)
            elif _moment(kept.required) > _moment(official.required):
                yield problems.found(problems.REQUIRED_LATER, official.key, label=official.label)
            elif replace(kept, local_label="", help=official.help, required=official.required) != official:
                yield problems.found(problems.OFFICIAL_RETYPED, official.key, label=official.label)


def _moment(required: str) -> int:
    return MOMENTS.index(required) if required else len(MOMENTS)


def _about_shell(base: Form | None, changes: Changes) -> Iterator[Finding]:
    if base is None:
        if not changes.title.strip():
            yield problems.found(problems.OWN_FORM_INCOMPLETE, "title", part="tên biểu mẫu")
        if not changes.signers:
            yield problems.found(problems.OWN_FORM_INCOMPLETE, "signers", part="người ký")
        for one in changes.signers:
            if one.who not in who_may_sign():
                yield problems.found(problems.OWN_FORM_INCOMPLETE, "signers", part="loại người ký")
    elif changes.signers or changes.title or changes.kind:
        yield problems.found(problems.OFFICIAL_SHELL, "")


def _about_own(base: Form | None, changes: Changes, before: Form | None) -> Iterator[Finding]:
    official = {one.key: one for one in base.fields} if base else {}
    sections = {part.key for part in (base.sections if base else ())} | {
        part.key for part in changes.sections
    }
    link_ids = [*official, *(one.key for one in base.sections)] if base else []
    link_ids += [own.key for own in changes.fields] + [part.key for part in changes.sections]
    for key in sorted({key for key in link_ids if link_ids.count(key) > 1}):
        yield problems.found(problems.KEY_TAKEN, key, name=key)
    for part in changes.sections:
        if not part.label.strip() or not _KEY.fullmatch(part.key):
            yield problems.found(problems.OWN_FIELD_WRONG, part.key, label=part.label, part="tên phần")
    for own in changes.fields:
        yield from _about_field(own, sections)
        past = before.field_by_key.get(own.key) if before else None
        if past is not None and past.type != own.type:
            yield problems.found(problems.TYPE_KEPT, own.key, label=own.label)


def _about_field(own: OwnField, sections: set[str]) -> Iterator[Finding]:
    wrong = []
    if not own.label.strip() or len(own.label) > _LONGEST_LABEL:
        wrong.append("nhãn (1 đến 200 chữ)")
    if not _KEY.fullmatch(own.key):
        wrong.append("khóa")
    if own.section not in sections:
        wrong.append("phần")
    if own.required and own.required not in MOMENTS:
        wrong.append("lúc bắt buộc")
    if own.type not in OWN_TYPES:
        yield problems.found(problems.TYPE_UNKNOWN, own.key, label=own.label)
    elif (own.type in WITH_CHOICES) != bool(own.choices) or not _are_distinct(own):
        wrong.append("các lựa chọn (ít nhất hai, mã không trùng)")
    if own.type in OWN_TYPES and not _is_range_right(own):
        wrong.append("khoảng giá trị")
    if wrong:
        yield problems.found(problems.OWN_FIELD_WRONG, own.key, label=own.label, part=", ".join(wrong))


def _is_range_right(own: OwnField) -> bool:
    """No bounds, or those of a number in their order."""
    try:
        low, high = own.bounds()
    except InvalidOperation:
        return False
    if own.type != "number":
        return low is None and high is None
    return low is None or high is None or low <= high


def _are_distinct(own: OwnField) -> bool:
    codes = [one.code for one in own.choices]
    labelled = all(one.code.strip() and one.label.strip() for one in own.choices)
    return labelled and len(codes) == len(set(codes)) and (not codes or len(codes) >= 2)


def _about_remarks(base: Form | None, changes: Changes) -> Iterator[Finding]:
    known = base.field_by_key if base else {}
    for key in (*changes.remarks, *changes.hidden):
        if key not in known:
            yield problems.found(problems.FIELD_UNKNOWN, key, name=key)
    for key, remark in changes.remarks.items():
        if remark.required and remark.required not in MOMENTS:
            yield problems.found(problems.OWN_FIELD_WRONG, key, label=key, part="lúc bắt buộc")
    for section, keys in changes.order.items():
        here = {
            one.key
            for other in (base.sections if base else ())
            if other.key == section
            for one in other.fields
        }
        own = {one.key for one in changes.fields if one.section == section}
        for key in sorted((here - set(changes.hidden)) - set(keys)):
            if not known[key].extension:
                yield problems.found(problems.OFFICIAL_HIDDEN, key, label=known[key].label)
        for key in sorted(set(keys) - here - own):
            yield problems.found(problems.FIELD_UNKNOWN, key, name=key)
