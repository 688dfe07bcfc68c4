"""Is a question that hangs on another answer asked? `key` (any answer) or `key = code`."""

from __future__ import annotations

from collections.abc import Mapping


def is_shown(condition: str, answers: Mapping[str, object]) -> bool:
    """Whether the condition holds; a question without one is always asked."""
    key, _, wanted = (part.strip() for part in condition.partition("="))
    if not key:
        return True
    value = answers.get(key)
    if not wanted:
        return value not in (None, "", (), False)
    values = value if isinstance(value, tuple) else (value,)
    return any(_code(one) == wanted for one in values)


def _code(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(getattr(value, "code", "" if value is None else value))
