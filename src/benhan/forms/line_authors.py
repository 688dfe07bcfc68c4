"""Who wrote which line of a table: written by the server from the person who acts, never typed (EMR-REC-05).

A column with `line_author` (who of law/signers.yaml may stand there) fills itself. A line keeps its author for as long
as it says the same; whoever changes it afterwards is named behind them: "BS. An, 08:05 22/11/2026; BS. Hùng sửa 09:10 …".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from benhan.forms.answers import Answers, Value
from benhan.forms.dates_vi import ZONE
from benhan.forms.fields import Field, Form
from benhan.law.signers import who_may_sign

Line = Mapping[str, Value]
AND = "; "


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes now; roles are access roles by value, at is aware."""

    name: str
    roles: Collection[str]
    at: datetime

    @property
    def time(self) -> str:
        return f"{self.at.astimezone(ZONE):%H:%M %d/%m/%Y}"

    def may_stand_in(self, column: Field) -> bool:
        kinds = who_may_sign()
        return any(role in kinds[who].roles for who in column.line_author for role in self.roles)


def with_authors(form: Form, before: Answers, after: Answers, author: Author) -> Answers:
    """The answers with the author of every line: those of before where nothing changed, else the person who acts."""
    made = dict(after)
    for table in signed_tables(form):
        lines = cast("Sequence[Line]", after.get(table.key, ()))
        if lines:
            earlier = cast("Sequence[Line]", before.get(table.key, ()))
            made[table.key] = cast("Value", _signed(table, list(earlier), list(lines), author))
    return made


def signed_tables(form: Form) -> tuple[Field, ...]:
    return tuple(field for field in form.fields if any(column.line_author for column in field.columns))


def _signed(table: Field, before: list[Line], after: list[Line], author: Author) -> tuple[Line, ...]:
    columns = tuple(column for column in table.columns if column.line_author)
    keys = {column.key for column in columns}
    said = [{name: value for name, value in line.items() if name not in keys} for line in after]
    stood = [{name: value for name, value in line.items() if name not in keys} for line in before]
    origin = _origins(table, stood, said)
    made = []
    for place, line in enumerate(said):
        names = {name for name in line if name != "row"}
        if not names:
            continue
        source = origin[place]
        old = before[source] if source is not None else {}
        is_same = source is not None and stood[source] == line
        made.append({**line, **_authors(columns, old, author, is_same=is_same)})
    return tuple(made)


def _origins(table: Field, before: list[dict[str, Value]], after: list[dict[str, Value]]) -> list[int | None]:
    """Which earlier line each line is: the same words first, then the same first column, then the same place."""
    free = set(range(len(before)))
    found: list[int | None] = [None] * len(after)
    first = table.columns[0].key
    for is_it in (
        lambda old, new, _: before[old] == after[new],
        lambda old, new, _: first in after[new] and before[old].get(first) == after[new].get(first),
        lambda old, new, place: old == place,
    ):
        for new in range(len(after)):
            if found[new] is None:
                match = next((old for old in sorted(free) if is_it(old, new, new)), None)
                if match is not None:
                    found[new] = match
                    free.discard(match)
    return found


def _authors(columns: Sequence[Field], old: Line, author: Author, *, is_same: bool) -> dict[str, Value]:
    kept = {column.key: str(old[column.key]) for column in columns if old.get(column.key)}
    if is_same:
        return cast("dict[str, Value]", kept)
    own = [column.key for column in columns if author.may_stand_in(column)]
    touched = (
        own or list(kept)[:1]
    )  # somebody of another profession changed it: named behind who stands there
    return cast("dict[str, Value]", kept | {key: _with(kept.get(key, ""), author) for key in touched})


def _with(standing: str, author: Author) -> str:
    if not standing:
        return f"{author.name}, {author.time}"
    said = standing.split(AND)
    if said[-1].startswith(f"{author.name} sửa "):
        said.pop()
    elif said[-1] == f"{author.name}, {author.time}":  # still within the minute it was written in
        return standing
    return AND.join([*said, f"{author.name} sửa {author.time}"])
