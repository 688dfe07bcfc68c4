"""The facility border on these tables; what is written once stays: no UPDATE, no DELETE there."""

from django.db import migrations

TABLES = {
    "assurance_system": "SELECT, INSERT, UPDATE",
    "assurance_zone": "SELECT, INSERT, UPDATE, DELETE",
    "assurance_asset": "SELECT, INSERT, UPDATE",
    "assurance_link": "SELECT, INSERT, UPDATE, DELETE",
    "assurance_flow": "SELECT, INSERT, UPDATE, DELETE",
    "assurance_assessment": "SELECT, INSERT, UPDATE",
    "assurance_answer": "SELECT, INSERT",
    "assurance_evidence": "SELECT, INSERT, UPDATE",
    "assurance_verdict": "SELECT, INSERT",
    "assurance_comment": "SELECT, INSERT, UPDATE",
    "assurance_plan_item": "SELECT, INSERT, UPDATE, DELETE",
    "assurance_probe_run": "SELECT, INSERT",
    "assurance_agent_key": "SELECT, INSERT, UPDATE",
    "assurance_notice": "SELECT, INSERT, UPDATE",
    "assurance_subject_count": "SELECT, INSERT",
    "assurance_level_decision": "SELECT, INSERT",
    "assurance_risk": "SELECT, INSERT, UPDATE",
    "assurance_incident": "SELECT, INSERT, UPDATE",
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
    dependencies = [("assurance", "0001_initial")]
    operations = [migrations.RunSQL(BORDER, UNDO)]
