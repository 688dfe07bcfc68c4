"""What was set is never changed or removed; it is read before a facility is known (sign-in), but set inside one only."""

from django.db import migrations

FORWARD = """
REVOKE ALL ON access_security_policy FROM benhan_app; GRANT SELECT, INSERT ON access_security_policy TO benhan_app;
ALTER TABLE access_security_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_security_policy FORCE ROW LEVEL SECURITY;
CREATE POLICY readable ON access_security_policy FOR SELECT USING (true);
CREATE POLICY border ON access_security_policy FOR INSERT
    WITH CHECK (facility = current_setting('benhan.facility', true));
REVOKE UPDATE ON access_old_password FROM benhan_app;
"""
BACKWARD = """
DROP POLICY border ON access_security_policy; DROP POLICY readable ON access_security_policy;
ALTER TABLE access_security_policy NO FORCE ROW LEVEL SECURITY;
ALTER TABLE access_security_policy DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_policy")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
