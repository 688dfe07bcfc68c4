"""The account of acts: entries, their chain, and the signed anchors. Insert-only for the application's role."""

from django.db import migrations

FORWARD = """
CREATE TABLE audit_entry (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    facility      text NOT NULL,
    transaction   xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    account       text NOT NULL,
    account_name  text NOT NULL,
    role          text NOT NULL,
    purpose       text NOT NULL,
    session       text NOT NULL,
    address       text NOT NULL,
    act           text NOT NULL CHECK (act ~ '^[a-z-]+$'),
    outcome       text NOT NULL CHECK (outcome IN ('success', 'refused', 'failed')),
    resource_type text NOT NULL,
    resource_id   text NOT NULL,
    version       integer NOT NULL,
    patient       text NOT NULL,
    incident      text NOT NULL,
    detail        text NOT NULL
);
CREATE INDEX audit_entry_order ON audit_entry (facility, transaction, id);
CREATE INDEX audit_entry_patient ON audit_entry (facility, patient, id) WHERE patient <> '';
CREATE INDEX audit_entry_account ON audit_entry (facility, account, id);

CREATE TABLE audit_link (
    facility    text NOT NULL,
    seq         bigint NOT NULL CHECK (seq > 0),
    entry       bigint NOT NULL,
    transaction xid8 NOT NULL,
    chain       bytea NOT NULL CHECK (length(chain) = 32),
    sealed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (facility, seq),
    UNIQUE (facility, entry)
);

CREATE TABLE audit_anchor (
    facility  text NOT NULL,
    day       date NOT NULL,
    seq       bigint NOT NULL,
    chain     bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (facility, day)
);
REVOKE ALL ON audit_entry, audit_link, audit_anchor FROM PUBLIC;
REVOKE ALL ON audit_entry, audit_link, audit_anchor FROM benhan_app;
GRANT SELECT, INSERT ON audit_entry, audit_link, audit_anchor TO benhan_app;
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_anchor ENABLE ROW LEVEL SECURITY;
CREATE POLICY border ON audit_entry USING (facility = current_setting('benhan.facility', true));
CREATE POLICY border ON audit_link USING (facility = current_setting('benhan.facility', true));
CREATE POLICY border ON audit_anchor USING (facility = current_setting('benhan.facility', true));
"""
BACKWARD = "DROP TABLE audit_anchor, audit_link, audit_entry;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
