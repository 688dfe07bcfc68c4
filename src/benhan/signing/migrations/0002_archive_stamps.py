"""Until when each archive timestamp holds, behind the facility border."""

import django.contrib.postgres.fields
from django.db import migrations, models

TABLE = "signing_archive_stamp"
SECURE = (
    f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {TABLE} USING (facility = current_setting('benhan.facility', true))"
    f" WITH CHECK (facility = current_setting('benhan.facility', true));"
)
UNDO = (
    f"DROP POLICY border ON {TABLE}; ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY;"
    f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("signing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facility", models.CharField(max_length=32)),
                ("document", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("stamped_at", models.DateTimeField()),
                ("authority", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=20)),
                ("holds_until", models.DateTimeField()),
                ("count", models.PositiveSmallIntegerField()),
                ("renewals", models.PositiveSmallIntegerField(default=0)),
                (
                    "earlier",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("code", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "db_table": "signing_archive_stamp",
                "indexes": [models.Index(fields=["facility", "holds_until"], name="stamp_by_end")],
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "document"), name="one_stamp_per_document")
                ],
            },
        ),
        migrations.RunSQL(SECURE, UNDO),
    ]
