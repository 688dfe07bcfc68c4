"""The certificate register and the orders to sign, behind the facility border; neither is ever deleted."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

TABLES = ("signing_certificate", "signing_order")
SECURE = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true))"
    f" WITH CHECK (facility = current_setting('benhan.facility', true));"
    f"REVOKE DELETE ON {table} FROM benhan_app;"
    for table in TABLES
)
UNDO = "\n".join(
    f"DROP POLICY border ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
    f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    for table in TABLES
)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("facility", models.CharField(max_length=32)),
                (
                    "holder",
                    models.CharField(
                        choices=[("staff", "Staff"), ("seal", "Seal"), ("device", "Device")], max_length=10
                    ),
                ),
                ("practitioner", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "File"), ("pkcs11", "Pkcs11"), ("csc", "Csc")], max_length=10
                    ),
                ),
                ("place", models.JSONField(default=dict)),
                ("secret_name", models.CharField(blank=True, max_length=80)),
                ("serial", models.CharField(max_length=64)),
                ("issuer", models.CharField(max_length=300)),
                ("der", models.BinaryField()),
                (
                    "chain",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(), default=list, size=None
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("revoked", "Revoked"), ("ended", "Ended")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("check_code", models.CharField(blank=True, max_length=20)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=120)),
            ],
            options={
                "db_table": "signing_certificate",
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "serial", "issuer"), name="certificate_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("facility", "holder", "practitioner"),
                        name="one_active_certificate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__lt", models.F("valid_to"))),
                        name="certificate_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder", "staff"), _negated=True),
                            models.Q(("practitioner", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_has_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("facility", models.CharField(max_length=32)),
                ("batch", models.UUIDField()),
                ("account", models.CharField(max_length=64)),
                ("account_name", models.CharField(max_length=120)),
                ("session", models.CharField(blank=True, max_length=64)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("factor", models.CharField(max_length=20)),
                ("document", models.CharField(max_length=64)),
                ("patient", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=300)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("authorised_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("timestamp", "Timestamp"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("said", models.TextField(blank=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "signing_order",
                "indexes": [
                    models.Index(fields=["facility", "batch"], name="order_by_batch"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "timestamp"))),
                        fields=["facility", "next_at"],
                        name="order_live",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "timestamp"))),
                        fields=("facility", "document", "account"),
                        name="one_live_order",
                    )
                ],
            },
        ),
        migrations.RunSQL(SECURE, UNDO),
    ]
