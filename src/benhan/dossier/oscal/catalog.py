"""The catalogue of the file's regime as an OSCAL catalog: a group for each family, a control for each row."""

from __future__ import annotations

from benhan.dossier.oscal.parts import (
    Json,
    line,
    metadata,
    parameter_id,
    prop,
    props,
    statement_id,
    token,
    uid,
)
from benhan.dossier.papers.facts import FileFacts
from benhan.law.catalogues import Catalogue, Family, Requirement


def catalog(facts: FileFacts) -> Json:
    """The content below "catalog"."""
    one = facts.catalogue
    source = uid("catalog", one.key, "source")
    return {
        "uuid": uid("catalog", one.key),
        "metadata": metadata(facts, f"{one.code} – {one.title}"),
        "groups": [_group(one, family) for family in one.families if _rows(one, family)],
        "back-matter": {
            "resources": [
                {
                    "uuid": source,
                    "title": line(one.code),
                    "description": f"{one.title}. Lời trong danh mục là diễn đạt của chúng tôi, không phải nguyên văn.",
                    "props": props([("basis", one.basis), ("clause-letters", one.letters)]),
                    "citation": {"text": line(f"{one.code}, {one.title}")},
                }
            ]
        },
    }


def _rows(catalogue: Catalogue, family: Family) -> tuple[Requirement, ...]:
    return tuple(one for one in catalogue.requirements if one.family == family.key)


def _group(catalogue: Catalogue, family: Family) -> Json:
    return {
        "id": token(family.key, "nhom"),
        "class": "family",
        "title": line(family.title),
        "props": props([("group", family.group), ("law", family.law)]),
        "controls": [_control(catalogue, one) for one in _rows(catalogue, family)],
    }


def _control(catalogue: Catalogue, one: Requirement) -> Json:
    tightened = "; ".join(f"cấp độ {level}: {text}" for level, text in sorted(one.parameters.items()))
    statement = one.statement
    if tightened:
        statement += f" Mức theo cấp độ: {{{{ insert: param, {parameter_id(one.id)} }}}}."
    return {
        "id": token(one.id),
        "class": "requirement",
        "title": line(one.title),
        "params": [
            {
                "id": parameter_id(one.id),
                "label": "Mức theo cấp độ",
                "guidelines": [{"prose": tightened}],
            }
        ]
        if tightened
        else [],
        "props": [
            {"name": "label", "value": line(one.id)},
            *props([("basis", one.basis), ("section", one.section)]),
            *(
                prop(f"clause-level-{level}", catalogue.citation(one, level), remarks=f"Cấp độ {level}")
                for level in sorted(one.clauses)
            ),
            *(prop("evidence", kind) for kind in sorted(one.evidence)),
        ],
        "parts": [
            {"id": statement_id(one.id), "name": "statement", "prose": statement},
        ],
    }
