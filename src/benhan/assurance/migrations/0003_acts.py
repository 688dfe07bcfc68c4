"""What people did for the system's safety, behind the facility border; of a row only its withdrawal is ever added."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

BORDER = """
REVOKE ALL ON assurance_act FROM benhan_app;
GRANT SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by) ON assurance_act TO benhan_app;
ALTER TABLE assurance_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE assurance_act FORCE ROW LEVEL SECURITY;
CREATE POLICY border ON assurance_act USING (facility = current_setting('benhan.facility', true))
    WITH CHECK (facility = current_setting('benhan.facility', true));
"""
UNDO = "DROP POLICY border ON assurance_act; ALTER TABLE assurance_act DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    dependencies = [
        ("assurance", "0002_border"),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("facility", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=40)),
                ("done_on", models.DateField()),
                ("done_by", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("reference", models.CharField(blank=True, max_length=120)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("account", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=120)),
                (
                    "system",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="assurance.system",
                    ),
                ),
            ],
            options={
                "db_table": "assurance_act",
                "indexes": [models.Index(fields=["facility", "kind", "-done_on"], name="act_newest")],
            },
        ),
        migrations.RunSQL(BORDER, UNDO),
    ]
