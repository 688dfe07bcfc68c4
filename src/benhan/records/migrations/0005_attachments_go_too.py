"""The door of destruction as it stands now, for installations that have the earlier one: shared attachments stay."""

from importlib import import_module

from django.db import migrations

DOOR: str = import_module("benhan.records.migrations.0004_destroy").DOOR


class Migration(migrations.Migration):
    dependencies = [("records", "0004_destroy")]
    operations = [migrations.RunSQL(DOOR, migrations.RunSQL.noop)]
