"""What was done about an incident, and what was sent when to whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assurance", "0005_agent_reports")]
    operations = [
        migrations.AddField("incident", "history", models.JSONField(blank=True, default=list)),
    ]
