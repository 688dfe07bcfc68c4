"""From a file of law/forms (or a mapping of the same shape) to a Form: front pages, vitals, lists, checks.

What the file says stands in forms.catalogue. A mistake is ours and names file and field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from benhan.fhir import systems
from benhan.forms import catalogue_checks
from benhan.forms.fields import (
    Calculation,
    ChartRule,
    Choice,
    Field,
    Form,
    Gate,
    Point,
    Range,
    Row,
    Section,
    Shown,
    ShowWhen,
    Signer,
)
from benhan.law import code_lists, loading, rules

Raw = Mapping[str, object]

SETS = ("bv1", "bv2", "papers", "local")
UNREAD = "chưa đọc được chữ"
PAGES_UNKNOWN = 99

_CODE = re.compile(r"^code: \"?([^\"\n]+)\"?$", re.MULTILINE)
_OWN = frozenset(
    [
        "choices",
        "code_list",
        "columns",
        "rows",
        "shown",
        "calc",
        "low",
        "high",
        "show_when",
        "unit",
        "ucum",
        "decimals",
    ]
)
_PLAIN = frozenset(Field.__dataclass_fields__)


def files_by_code() -> dict[str, tuple[str, ...]]:
    """Code → the files of its versions. Only the line that names the code is looked for."""
    made: dict[str, tuple[str, ...]] = {}
    for folder in SETS:
        for name in loading.names(f"forms/{folder}", ".yaml"):
            if name.rpartition("/")[2].startswith("_"):
                continue
            with (loading.DATA / name).open(encoding="utf-8") as stream:
                found = _CODE.search(stream.read(2000))
            if found is None:
                raise loading.LawDataError(name, None, "thiếu dòng code ở đầu tệp")
            made[found[1]] = (*made.get(found[1], ()), name)
    return made


def read_file(name: str) -> Form:
    return read_form(name, loading.document(name))


def read_form(name: str, raw: Raw) -> Form:
    """A form of that shape; `name` is what an error calls it. Raises LawDataError."""
    layout = cast("Raw", raw.get("print", {}))
    code = str(raw["code"])
    sections = tuple(_section(name, code, item) for item in _maps(raw.get("sections", ())))
    made = Form(
        code=code,
        slug=str(raw["slug"]),
        version=str(raw["version"]),
        title=str(raw["title"]),
        title_en=str(raw["title_en"]),
        kind=str(raw["kind"]),
        setting=str(raw["setting"]),
        circular=str(raw["circular"]),
        valid_from=cast("date | None", raw["valid_from"]),
        valid_to=cast("date | None", raw["valid_to"]),
        retention=str(raw["retention"]),
        basis=str(raw["basis"]),
        template=str(layout.get("template", "")),
        paper=str(layout.get("paper", "a4")),
        pages=int(str(layout.get("pages", PAGES_UNKNOWN))),
        orientation=str(layout.get("orientation", "portrait")),
        sections=_front(raw, sections),
        signers=tuple(_signer(item) for item in _maps(raw.get("signers", ()))),
        checks=tuple(_calculation(item) for item in _maps(raw.get("checks", ()))),
        number=str(raw.get("number", "")),
        per=str(raw.get("per", "once")),
        leaves_house=bool(raw.get("leaves_house", False)),
        statement=tuple(
            Point(str(item["key"]), str(item["label"])) for item in _maps(raw.get("statement", ()))
        ),
        gates=_gate(cast("Raw | None", raw.get("gates"))),
        chart=tuple(_chart_rule(item) for item in _maps(raw.get("chart", ()))),
        notes=tuple(str(note) for note in cast("tuple[object, ...]", raw.get("notes", ()))),
        front=str(raw.get("front", "")),
        front_numbering=str(raw.get("front_numbering", "")),
        replaced_by=str(raw.get("replaced_by", "")),
        for_sex=str(raw.get("for_sex", "")),
        below_months=int(str(raw.get("below_months", 0))),
    )
    catalogue_checks.refuse_nonsense(name, made)
    return made


def read_sections(name: str, code: str) -> tuple[Section, ...]:
    """The sections of a file that is only ever a part of other forms."""
    return tuple(_section(name, code, item) for item in _maps(loading.document(name)["sections"]))


def _front(raw: Raw, own: tuple[Section, ...]) -> tuple[Section, ...]:
    """The common front page before the form's own sections; the form's further front sections follow it."""
    if "front" not in raw:
        return own
    code = str(raw["code"])
    name = f"forms/bv1/_front-{raw['front']}.yaml"
    omitted = set(cast("tuple[str, ...]", raw.get("front_omit", ())))
    labels = cast("Mapping[str, str]", raw.get("front_relabel", {}))
    changes = {str(item["key"]): item for item in _maps(raw.get("front_change", ()))}
    made = []
    for section in _maps(loading.document(name)["sections"]):
        fields = [
            {
                **item,
                **changes.get(str(item["key"]), {}),
                "label": labels.get(str(item["key"]), item["label"]),
            }
            for item in _maps(section["fields"])
            if item["key"] not in omitted
        ]
        if fields:
            made.append(_section(name, code, {**section, "fields": tuple(fields)}))
    fronts = tuple(section for section in own if section.part == "front")
    return (*made, *fronts, *(section for section in own if section.part != "front"))


def _section(name: str, code: str, raw: Raw) -> Section:
    fields = tuple(_field(name, code, item) for item in _maps(raw["fields"]))
    return Section(
        key=str(raw["key"]),
        label=str(raw["label"]),
        part=str(raw["part"]),
        fields=fields,
        layout=str(raw.get("layout", "")),
        extension=bool(raw.get("extension", False)),
    )


def _field(name: str, code: str, raw: Raw) -> Field:
    key = str(raw["key"])
    vital = rules.vitals().get(str(raw.get("vital", "")))
    choices, system = _choices(code, key, raw)
    plain = {option: value for option, value in raw.items() if option not in _OWN}
    unknown = sorted(set(plain) - _PLAIN)
    if unknown:
        raise loading.LawDataError(name, None, f"trường {key}: không hiểu {', '.join(unknown)}")
    whole = 0 if raw["type"] == "score" else None
    return Field(
        unit=str(raw.get("unit", vital.unit if vital else "")),
        ucum=str(raw.get("ucum", vital.ucum if vital else "")),
        decimals=cast("int | None", raw.get("decimals", vital.decimals if vital else whole)),
        low=_decimal(raw.get("low"), vital.low if vital else None),
        high=_decimal(raw.get("high"), vital.high if vital else None),
        choices=choices,
        choice_system=system,
        show_when=_show_when(raw.get("show_when")),
        calc=_calculation(cast("Raw", raw["calc"])) if "calc" in raw else None,
        columns=tuple(_field(name, f"{code}:{key}", item) for item in _maps(raw.get("columns", ()))),
        rows=tuple(_row(item) for item in _maps(raw.get("rows", ()))),
        shown=tuple(
            Shown(str(item["key"]), str(item["label"]), str(item["shows"]))
            for item in _maps(raw.get("shown", ()))
        ),
        **plain,  # type: ignore[arg-type]
    )


def _choices(code: str, key: str, raw: Raw) -> tuple[tuple[Choice, ...], str]:
    if "code_list" in raw:
        listed = code_lists.code_list(str(raw["code_list"]))
        return tuple(Choice(entry.code, entry.display) for entry in listed.entries), listed.system
    own = tuple(Choice(str(item["code"]), str(item["label"])) for item in _maps(raw.get("choices", ())))
    if not own:
        boxes = range(1, int(str(raw.get("choice_count", 0))) + 1)
        own = tuple(Choice(str(box), f"Ô {box} ({UNREAD})") for box in boxes)
    return own, f"{systems.CHOICE}{code.replace('/', '-')}:{key}" if own else ""


def _row(raw: Raw) -> Row:
    values = cast("Mapping[str, object]", raw.get("values", {}))
    return Row(
        key=str(raw["key"]),
        label=str(raw["label"]),
        unit=str(raw.get("unit", "")),
        ucum=str(raw.get("ucum", "")),
        loinc=str(raw.get("loinc", "")),
        ranges=tuple(_range(item) for item in _maps(raw.get("ref", ()))),
        values={column: Decimal(str(value)) for column, value in values.items()} or None,
        allowed=tuple(Decimal(str(value)) for value in cast("tuple[object, ...]", raw.get("allowed", ()))),
        maps_to=str(raw.get("maps_to", "")),
        note=str(raw.get("note", "")),
        basis=str(raw.get("basis", "")),
    )


def _range(raw: Raw) -> Range:
    return Range(
        group=str(raw.get("group", "")),
        low=_decimal(raw.get("low"), None),
        high=_decimal(raw.get("high"), None),
        low_is_exclusive=bool(raw.get("low_exclusive", False)),
        high_is_exclusive=bool(raw.get("high_exclusive", False)),
        text=str(raw.get("text_vi", "")),
    )


def _signer(raw: Raw) -> Signer:
    return Signer(
        role=str(raw["role"]),
        label=str(raw["label"]),
        part=str(raw["part"]),
        order=int(str(raw["order"])),
        capacity=str(raw["capacity"]),
        optional=bool(raw.get("optional", False)),
        extension=bool(raw.get("extension", False)),
        basis=str(raw["basis"]),
        who=str(raw["who"]),
    )


def _calculation(raw: Raw) -> Calculation:
    inputs = tuple(str(key) for key in cast("tuple[object, ...]", raw["of"]))
    return Calculation(str(raw["name"]), inputs, bool(raw.get("open", False)))


def _show_when(value: object) -> ShowWhen | None:
    if value is None:
        return None
    key, _, code = (part.strip() for part in str(value).partition("="))
    return ShowWhen(key, code)


def _gate(raw: Raw | None) -> Gate | None:
    if raw is None:
        return None
    acts = tuple(str(act) for act in cast("tuple[object, ...]", raw["acts"]))
    return Gate(acts, str(raw["label"]), str(raw["rule"]))


def _chart_rule(raw: Raw) -> ChartRule:
    return ChartRule(str(raw["key"]), str(raw["kind"]), str(raw["rule"]), str(raw["basis"]))


def _maps(value: object) -> tuple[Raw, ...]:
    return cast("tuple[Raw, ...]", value)


def _decimal(value: object, default: Decimal | None) -> Decimal | None:
    return default if value is None else Decimal(str(value))
