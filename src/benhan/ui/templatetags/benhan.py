"""The tags and filters of every template (registered as builtins): parts, icons, times, numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from benhan.ui import dates_vi, names_vi, numbers_vi
from benhan.ui.bound_fields import field_of
from benhan.ui.parts import Cell, Column, Field, Row, status_badge

register = template.Library()

THEME_COOKIE = "benhan_theme"
_SPRITE = Path(__file__).resolve().parent.parent / "static" / "ui" / "icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """Every icon of the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', _SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; hidden from those who listen unless it has a label. KeyError if unknown."""
    if name not in icon_names():
        raise KeyError(f"no icon {name}")
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag(takes_context=True)
def part(context: Context, it: Any) -> SafeString:
    """The component of a value of benhan.ui.parts, through its own template; None and "" give nothing."""
    if it is None or it == "":
        return SafeString()
    chosen = context.template.engine.get_template(it.template)  # type: ignore[union-attr]
    inner = context.new({"it": it, "csrf_token": context.get("csrf_token")})
    if "request" in context:
        inner["request"] = context["request"]
    return chosen.render(inner)


@register.simple_tag(takes_context=True)
def cell(context: Context, row: Row, column: Column, it: Cell, is_first: bool) -> SafeString:
    """A cell of a table. In Python, because tables are most of a chart page's time: see bench/chart.py."""
    classes = (
        "numeric figures" if column.is_numeric else "",
        "minor" if column.is_minor else "",
        "tight" if column.is_tight else "",
        f"text-{it.tone}" if it.tone else "",
        "strong" if it.is_strong else "",
    )
    pieces = [icon(it.icon)] if it.icon else []
    is_link = is_first and row.url
    pieces.append(
        format_html('<a href="{}" data-row-link>{}</a>', row.url, it.text)
        if is_link
        else conditional_escape(it.text)
    )
    pieces += [part(context, it.badge)] if it.badge else []
    pieces += [part(context, it.action)] if it.action else []
    pieces += [format_html("<small>{}</small>", it.note)] if it.note else []
    return format_html(
        '<td class="{}" data-label="{}"{}>{}</td>',
        " ".join(name for name in classes if name),
        column.label,
        format_html(' title="{}"', it.title) if it.title else "",
        SafeString("".join(pieces)),  # each piece is escaped where it was made
    )


@register.simple_tag(takes_context=True)
def field(context: Context, it: Field | BoundField, width: str = "") -> SafeString:
    """A field, given as our value or as a Django form's bound field."""
    shown = it if isinstance(it, Field) else field_of(it, width=width)
    return part(context, shown)


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """data-theme of the html element from the person's cookie; nothing follows the system's choice."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request is not None else ""
    return SafeString(f'data-theme="{chosen}"') if chosen in ("light", "dark") else SafeString()


@register.simple_tag(takes_context=True)
def badge(context: Context, status: str, text: str = "") -> SafeString:
    """The badge of a status word of the house: {% badge "signed" %}."""
    return part(context, status_badge(status, text))


@register.filter
def moment(value: datetime) -> SafeString:
    """07:31 hôm nay, with the full date on hover and in print."""
    near = dates_vi.near_moment(value, now=timezone.now())
    full = dates_vi.full_moment(value)
    return format_html(
        '<time datetime="{}" title="{}" data-full="{}">{}</time>', value.isoformat(), full, full, near
    )


@register.filter
def full_moment(value: datetime) -> str:
    return dates_vi.full_moment(value)


@register.filter
def day(value: date | datetime | str) -> str:
    return dates_vi.day(value)


@register.filter
def due(value: datetime) -> str:
    return dates_vi.due(value, now=timezone.now())


@register.filter
def age(value: date | str) -> str:
    return dates_vi.age(value, today=dates_vi.local(timezone.now()).date())


@register.filter
def number(value: Decimal | int, places: int | None = None) -> str:
    return numbers_vi.number(value, places)


@register.filter
def money(value: Decimal | int) -> str:
    return numbers_vi.money(value)


@register.filter
def initials(value: str) -> str:
    return names_vi.initials(value)


@register.filter
def capitals(value: str) -> str:
    return names_vi.capitals(value)
