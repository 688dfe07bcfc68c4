"""A facility's proposed and issued versions of forms: behind the border, and issued ones only ever added."""

from django.db import migrations, models

TABLES = ("forms_proposed_version", "forms_issued_version")
SECURE = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true));"
    for table in TABLES
)
SECURE += "\nREVOKE UPDATE, DELETE, TRUNCATE ON forms_issued_version FROM benhan_app;"
UNDO = "\n".join(
    f"DROP POLICY border ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
ENDS_LATER = models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR")


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="IssuedVersion",
            fields=[
                ("id", ID),
                ("facility", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=20)),
                ("base_version", models.CharField(blank=True, max_length=20)),
                ("content", models.JSONField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decision_number", models.CharField(max_length=60)),
                ("decision_date", models.DateField()),
                ("decided_by", models.CharField(max_length=64)),
                ("decided_by_name", models.CharField(max_length=120)),
                ("decided_at", models.DateTimeField()),
                ("drafted_by", models.CharField(max_length=64)),
                ("drafted_by_name", models.CharField(max_length=120)),
                ("drafted_at", models.DateTimeField()),
            ],
            options={
                "db_table": "forms_issued_version",
                "indexes": [models.Index(fields=["facility", "id"], name="issued_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "code", "version"), name="one_issued_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision_number", ""), _negated=True),
                        name="issued_by_a_decision",
                    ),
                    models.CheckConstraint(condition=ENDS_LATER, name="issued_ends_after_it_begins"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedVersion",
            fields=[
                ("id", ID.clone()),
                ("facility", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=40)),
                ("base_version", models.CharField(blank=True, max_length=20)),
                ("before_version", models.CharField(blank=True, max_length=20)),
                ("content", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Đang soạn"), ("submitted", "Đã trình giám đốc")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("returned_note", models.CharField(blank=True, max_length=500)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("drafted_by", models.CharField(max_length=64)),
                ("drafted_by_name", models.CharField(max_length=120)),
                ("drafted_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "forms_proposed_version",
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "code"), name="one_proposal_per_form")
                ],
            },
        ),
        migrations.RunSQL(SECURE, UNDO),
    ]
