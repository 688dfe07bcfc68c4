"""Does what was observed meet what is wanted, and how is that said?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from benhan.law.probes import Binding, Expectation, ProbeRule


@dataclass(frozen=True, slots=True)
class Met:
    """One expectation against the facts; is_met None when the fact was not observed."""

    is_met: bool | None
    text: str


def compare(rule: ProbeRule, binding: Binding, facts: Mapping[str, object], level: int) -> tuple[Met, ...]:
    """Every expectation in force at the level, each with its sentence."""
    made = []
    for one in binding.expectations:
        is_wanted, wanted = one.wanted_at(level)
        if is_wanted:
            made.append(_met(rule.facts[one.fact], one, facts.get(one.fact), wanted))
    return tuple(made)


def _met(label: str, one: Expectation, seen: object, wanted: object) -> Met:
    if seen is None:
        return Met(None, f"{label}: không quan sát được")
    if one.operator in ("at_least", "at_most") and isinstance(seen, str):
        return Met(
            False, f"{label}: {seen}; {_WORDS[one.operator].format(said(wanted))}"
        )  # “chưa lần nào” is no number
    try:
        is_met = _HOLDS[one.operator](seen, wanted)
    except TypeError:  # an imported report may hold anything; what can't be read proves nothing
        return Met(None, f"{label}: kết quả không đọc được")
    return Met(is_met, f"{label}: {said(seen)}; {_WORDS[one.operator].format(said(wanted))}")


def said(value: object) -> str:
    """A value in Vietnamese."""
    if value is None or value == "":
        return "không có"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
    if isinstance(value, Sequence) and not isinstance(value, str):
        shown = ", ".join(said(one) for one in value[:8])
        return (shown + (f" và {len(value) - 8} mục khác" if len(value) > 8 else "")) if value else "không có"
    return str(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _is(seen: object, wanted: object) -> bool:
    if isinstance(seen, bool) is not isinstance(wanted, bool):  # to Python 1 is True
        raise TypeError(f"{seen!r} is no {type(wanted).__name__}")
    return seen == wanted


def _items(value: object) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{value!r} is not a list")
    return [str(one) for one in value]


_HOLDS: Mapping[str, Callable[[object, object], bool]] = {
    "at_least": lambda seen, wanted: _number(seen) >= _number(wanted),
    "at_most": lambda seen, wanted: _number(seen) <= _number(wanted),
    "is": _is,
    "one_of": lambda seen, wanted: str(seen) in _items(wanted),
    "holds_all": lambda seen, wanted: set(_items(wanted)) <= set(_items(seen)),
    "within": lambda seen, wanted: set(_items(seen)) <= set(_items(wanted)),
    "empty": lambda seen, wanted: (len(_items(seen)) == 0) is bool(wanted),
}
_WORDS = {
    "at_least": "cần từ {} trở lên",
    "at_most": "cần không quá {}",
    "is": "cần: {}",
    "one_of": "cần là một trong: {}",
    "holds_all": "cần đủ: {}",
    "within": "chỉ được có: {}",
    "empty": "cần không còn mục nào",
}
