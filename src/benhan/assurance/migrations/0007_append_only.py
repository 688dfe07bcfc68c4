"""What was shown, said or believed stays as it was written: only the mark that is added later may be changed."""

from django.db import migrations

LATER = {
    "assurance_evidence": "withdrawn_at, withdrawn_by, withdrawn_reason",
    "assurance_comment": "settled_at, settled_by",
    "assurance_agent_key": "revoked_at, revoked_by, last_sequence, last_report_at, last_sha256",
    "assurance_notice": "seen_at",
}
FORWARD = "\n".join(
    f"REVOKE UPDATE ON {table} FROM benhan_app; GRANT UPDATE ({columns}) ON {table} TO benhan_app;"
    for table, columns in LATER.items()
)
BACKWARD = "\n".join(f"GRANT UPDATE ON {table} TO benhan_app;" for table in LATER)


class Migration(migrations.Migration):
    dependencies = [("assurance", "0006_incident_history")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
