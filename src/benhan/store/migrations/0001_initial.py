"""Versions (append-only), current rows, index rows, blobs, per-facility keys; the border held by row security."""

from django.db import migrations

INDEX_TABLES = ("token", "string", "reference", "date", "quantity", "uri")
FACILITY_TABLES = ("version", "current", "blob", "facility_key", *(f"index_{kind}" for kind in INDEX_TABLES))

TABLES = """
CREATE TABLE store_version (
    facility text NOT NULL,
    type     text NOT NULL,
    id       text NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    at       timestamptz NOT NULL,
    account  text NOT NULL,
    patient  text NOT NULL,
    deleted  boolean NOT NULL DEFAULT false,
    body     text NOT NULL,
    PRIMARY KEY (facility, type, id, version)
);
CREATE SEQUENCE store_row AS bigint;
CREATE TABLE store_current (
    facility    text NOT NULL,
    type        text NOT NULL,
    id          text NOT NULL,
    version     integer NOT NULL,
    row         bigint NOT NULL DEFAULT nextval('store_row'),
    at          timestamptz NOT NULL,
    patient     text NOT NULL,
    encounter   text NOT NULL,
    clinical_at timestamptz NOT NULL,
    PRIMARY KEY (facility, type, id)
);
CREATE UNIQUE INDEX store_current_row ON store_current (facility, row);
CREATE INDEX store_current_patient ON store_current (facility, patient, type, clinical_at DESC, row) WHERE patient <> '';
CREATE INDEX store_current_encounter ON store_current (facility, encounter, type) WHERE encounter <> '';
CREATE INDEX store_current_newest ON store_current (facility, type, clinical_at DESC, row);
CREATE INDEX store_current_updated ON store_current (facility, type, at DESC, row);

CREATE TABLE store_index_token (
    facility text NOT NULL, param integer NOT NULL, code text NOT NULL, system text NOT NULL,
    clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_token_find ON store_index_token (facility, param, code, clinical_at DESC, row) INCLUDE (system);
CREATE TABLE store_index_string (
    facility text NOT NULL, param integer NOT NULL, folded text COLLATE "C" NOT NULL, exact text NOT NULL,
    sort_key text COLLATE "C" NOT NULL,
    clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_string_find ON store_index_string (facility, param, folded COLLATE "C", row);
CREATE TABLE store_index_reference (
    facility text NOT NULL, param integer NOT NULL, target text NOT NULL,
    clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_reference_find ON store_index_reference (facility, param, target, clinical_at DESC, row);
CREATE TABLE store_index_date (
    facility text NOT NULL, param integer NOT NULL, low timestamptz NOT NULL, high timestamptz NOT NULL,
    clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_date_find ON store_index_date (facility, param, low, high, row);
CREATE TABLE store_index_quantity (
    facility text NOT NULL, param integer NOT NULL, low numeric NOT NULL, high numeric NOT NULL,
    system text NOT NULL, code text NOT NULL, unit text NOT NULL, clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_quantity_find ON store_index_quantity (facility, param, low, high, row);
CREATE TABLE store_index_uri (
    facility text NOT NULL, param integer NOT NULL, value text COLLATE "C" NOT NULL,
    clinical_at timestamptz NOT NULL, row bigint NOT NULL
);
CREATE INDEX store_index_uri_find ON store_index_uri (facility, param, value COLLATE "C", row);

CREATE TABLE store_blob (
    facility     text NOT NULL,
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size         bigint NOT NULL,
    content_type text NOT NULL,
    sealed       bytea NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (facility, sha256)
);
CREATE TABLE store_facility_key (
    facility text PRIMARY KEY,
    wrapped  bytea NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);
REVOKE ALL ON store_version, store_blob, store_facility_key FROM benhan_app;
GRANT SELECT, INSERT ON store_version, store_blob, store_facility_key TO benhan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON store_current TO benhan_app;
GRANT USAGE ON SEQUENCE store_row TO benhan_app;
"""


def _per_table() -> str:
    lines = []
    for table in FACILITY_TABLES:
        name = f"store_{table}"
        lines.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")
        lines.append(
            f"CREATE POLICY border ON {name} USING (facility = current_setting('benhan.facility', true));"
        )
    for kind in INDEX_TABLES:
        name = f"store_index_{kind}"
        lines.append(f"CREATE INDEX {name}_row ON {name} (facility, row);")
        lines.append(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO benhan_app;")
    return "\n".join(lines)


BACKWARD = "\n".join(f"DROP TABLE store_{table};" for table in FACILITY_TABLES) + "\nDROP SEQUENCE store_row;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(TABLES + _per_table(), BACKWARD)]
