"""What is sealed stays: the database itself refuses every later write in a sealed encounter, and accounts for it.

A refused row is skipped, not raised: an error would roll the account of the attempt back with it. The Repository sees
that nothing was written and raises the problem; whoever writes SQL by hand sees 0 rows and stands in the audit.
"""

from django.db import migrations

INDEX_TABLES = ("token", "string", "reference", "date", "quantity", "uri")

FORWARD = """
CREATE TABLE store_sealed (
    facility  text NOT NULL,
    encounter text NOT NULL,
    record    text NOT NULL,
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (facility, encounter)
);
REVOKE ALL ON store_sealed FROM benhan_app;
GRANT SELECT, INSERT ON store_sealed TO benhan_app;
ALTER TABLE store_sealed ENABLE ROW LEVEL SECURITY;
CREATE POLICY border ON store_sealed USING (facility = current_setting('benhan.facility', true));

CREATE FUNCTION store_is_sealed(in_facility text, in_encounter text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT in_encounter <> '' AND EXISTS (
        SELECT FROM store_sealed s WHERE s.facility = in_facility AND s.encounter = in_encounter)
$$;

-- A signature (Provenance) or agreement (Consent) names no encounter: it belongs to the documents and acts it is
-- about. Read as JSON, so that no way of writing the name hides it: escapes, a version, our own address before it.
CREATE FUNCTION store_signs_sealed(in_facility text, in_body text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT in_body <> '' AND EXISTS (
        SELECT FROM regexp_matches(in_body::jsonb::text,
            '"(?:[^"]*/)?(DocumentReference|Composition|Procedure)/([A-Za-z0-9.-]{1,64})(?:/_history/[^"]*)?"', 'g') AS target
        JOIN store_current c ON c.facility = in_facility AND c.type = target[1] AND c.id = target[2]
        JOIN store_sealed s ON s.facility = c.facility AND s.encounter = c.encounter AND c.encounter <> '')
$$;

CREATE FUNCTION store_account_refused(in_facility text, in_type text, in_id text, in_patient text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO audit_entry (facility, account, account_name, role, purpose, session, address, act, outcome,
                             resource_type, resource_id, version, patient, incident, detail)
    VALUES (in_facility, 'database', session_user, '', '', '', '', 'attempt', 'refused', in_type, in_id, 0,
            in_patient, '', '{"code": "BH-STORE-0060"}')
$$;

CREATE FUNCTION store_refuse_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM store_current c JOIN store_sealed s USING (facility, encounter)
               WHERE c.facility = NEW.facility AND c.type = NEW.type AND c.id = NEW.id AND c.encounter <> '')
       OR (NEW.type IN ('Provenance', 'Consent') AND (store_signs_sealed(NEW.facility, NEW.body) OR EXISTS (
               SELECT FROM store_version v WHERE v.facility = NEW.facility AND v.type = NEW.type AND v.id = NEW.id
               AND store_signs_sealed(v.facility, v.body))))
    THEN
        PERFORM store_account_refused(NEW.facility, NEW.type, NEW.id, NEW.patient);
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed BEFORE INSERT ON store_version FOR EACH ROW EXECUTE FUNCTION store_refuse_version();

CREATE FUNCTION store_refuse_current() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND (store_is_sealed(OLD.facility, OLD.encounter) OR (OLD.type IN ('Provenance', 'Consent') AND EXISTS (
           SELECT FROM store_version v WHERE v.facility = OLD.facility AND v.type = OLD.type AND v.id = OLD.id
           AND v.version = OLD.version AND store_signs_sealed(v.facility, v.body))))
    THEN
        PERFORM store_account_refused(OLD.facility, OLD.type, OLD.id, OLD.patient);
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF store_is_sealed(NEW.facility, NEW.encounter) THEN
        PERFORM store_account_refused(NEW.facility, NEW.type, NEW.id, NEW.patient);
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed BEFORE INSERT OR UPDATE OR DELETE ON store_current
    FOR EACH ROW EXECUTE FUNCTION store_refuse_current();

-- Losing its index rows would make a sealed record impossible to find.
CREATE FUNCTION store_refuse_index() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM store_current c JOIN store_sealed s USING (facility, encounter)
               WHERE c.facility = OLD.facility AND c.row = OLD.row AND c.encounter <> '')
    THEN
        PERFORM store_account_refused(OLD.facility, 'index', TG_TABLE_NAME, '');
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION store_account_refused(text, text, text, text) FROM PUBLIC;
"""
FORWARD += "\n".join(
    f"CREATE TRIGGER sealed BEFORE UPDATE OR DELETE ON store_index_{kind} "
    "FOR EACH ROW EXECUTE FUNCTION store_refuse_index();"
    for kind in INDEX_TABLES
)
BACKWARD = (
    "\n".join(f"DROP TRIGGER sealed ON store_index_{kind};" for kind in INDEX_TABLES)
    + """
DROP TRIGGER sealed ON store_current;
DROP TRIGGER sealed ON store_version;
DROP FUNCTION store_refuse_index(), store_refuse_current(), store_refuse_version();
DROP FUNCTION store_account_refused(text, text, text, text);
DROP FUNCTION store_signs_sealed(text, text), store_is_sealed(text, text);
DROP TABLE store_sealed;
"""
)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial"), ("audit", "0002_newest_first")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
