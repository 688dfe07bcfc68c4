from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=100)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("rows", models.PositiveIntegerField()),
                ("file_sha256", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "terminology_release",
                "constraints": [
                    models.UniqueConstraint(fields=("system", "version"), name="terminology_release_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=100)),
                ("code", models.CharField(max_length=64)),
                ("display", models.TextField()),
                ("folded", models.TextField()),
                ("properties", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "terminology_code",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "version", "code"), name="terminology_code_once"
                    )
                ],
            },
        ),
    ]
