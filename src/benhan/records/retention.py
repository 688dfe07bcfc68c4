"""How long is a record kept, and why? The rules are data (law/retention.yaml); the longest class wins (EMR-RET-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import BASE
from benhan.law.rules import RetentionClass, RetentionRule, retention_classes, retention_rules
from benhan.records import documents
from benhan.records.completeness import attested_at
from benhan.records.package_contents import Contents
from benhan.records.problems import REASON_NEEDED, UNKNOWN_FLAG, WRONG_STAGE
from benhan.records.stages import RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.store.repository import Repository, Stored

RETENTION_CLASS = f"{BASE}/StructureDefinition/nhom-luu-tru"
RETENTION_UNTIL = f"{BASE}/StructureDefinition/luu-tru-den"
RETENTION_WHY = f"{BASE}/StructureDefinition/ly-do-luu-tru"
RETENTION_FLAG = f"{BASE}/StructureDefinition/dau-hieu-luu-tru"
IMPORTED_CLASS = f"{BASE}/StructureDefinition/nhom-luu-tru-cu"
_FOREVER = 10_000


@dataclass(frozen=True, slots=True)
class Kept:
    """How long and why. `until` None is for ever; reasons are sentences, the deciding one first."""

    kept_as: RetentionClass
    until: date | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark planning set by hand on the record, with the reason."""

    key: str
    reason: str


def decide(found: Contents, record: Stored) -> Kept:
    """The longest class any paper, mark or fact of the file calls for, from the year it was closed.

    A class given before 01/07/2025 and imported stays as it was (EMR-RET-10).
    """
    known = retention_classes()
    closed = timezone.localdate(attested_at(record, "professional") or timezone.now())
    imported = _code(record.resource, IMPORTED_CLASS)
    if imported in known:
        kept_as = known[imported]
        return Kept(
            kept_as,
            kept_as.until(closed),
            (f"{kept_as.label}: thời hạn đã ấn định từ trước được giữ nguyên.",),
        )
    asked: dict[str, str] = {}
    for paper in found.papers:
        form = documents.form_of(paper)
        asked.setdefault(form.retention, f"có tờ “{form.title}”")
    for rule in retention_rules():
        if why := _applies(rule, found, record):
            asked[rule.kept_as] = why
    ordered = sorted(
        asked or {"normal": "hồ sơ thường"}, key=lambda key: (-_years(known[key]), key != "normal", key)
    )
    kept_as = known[ordered[0]]
    reasons = tuple(f"{known[key].label}: {(asked or {'normal': 'hồ sơ thường'})[key]}." for key in ordered)
    return Kept(kept_as, kept_as.until(closed), reasons)


def _years(one: RetentionClass) -> int:
    return _FOREVER if one.years is None else one.years


def _applies(rule: RetentionRule, found: Contents, record: Stored) -> str:
    """Why the rule applies, as words; "" when it does not."""
    if rule.when == "form":
        codes = {documents.form_code(record), *(documents.form_code(one) for one in found.papers)} & set(
            rule.values
        )
        return f"mẫu {sorted(codes)[0]}" if codes else ""
    if rule.when == "deceased":
        is_dead = any(found.patient.resource.get(name) for name in ("deceasedDateTime", "deceasedBoolean"))
        return "người bệnh đã tử vong" if is_dead else ""
    if rule.when == "flag":
        marked = next((one for one in flags(record.resource) if one.key in rule.values), None)
        return f"{rule.label.lower()} ({marked.reason})" if marked else ""
    return ""


def suggested(rules: Sequence[RetentionRule], codes: Sequence[str]) -> tuple[RetentionRule, ...]:
    """Rules a diagnosis hints at; a person decides (setting the mark), the code never does."""
    return tuple(
        rule
        for rule in rules
        if rule.when == "diagnosis" and any(code.startswith(rule.values) for code in codes)
    )


def flags(record: Mapping[str, Any]) -> tuple[Flag, ...]:
    """The marks on a record."""
    made = []
    for one in record.get("extension", ()):
        if one["url"] == RETENTION_FLAG:
            parts = {part["url"]: part for part in one["extension"]}
            made.append(Flag(str(parts["code"]["valueCode"]), str(parts["reason"]["valueString"])))
    return tuple(made)


def known_flags() -> dict[str, RetentionRule]:
    """Marks that can be set, with their words."""
    return {value: rule for rule in retention_rules() if rule.when == "flag" for value in rule.values}


def mark(repository: Repository, *, record: Stored, key: str, reason: str) -> Stored:
    """Planning says that the file belongs to a longer class; before sealing, with the reason.

    Raises NOT_PERMITTED, UNKNOWN_FLAG, REASON_NEEDED, WRONG_STAGE. Writes a version of the record.
    """
    demand(repository.by, Permission.APPROVE_RECORD)
    if key not in known_flags():
        raise UNKNOWN_FLAG.at(key=key)
    if not reason.strip():
        raise REASON_NEEDED.at()
    stage = record_stage(record.resource)
    if stage not in (RecordStage.CLOSED, RecordStage.APPROVED):
        needed = RecordStage.CLOSED
        raise WRONG_STAGE.at("Composition", stage=stage, needed=needed, stage_name=RECORD_STAGE_NAMES[stage])
    current = repository.read("Composition", record.id)
    others = [one for one in current.resource.get("extension", ()) if not _is_flag(one, key)]
    said = [{"url": "code", "valueCode": key}, {"url": "reason", "valueString": reason.strip()[:300]}]
    with repository.guard.official("Composition"):
        stored = repository.update(
            {**current.resource, "extension": [*others, {"url": RETENTION_FLAG, "extension": said}]},
            if_match=record.version,
        )
    repository.record(
        Entry(
            "retention-mark",
            resource_type="Composition",
            resource_id=record.id,
            patient=record.patient,
            detail={"mark": key},
        )
    )
    return stored


def _is_flag(extension: Mapping[str, Any], key: str) -> bool:
    return bool(extension["url"] == RETENTION_FLAG and extension["extension"][0].get("valueCode") == key)


def retained(record: Mapping[str, Any]) -> tuple[str, str]:
    """(class key, last day as ISO text) of a sealed record; "" for what is not set, last day "" also for ever."""
    values = {one["url"]: one for one in record.get("extension", ())}
    return _code(record, RETENTION_CLASS), str(values.get(RETENTION_UNTIL, {}).get("valueDate", ""))


def why_retained(record: Mapping[str, Any]) -> str:
    """The sentence of why a sealed record is kept so long; "" before sealing."""
    return next(
        (str(one["valueString"]) for one in record.get("extension", ()) if one["url"] == RETENTION_WHY), ""
    )


def _code(record: Mapping[str, Any], url: str) -> str:
    return next((str(one["valueCode"]) for one in record.get("extension", ()) if one["url"] == url), "")
