from django.db import migrations, models

# The facility is the border: PostgreSQL holds it even when a query forgets it. FORCE binds the owner too.
SECURE = """
ALTER TABLE forms_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE forms_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY forms_draft_facility ON forms_draft
    USING (facility = current_setting('benhan.facility', true))
    WITH CHECK (facility = current_setting('benhan.facility', true));
"""
UNDO = """
DROP POLICY forms_draft_facility ON forms_draft;
ALTER TABLE forms_draft NO FORCE ROW LEVEL SECURITY;
ALTER TABLE forms_draft DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facility", models.CharField(max_length=64)),
                ("account", models.CharField(max_length=64)),
                ("document", models.CharField(max_length=128)),
                ("form_code", models.CharField(max_length=40)),
                ("form_version", models.CharField(max_length=20)),
                ("payload", models.BinaryField()),
                ("revision", models.PositiveIntegerField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "forms_draft",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "account", "document"), name="forms_draft_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision__gte", 1)), name="forms_draft_revision"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SECURE, UNDO),
    ]
