"""A paper stays as it was made: signatures and the mark of approval are all that is added to it."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON dossier_paper FROM benhan_app;
GRANT UPDATE (pdf, signatures, is_approved) ON dossier_paper TO benhan_app;
"""


class Migration(migrations.Migration):
    dependencies = [("dossier", "0002_border")]
    operations = [migrations.RunSQL(FORWARD, "GRANT UPDATE ON dossier_paper TO benhan_app;")]
