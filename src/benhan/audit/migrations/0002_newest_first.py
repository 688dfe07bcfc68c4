"""Entries of one facility are read newest first, those about an account by themselves."""

from django.db import migrations

FORWARD = """
CREATE INDEX audit_entry_newest ON audit_entry (facility, id);
CREATE INDEX audit_entry_of_account ON audit_entry (facility, resource_id, id) WHERE resource_type = 'Account';
"""
BACKWARD = "DROP INDEX audit_entry_newest; DROP INDEX audit_entry_of_account;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
