"""The requirements of the file's level as an OSCAL profile of the catalogue, with what the level tightens."""

from __future__ import annotations

from benhan.dossier.oscal.parts import FILES, Json, line, metadata, parameter_id, token, uid
from benhan.dossier.papers.facts import FileFacts


def profile(facts: FileFacts) -> Json:
    """The content below "profile"."""
    one, level = facts.catalogue, facts.dossier.level
    wanted = one.at_level(level)
    tightened = [(row, row.parameter_at(level)) for row in wanted]
    settings: list[Json] = [
        {"param-id": parameter_id(row.id), "values": [line(text)]} for row, text in tightened if text
    ]
    return {
        "uuid": uid("profile", one.key, level),
        "metadata": metadata(facts, f"{one.code} – cấp độ {level}"),
        "imports": [
            {"href": FILES["catalog"], "include-controls": [{"with-ids": [token(row.id) for row in wanted]}]}
        ],
        "merge": {"as-is": True},
        **({"modify": {"set-parameters": settings}} if settings else {}),
    }
