"""How are measurements drawn? Pure geometry: values in, an SVG's coordinates and its text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from benhan.ui.dates_vi import full_moment, local
from benhan.ui.numbers_vi import number
from benhan.ui.parts.charts import Band, ChartTable, Point, Series, Sparkline, Tick, VitalChart

Tone = Literal["son", "cham"]
_WIDTH, _HEIGHT, _BAR = 880, 320, 8
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 832, 16, 272


@dataclass(frozen=True, slots=True)
class Measurement:
    """One round of vital signs; None where it wasn't measured."""

    at: datetime
    pulse: Decimal | None = None
    temperature: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A measured range on the vertical axis; values beyond it are drawn at its edge."""

    low: Decimal
    high: Decimal
    step: Decimal
    normal_low: Decimal
    normal_high: Decimal
    unit: str
    label: str

    def y(self, value: Decimal) -> Decimal:
        inside = min(max(value, self.low), self.high)
        return _BOTTOM - (inside - self.low) / (self.high - self.low) * (_BOTTOM - _TOP)

    def ticks(self) -> tuple[Tick, ...]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * place for place in range(count + 1)]
        return tuple(Tick(_px(self.y(value)), number(value)) for value in values)


# The ward chart's printed axes (phiếu theo dõi chức năng sống); bands are adult defaults and only tint.
PULSE = Scale(
    Decimal(40), Decimal(160), Decimal(20), Decimal(60), Decimal(100), "lần/phút", "Mạch"
)  # fmt: skip
TEMPERATURE = Scale(
    Decimal(35), Decimal(41), Decimal(1), Decimal("36.1"), Decimal("37.5"), "°C", "Nhiệt độ"
)  # fmt: skip


def _px(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.1")).normalize(), "f")


def _x(at: datetime, first: datetime, last: datetime) -> Decimal:
    span = Decimal((last - first).total_seconds())
    if not span:
        return Decimal(_LEFT + _RIGHT) / 2
    return _LEFT + 12 + Decimal((at - first).total_seconds()) / span * (_RIGHT - _LEFT - 24)


def _series(
    scale: Scale, tone: Tone, mark: Literal["dot", "ring"], rounds: Sequence[tuple[datetime, Decimal | None]]
) -> Series:
    """The line over what was measured; a gap in measuring breaks the line, it isn't bridged."""
    first, last = rounds[0][0], rounds[-1][0]
    points: list[Point] = []
    path: list[str] = []
    pen = "M"
    for at, value in rounds:
        if value is None:
            pen = "M"
            continue
        x, y = _px(_x(at, first, last)), _px(scale.y(value))
        text = f"{scale.label} {number(value)} {scale.unit}, {full_moment(at)}"
        points.append(Point(x, y, text, not scale.normal_low <= value <= scale.normal_high))
        path.append(f"{pen}{x} {y}")
        pen = "L"
    return Series(scale.label, tone, mark, " ".join(path), tuple(points))


def _band(scale: Scale, tone: Tone) -> Band:
    top, bottom = scale.y(scale.normal_high), scale.y(scale.normal_low)
    label = f"{scale.label} bình thường {number(scale.normal_low)}–{number(scale.normal_high)} {scale.unit}"
    x = _LEFT if tone == "son" else _RIGHT - _BAR
    return Band(str(x), _px(top), _px(bottom - top), label, tone)


def _time_ticks(moments: Sequence[datetime]) -> tuple[Tick, ...]:
    """At most eight moments; the date is written where the day changes."""
    shown = moments[:: -(-len(moments) // 8)]
    ticks: list[Tick] = []
    day = None
    for at in shown:
        x = _px(_x(at, moments[0], moments[-1]))
        today = local(at).date()
        ticks.append(Tick(x, f"{local(at):%H:%M}", "" if today == day else f"{today:%d/%m}"))
        day = today
    return tuple(ticks)


def vital_chart(chart_id: str, title: str, rounds: Sequence[Measurement]) -> VitalChart:
    """The chart of pulse and temperature; rounds in order of time, at least one (ValueError otherwise)."""
    if not rounds:
        raise ValueError("a chart needs at least one round")
    pulse = _series(PULSE, "son", "dot", [(one.at, one.pulse) for one in rounds])
    heat = _series(TEMPERATURE, "cham", "ring", [(one.at, one.temperature) for one in rounds])
    lines = tuple((full_moment(one.at), _said(one.pulse), _said(one.temperature)) for one in rounds)
    head = ("Thời điểm", f"Mạch ({PULSE.unit})", f"Nhiệt độ ({TEMPERATURE.unit})")
    last = rounds[-1]
    outside = sum(point.is_out for line in (pulse, heat) for point in line.points)
    summary = (
        f"{len(rounds)} lần đo. Lần cuối {full_moment(last.at)}: mạch {_said(last.pulse)}, "
        f"nhiệt độ {_said(last.temperature)}. {outside} giá trị ngoài khoảng bình thường."
    )
    return VitalChart(
        id=chart_id, title=title, summary=summary, width=_WIDTH, height=_HEIGHT,
        left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM, series=(pulse, heat),
        left_ticks=PULSE.ticks(), right_ticks=TEMPERATURE.ticks(),
        time_ticks=_time_ticks([one.at for one in rounds]),
        bands=(_band(PULSE, "son"), _band(TEMPERATURE, "cham")), table=ChartTable(head, lines),
    )  # fmt: skip


def _said(value: Decimal | None) -> str:
    return "không đo" if value is None else number(value)


def sparkline(label: str, unit: str, values: Sequence[Decimal]) -> Sparkline:
    """A trend 96 × 24 pixels of at least one value (ValueError otherwise)."""
    if not values:
        raise ValueError("a trend needs at least one value")
    low, high = min(values), max(values)
    span, width = (high - low) or Decimal(1), Decimal(88)
    step = width / max(len(values) - 1, 1)
    spots = [
        (_px(4 + step * place), _px(20 - (value - low) / span * 16)) for place, value in enumerate(values)
    ]
    words = ", ".join(number(value) for value in values)
    path = "M" + " L".join(f"{x} {y}" for x, y in spots)
    return Sparkline(f"{label}: {words} {unit}", path, *spots[-1], f"{number(values[-1])} {unit}")
