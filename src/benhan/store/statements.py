"""The store's write statements: one round trip each, made once from constant text."""

from __future__ import annotations

# kind: (columns after facility and param, their array types)
INDEX_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "token": (("code", "text"), ("system", "text")),
    "string": (("folded", "text"), ("exact", "text"), ("sort_key", "text")),
    "reference": (("target", "text"),),
    "date": (("low", "timestamptz"), ("high", "timestamptz")),
    "quantity": (
        ("low", "numeric"),
        ("high", "numeric"),
        ("system", "text"),
        ("code", "text"),
        ("unit", "text"),
    ),
    "uri": (("value", "text"),),
}


def _index_inserts() -> str:
    """One INSERT per index table, fed by arrays; the parameter order is that of rows.index_columns."""
    parts = []
    for kind, columns in INDEX_COLUMNS.items():
        names = ", ".join(name for name, _ in columns)
        arrays = ", ".join(["%s::int[]", *(f"%s::{sql_type}[]" for _, sql_type in columns)])
        picked = ", ".join(f"x.{name}" for name, _ in columns)
        parts.append(
            f"i_{kind} AS (INSERT INTO store_index_{kind} (facility, param, {names}, clinical_at, row) "
            f"SELECT c.facility, x.param, {picked}, c.clinical_at, c.row "
            f"FROM c, unnest({arrays}) AS x(param, {names}))"
        )
    return ", ".join(parts)


def _index_deletes() -> str:
    return ", ".join(
        f"d_{kind} AS (DELETE FROM store_index_{kind} WHERE facility = %s AND row = (SELECT row FROM old))"
        for kind in INDEX_COLUMNS
    )


_VERSION = (
    "v AS (INSERT INTO store_version (facility, type, id, version, at, account, patient, body) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING version)"
)

CREATE = (
    f"WITH {_VERSION}, "
    "c AS (INSERT INTO store_current (facility, type, id, version, at, patient, encounter, clinical_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING facility, clinical_at, row), "
    f"{_index_inserts()} SELECT set_config('synchronous_commit', 'on', true) FROM c, v"
)
"""Parameters: 8 of the version, 8 of the current row, then rows.index_columns."""

UPDATE = (
    "WITH old AS (SELECT row FROM store_current WHERE facility = %s AND type = %s AND id = %s), "
    f"{_VERSION}, {_index_deletes()}, "
    "c AS (UPDATE store_current SET version = %s, at = %s, encounter = %s, clinical_at = %s "
    "WHERE facility = %s AND type = %s AND id = %s RETURNING facility, clinical_at, row), "
    f"{_index_inserts()} SELECT set_config('synchronous_commit', 'on', true) FROM c, v"
)
"""Parameters: key (3), version (8), facility × 6 for the deletes, 4 new columns, key (3), index columns."""

DELETE = (
    "WITH old AS (SELECT row FROM store_current WHERE facility = %s AND type = %s AND id = %s), "
    "v AS (INSERT INTO store_version (facility, type, id, version, at, account, patient, deleted, body) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, true, '') RETURNING version), "
    f"{_index_deletes()}, "
    "c AS (DELETE FROM store_current WHERE facility = %s AND type = %s AND id = %s RETURNING row) "
    "SELECT set_config('synchronous_commit', 'on', true) FROM c, v"
)
"""Parameters: key (3), version (7), facility × 6, key (3)."""

# No join: PostgreSQL checks a joined row again after waiting for a lock, finds the old version gone, and answers nothing.
LOCK = "SELECT version, patient FROM store_current WHERE facility = %s AND type = %s AND id = %s FOR UPDATE"
READ = (
    "SELECT c.version, c.at, c.patient, v.body FROM store_current c "
    "JOIN store_version v USING (facility, type, id, version) WHERE c.facility = %s AND c.type = %s AND c.id = %s"
)
READ_MANY = (
    "SELECT c.type, c.id, c.version, c.at, c.patient, v.body FROM store_current c "
    "JOIN store_version v USING (facility, type, id, version) "
    "JOIN unnest(%s::text[], %s::text[]) AS wanted(type, id) ON wanted.type = c.type AND wanted.id = c.id "
    "WHERE c.facility = %s"
)
LAST_VERSION = (
    "SELECT version, patient, deleted FROM store_version WHERE facility = %s AND type = %s AND id = %s "
    "ORDER BY version DESC LIMIT 1"
)
READ_VERSION = (
    "SELECT version, at, patient, deleted, body FROM store_version "
    "WHERE facility = %s AND type = %s AND id = %s AND version = %s"
)
HISTORY = (
    "SELECT version, at, patient, deleted, body FROM store_version "
    "WHERE facility = %s AND type = %s AND id = %s ORDER BY version DESC LIMIT %s"
)
