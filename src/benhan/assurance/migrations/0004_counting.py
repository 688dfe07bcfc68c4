"""How many persons' data the whole installation holds: two numbers, never a row.

The thresholds of Nghị định 331/2026/NĐ-CP count the system, not the customer, so the facility border must be looked
over here. The function runs as the tables' owner, takes no argument and gives back nothing but two counts.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION assurance_count_subjects(OUT subjects bigint, OUT sensitive bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) FROM store_current WHERE type IN ('Patient', 'RelatedPerson', 'Practitioner')),
           (SELECT count(*) FROM (
               SELECT DISTINCT facility, patient FROM store_current
               WHERE patient <> '' AND type NOT IN ('Patient', 'RelatedPerson', 'Coverage', 'Account', 'Provenance')
           ) AS persons)
$$;
REVOKE ALL ON FUNCTION assurance_count_subjects() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assurance_count_subjects() TO benhan_app;
"""


class Migration(migrations.Migration):
    dependencies = [("assurance", "0003_acts"), ("store", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION assurance_count_subjects();")]
