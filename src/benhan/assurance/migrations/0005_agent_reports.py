"""The last report of each agent key, so that none is taken over twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assurance", "0004_counting")]

    operations = [
        migrations.AddField("agentkey", "last_sequence", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("agentkey", "last_report_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "agentkey",
            "last_sha256",
            models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
