"""How is a standing drawn? Pure geometry: counts in, bars in per cent and their words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benhan.ui.parts.standing import KeyLine, Look, Share, StandingBar, StandingChart

# In the order they are drawn: look, word, icon.
LOOKS: tuple[tuple[Look, str, str], ...] = (
    ("la", "Đã chứng minh", "check"),
    ("hoe", "Mới khai báo", "edit"),
    ("son", "Còn thiếu", "cross"),
    ("muted", "Không áp dụng", "dot-open"),
)
_ROOM = 7  # per cent of a bar's width a number needs


@dataclass(frozen=True, slots=True)
class Counted:
    """A family and how many of its requirements stand how, in the order of LOOKS."""

    label: str
    counts: tuple[int, int, int, int]
    url: str = ""
    is_current: bool = False


def standing_chart(
    id: str,  # noqa: A002 — as in HTML
    title: str,
    whole: Counted,
    families: Sequence[Counted],
    *,
    urls: tuple[str, str, str, str] = ("", "", "", ""),
    is_narrow: bool = False,
) -> StandingChart:
    """The picture of an assessment; urls lead to the requirements of each look, is_narrow fits an aside."""
    key = tuple(
        KeyLine(look, word, str(count), icon, url)
        for (look, word, icon), count, url in zip(LOOKS, whole.counts, urls, strict=True)
    )
    bar = _bar(whole)
    return StandingChart(
        id, title, f"{whole.label}: {bar.sentence}", bar, tuple(_bar(one) for one in families), key, is_narrow
    )


def _bar(one: Counted) -> StandingBar:
    total, applies = sum(one.counts), sum(one.counts[:3])
    words = [
        f"{count} {word.lower()}" for (_, word, _), count in zip(LOOKS, one.counts, strict=True) if count
    ]
    sentence = f"{', '.join(words)} trong {total} yêu cầu" if total else "không có yêu cầu nào"
    return StandingBar(
        label=one.label,
        note=f"{one.counts[0]}/{applies}" if applies else "—",
        sentence=sentence,
        shares=tuple(_shares(one.counts)),
        cells=tuple(str(count) for count in one.counts),
        url=one.url,
        is_current=one.is_current,
    )


def _shares(counts: Sequence[int]) -> Sequence[Share]:
    total, x, found = sum(counts), 0.0, []
    for (look, _, _), count in zip(LOOKS, counts, strict=True):
        if count:
            width = count * 100 / total
            label = str(count) if width >= _ROOM else ""
            found.append(Share(look, f"{x:.3f}%", f"{width:.3f}%", f"{x + width / 2:.3f}%", label))
            x += width
    return found
