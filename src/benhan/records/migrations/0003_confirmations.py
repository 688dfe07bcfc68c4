"""One-time codes and the sealed results of recognitions, each behind the border."""

import uuid

from django.db import migrations, models

TABLES = {
    "records_one_time_code": "SELECT, INSERT, UPDATE",
    "records_biometric_result": "SELECT, INSERT",
}
BORDER = "\n".join(
    f"REVOKE ALL ON {table} FROM benhan_app; GRANT {rights} ON {table} TO benhan_app;"
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true));"
    for table, rights in TABLES.items()
)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_door")]
    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("facility", models.CharField(max_length=32)),
                ("document", models.CharField(max_length=64)),
                ("document_sha256", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("sent_as", models.CharField(max_length=80)),
                ("sent_by", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "records_one_time_code",
                "indexes": [
                    models.Index(fields=["facility", "document", "-sent_at"], name="one_time_code_newest")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("tries__lte", 5)), name="one_time_code_tries")
                ],
            },
        ),
        migrations.CreateModel(
            name="BiometricResult",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("facility", models.CharField(max_length=32)),
                ("document", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "records_biometric_result"},
        ),
        migrations.RunSQL(BORDER, migrations.RunSQL.noop),
    ]
