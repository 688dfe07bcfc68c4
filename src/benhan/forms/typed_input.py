"""What a browser sends → typed answers; what cannot be understood stays as typed, with a finding beside
the field.

Names of inputs: `key`; `key.text` for one's own words beside a diagnosis; `key.date` and `key.time` for a
moment
in two boxes; `key.row.column` in a fixed table, `key.0.column` in a free one. A figure is a JSON list of
strokes (forms.drawing).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from benhan.fhir import systems
from benhan.fhir.problems import Finding
from benhan.forms import dates_vi, drawing, numbers_vi, problems
from benhan.forms.answers import ROW, Coding, Value
from benhan.forms.catalogue import Field, Form
from benhan.forms.problems import found
from benhan.law.icd10 import IcdCode
from benhan.law.vietnam_time import VIETNAM
from benhan.terminology import lookup

FindIcd = Callable[[str], IcdCode | None]


@dataclass(frozen=True, slots=True)
class Parsed:
    """answers = what was understood; kept = raw text of every input that was not, by input name."""

    answers: Mapping[str, Value]
    kept: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Reading:
    raw: Mapping[str, Sequence[str]]
    now: datetime
    find_icd: FindIcd
    icd_version: str
    kept: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def texts(self, name: str) -> list[str]:
        return [clean(text) for text in self.raw.get(name, ())]

    def first(self, name: str) -> str:
        return next((text for text in self.texts(name) if text), "")

    def refuse(self, name: str, text: str, finding: Finding) -> None:
        self.kept[name] = text
        self.findings.append(finding)


def parse(
    form: Form,
    raw: Mapping[str, Sequence[str]],
    *,
    now: datetime,
    find_icd: FindIcd = lookup.icd,
    icd_version: str = systems.ICD_10_TT06,
) -> Parsed:
    """Read one submission of a form.

    raw      input name → texts, as QueryDict.lists() gives; unknown names are ignored (CSRF, buttons)
    now      aware; settles "today" for dates without a year
    Returns  nothing is lost: each non-empty input is either in answers or in kept with a finding.
    Calculated fields are not read: the person cannot type them (forms.calculate fills them), open ones apart.
    """
    reading = _Reading(raw, now, find_icd, icd_version)
    answers: dict[str, Value] = {}
    for item in form.fields:
        if item.is_typed:
            value = _table(item, reading) if item.type == "table" else _field(item, item.key, reading)
            if value not in (None, "", ()):
                answers[item.key] = value
    return Parsed(answers, reading.kept, tuple(reading.findings))


def clean(text: str) -> str:
    """NFC, line ends \\n, blanks trimmed at both ends and before line ends; control characters dropped."""
    even = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in even if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def _field(item: Field, name: str, reading: _Reading) -> Value | None:
    if item.type == "icd":
        return _icd(item, name, reading)
    if item.type == "datetime" and not reading.first(name):
        both = f"{reading.first(name + '.time')} {reading.first(name + '.date')}".strip()
        return _one(item, name, both, reading) if both else None
    texts = [text for text in reading.texts(name) if text]
    if item.repeats or item.type == "multichoice":
        values = [_one(item, name, text, reading) for text in texts]
        return tuple(value for value in values if value is not None)
    if len(set(texts)) > 1:
        reading.refuse(name, texts[-1], found(problems.ONLY_ONE_ANSWER, name, label=item.label))
        return None
    return _one(item, name, texts[0], reading) if texts else None


def _one(item: Field, name: str, text: str, reading: _Reading) -> Value | None:
    today = reading.now.astimezone(VIETNAM).date()
    value: Value | None
    match item.type:
        case "text":
            return text
        case "number" | "score":
            value, problem = numbers_vi.read_number(text), problems.NOT_A_NUMBER
        case "date":
            read = dates_vi.read_partial_date if item.partial else dates_vi.read_date
            value, problem = read(text, today), problems.NOT_A_DATE
        case "datetime":
            value, problem = dates_vi.read_datetime(text, today), problems.NOT_A_TIME
        case "time":
            value, problem = dates_vi.read_time(text), problems.NOT_A_TIME
        case "figure":
            value, problem = drawing.read_strokes(text), problems.NOT_A_DRAWING
        case "boolean":
            value, problem = (
                {"1": True, "on": True, "true": True, "0": False, "false": False}.get(text),
                problems.NOT_A_CHOICE,
            )
        case _:
            choice = item.choice(text)
            value = Coding(item.choice_system, choice.code, choice.label) if choice else None
            problem = problems.NOT_A_CHOICE
    if value is None:
        reading.refuse(name, text, found(problem, name, label=item.label))
    return value


def _icd(item: Field, name: str, reading: _Reading) -> Value | None:
    """A code with optional own words; words without a code are kept as text and are no finding in a draft."""
    codes, words = reading.texts(name), reading.texts(name + ".text")
    values = []
    for place in range(max(len(codes), len(words))):
        code = codes[place] if place < len(codes) else ""
        text = words[place] if place < len(words) else ""
        if not code and not text:
            continue
        entry = reading.find_icd(code) if code else None
        if code and entry is None:
            reading.refuse(name, code, found(problems.UNKNOWN_ICD, name, label=item.label, code=code))
            if text:
                reading.kept[name + ".text"] = text
            continue
        values.append(_diagnosis(entry, text, reading.icd_version))
    if item.repeats:
        return tuple(values)
    if len(values) > 1:
        reading.refuse(name, codes[-1], found(problems.ONLY_ONE_ANSWER, name, label=item.label))
    return values[0] if values else None


def _diagnosis(entry: IcdCode | None, text: str, version: str) -> Coding:
    if entry is None:
        return Coding("", "", text=text)
    own = "" if text == entry.display else text
    return Coding(systems.ICD_10, entry.code, entry.display, version, own)


def _table(item: Field, reading: _Reading) -> Value | None:
    keys = [row.key for row in item.rows] if item.rows else _row_numbers(item.key, reading.raw)
    rows = []
    for key in keys:
        row: dict[str, Value] = {}
        for column in item.columns:
            value = _field(column, f"{item.key}.{key}.{column.key}", reading)
            if value not in (None, "", ()):
                row[column.key] = value
        if row:
            rows.append({ROW: key, **row} if item.rows else row)
    return tuple(rows)


def _row_numbers(key: str, raw: Mapping[str, Sequence[str]]) -> list[str]:
    numbers = {name.split(".")[1] for name in raw if name.startswith(key + ".") and name.count(".") >= 2}
    return sorted((number for number in numbers if number.isdecimal() and len(number) < 7), key=int)
