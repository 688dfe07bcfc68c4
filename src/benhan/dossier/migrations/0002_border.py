"""The facility border on these tables; what is written once stays: no UPDATE, no DELETE there."""

from django.db import migrations

TABLES = {
    "dossier_dossier": "SELECT, INSERT, UPDATE",
    "dossier_event": "SELECT, INSERT",
    "dossier_paper": "SELECT, INSERT, UPDATE",
}
BORDER = "\n".join(
    f"REVOKE ALL ON {table} FROM benhan_app; GRANT {rights} ON {table} TO benhan_app;"
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true))"
    f" WITH CHECK (facility = current_setting('benhan.facility', true));"
    for table, rights in TABLES.items()
)
UNDO = "\n".join(
    f"DROP POLICY border ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("dossier", "0001_initial")]
    operations = [migrations.RunSQL(BORDER, UNDO)]
