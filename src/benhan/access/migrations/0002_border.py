"""Hold the facility border by row security on what says whose chart is open to whom."""

from django.db import migrations

TABLES = ("access_assignment", "access_break_glass")
FORWARD = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY border ON {table} USING (facility = current_setting('benhan.facility', true));"
    for table in TABLES
)
FORWARD += "\nREVOKE DELETE ON access_break_glass FROM benhan_app;"
BACKWARD = "\n".join(
    f"DROP POLICY border ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
