"""Sentence templates per department, behind the facility border."""

from django.db import migrations, models

FORWARD = (
    "ALTER TABLE ward_phrase ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY border ON ward_phrase USING (facility = current_setting('benhan.facility', true));"
)
BACKWARD = "DROP POLICY border ON ward_phrase; ALTER TABLE ward_phrase DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    dependencies = [("ward", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facility", models.CharField(max_length=32)),
                ("department", models.CharField(max_length=64)),
                ("field", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("by", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ward_phrase",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "department", "field", "name"), name="one_phrase_per_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="phrase_says_something"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
