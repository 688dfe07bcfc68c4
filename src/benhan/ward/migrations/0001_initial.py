"""Counters, behind the facility border like everything of a facility."""

from django.db import migrations, models

FORWARD = (
    "ALTER TABLE ward_counter ENABLE ROW LEVEL SECURITY;"
    "CREATE POLICY border ON ward_counter USING (facility = current_setting('benhan.facility', true));"
    "REVOKE DELETE ON ward_counter FROM benhan_app;"
)
BACKWARD = "DROP POLICY border ON ward_counter; ALTER TABLE ward_counter DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("facility", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=100)),
                ("last", models.BigIntegerField()),
            ],
            options={"db_table": "ward_counter"},
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("facility", "name"), name="one_counter_per_name"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
