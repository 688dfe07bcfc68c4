"""The border on these tables; what was done on a list of destruction stays there (docs/adr/0006)."""

from django.db import migrations

TABLES = {
    "records_deadline_setting": "SELECT, INSERT",
    "records_legal_hold": "SELECT, INSERT, UPDATE",
    "records_destruction_list": "SELECT, INSERT, UPDATE",
    "records_destruction_item": "SELECT, INSERT, UPDATE",
    "records_request": "SELECT, INSERT, UPDATE",
    "records_request_event": "SELECT, INSERT",
}
BORDER = "\n".join(
    f"REVOKE ALL ON {table} FROM benhan_app; GRANT {rights} ON {table} TO benhan_app;"
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true));"
    for table, rights in TABLES.items()
)

DOOR = """
-- What was done on a list stays as it was written; only the minutes are still signed.
CREATE FUNCTION records_keep_done() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'records_destruction_item' THEN
        IF OLD.state = 'destroyed' THEN
            RAISE EXCEPTION 'what was destroyed stays on its list' USING ERRCODE = 'BH005';
        END IF;
    ELSIF OLD.state IN ('destroyed', 'signed') AND (
        OLD.decision_number <> NEW.decision_number OR OLD.approved_account <> NEW.approved_account
        OR OLD.executed_account <> NEW.executed_account OR OLD.executed_at <> NEW.executed_at
        OR NEW.state NOT IN ('destroyed', 'signed')) THEN
        RAISE EXCEPTION 'what was done on a list stays' USING ERRCODE = 'BH005';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER done BEFORE UPDATE ON records_destruction_list FOR EACH ROW EXECUTE FUNCTION records_keep_done();
CREATE TRIGGER done BEFORE UPDATE ON records_destruction_item FOR EACH ROW EXECUTE FUNCTION records_keep_done();
"""
BACKWARD = """
DROP TRIGGER done ON records_destruction_item;
DROP TRIGGER done ON records_destruction_list;
DROP FUNCTION records_keep_done();
"""
BACKWARD += "\n".join(
    f"DROP POLICY border ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_life"),
        ("store", "0002_sealed"),
        ("forms", "0001_initial"),
        ("access", "0002_border"),
        ("audit", "0002_newest_first"),
    ]
    operations = [migrations.RunSQL(BORDER + DOOR, BACKWARD)]
