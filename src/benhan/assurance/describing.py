"""Writing down what a system is: the system itself, its A1-A3, rows of its tables; every write audited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from django.utils.text import slugify

from benhan.access.permissions import Permission, demand
from benhan.assurance.models import Asset, Risk, System
from benhan.assurance.problems import SLUG_TAKEN, VALUE_REFUSED
from benhan.assurance.sheets import ASSETS, RISKS, Sheet
from benhan.audit.entry import Entry
from benhan.law.descriptions import described_sections
from benhan.law.levels import KINDS, REGIMES
from benhan.store.repository import Repository

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
MOST_TEXT = 4000


def create_system(
    repository: Repository,
    *,
    name: str,
    slug: str,
    purpose: str,
    regime: str,
    kinds: list[str],
    is_here: bool,
) -> System:
    """A new system of the facility. Raises NOT_PERMITTED, VALUE_REFUSED (at the field), SLUG_TAKEN."""
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    name, slug = (
        " ".join(name.split()),
        slug.strip() or slugify(name.replace("đ", "d").replace("Đ", "D"))[:40].strip("-"),
    )
    if not name or len(name) > 200:
        raise VALUE_REFUSED.at("name", field="name", reason="phải có, nhiều nhất 200 ký tự")
    if not _SLUG.match(slug) or len(slug) > 40 or slug == "moi":
        raise VALUE_REFUSED.at("slug", field="slug", reason="chỉ gồm chữ thường không dấu, số và gạch nối")
    if regime not in REGIMES:
        raise VALUE_REFUSED.at("regime", field="regime", reason="phải chọn một trong các quy định")
    if System.objects.filter(facility=by.facility, slug=slug).exists():
        raise SLUG_TAKEN.at("slug")
    made = System.objects.create(
        facility=by.facility, slug=slug, name=name, purpose=purpose.strip()[:MOST_TEXT], regime=regime,
        kinds=[one for one in KINDS if one in kinds], is_here=is_here,
    )  # fmt: skip
    repository.record(Entry("system-described", detail={"system": slug, "what": "created"}))
    return made


def describe(
    repository: Repository, system: System, *, name: str, purpose: str, given: Mapping[str, str]
) -> System:
    """Keep the name, purpose and every field of A1-A3 as given. Raises NOT_PERMITTED, VALUE_REFUSED."""
    demand(repository.by, Permission.KEEP_ASSURANCE)
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise VALUE_REFUSED.at("name", field="name", reason="phải có, nhiều nhất 200 ký tự")
    keys = [field.key for section in described_sections() for field in section.fields]
    long = next((key for key in keys if len(given.get(key, "")) > MOST_TEXT), "")
    if long:
        raise VALUE_REFUSED.at(long, field=long, reason=f"dài quá {MOST_TEXT} ký tự")
    kept = {key: given[key].strip().replace("\r\n", "\n") for key in keys if key in given}
    system.name, system.purpose = name, purpose.strip()[:MOST_TEXT]
    system.description = system.description | kept
    system.save(update_fields=["name", "purpose", "description"])
    repository.record(Entry("system-described", detail={"system": system.slug, "fields": len(kept)}))
    return system


def keep_row(
    repository: Repository, system: System, sheet: Sheet, values: Mapping[str, Any], row: Any = None
) -> Any:
    """Add a row of a table or change one. values are those of sheets.read without errors.

    Raises NOT_PERMITTED, VALUE_REFUSED when the host this runs on would stop being one.
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    if _is_this_host(row) and values.get("kind", "host") != "host":
        raise VALUE_REFUSED.at("kind", field="kind", reason=_STAYS)
    is_new = row is None
    model = cast(Any, sheet.model)
    row = model(facility=system.facility, system=system) if is_new else row
    for name, value in values.items():
        setattr(row, name, value)
    if sheet in (ASSETS, RISKS):
        row.changed_at, row.changed_by = timezone.now(), repository.by.name
    if sheet is ASSETS and row.state == "discovered":
        row.state = "confirmed"
    if row.pk is not None and getattr(row, "host_id", None) == row.pk:
        row.host = None
    row.save()
    what = "added" if is_new else "changed"
    repository.record(
        Entry(f"{sheet.act}-kept", detail={"system": system.slug, "what": what, "row": str(row.pk)})
    )
    return row


# What runs here can't be written away: its probes would fall silent with it.
_STAYS = "phải giữ là máy chủ đang dùng: phần mềm này đang chạy trên máy này"


def _is_this_host(row: Any) -> bool:
    return isinstance(row, Asset) and row.pk is not None and row.kind == "host" and row.is_here


def drop_row(repository: Repository, system: System, sheet: Sheet, row: Any) -> None:
    """Take a row out: an asset is retired and a risk closed, as they stay in the account; the others are deleted."""
    demand(repository.by, Permission.KEEP_ASSURANCE)
    if _is_this_host(row) and system.is_here:
        raise VALUE_REFUSED.at("kind", field="kind", reason=_STAYS)
    key = str(row.pk)
    if isinstance(row, Asset):
        row.state, row.changed_at, row.changed_by = "retired", timezone.now(), repository.by.name
        row.save(update_fields=["state", "changed_at", "changed_by"])
    elif isinstance(row, Risk):
        row.closed_on = timezone.localdate()
        row.changed_at, row.changed_by = timezone.now(), repository.by.name
        row.save(update_fields=["closed_on", "changed_at", "changed_by"])
    else:
        row.delete()
    repository.record(Entry(f"{sheet.act}-dropped", detail={"system": system.slug, "row": key}))
