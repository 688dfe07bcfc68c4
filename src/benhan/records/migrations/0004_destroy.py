"""The one narrow door by which a record is destroyed (docs/adr/0006).

Everything the function needs to know it reads itself, from what is sealed: a caller can only name a list.
"""

import hashlib

from django.db import migrations

# Where search keeps the addresses of documents' bytes: the store's key of DocumentReference.location (store/rows.py).
LOCATION = int.from_bytes(hashlib.sha256(b"DocumentReference.location").digest()[:4], "big", signed=True)

DOOR = """
CREATE OR REPLACE FUNCTION records_destroy(in_list uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    here text := current_setting('benhan.facility', true);
    wanted records_destruction_list%ROWTYPE;
    item records_destruction_item%ROWTYPE;
    body jsonb;
    visit text;
    whose text;
    until date;
    keys text[];
    signatures text[];
    digests text[];
    rows_gone bigint[];
    n_versions integer;
    n_files integer;
    n_records integer := 0;
BEGIN
    SELECT * INTO wanted FROM records_destruction_list WHERE id = in_list AND facility = here FOR UPDATE;
    IF NOT FOUND OR wanted.state <> 'approved' OR wanted.decision_number = '' OR wanted.approved_account = ''
       OR wanted.approved_account = wanted.proposed_account OR wanted.executed_account = '' THEN
        RAISE EXCEPTION 'no approved list' USING ERRCODE = 'BH001';
    END IF;
    FOR item IN SELECT * FROM records_destruction_item
                WHERE list_id = in_list AND facility = here AND state = 'listed' ORDER BY id FOR UPDATE
    LOOP
        SELECT v.body::jsonb, c.encounter, c.patient INTO body, visit, whose
        FROM store_current c JOIN store_version v USING (facility, type, id, version)
        WHERE c.facility = here AND c.type = 'Composition' AND c.id = item.record;
        IF NOT FOUND OR visit = '' OR NOT store_is_sealed(here, visit) THEN
            RAISE EXCEPTION 'record is not sealed' USING ERRCODE = 'BH002';
        END IF;
        SELECT (one->>'valueDate')::date INTO until FROM jsonb_array_elements(body->'extension') AS one
        WHERE one->>'url' = 'https://benhan.example/fhir/StructureDefinition/luu-tru-den';
        IF until IS NULL OR until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN
            RAISE EXCEPTION 'retention has not ended' USING ERRCODE = 'BH003';
        END IF;
        IF EXISTS (SELECT FROM records_legal_hold h WHERE h.facility = here AND h.record = item.record
                   AND h.lifted_at IS NULL AND (h.until IS NULL OR h.until >= (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
        THEN
            RAISE EXCEPTION 'record is held' USING ERRCODE = 'BH004';
        END IF;
        -- All that ever named this visit, deleted facts too; a known allergy is the patient's, not the file's.
        SELECT coalesce(array_agg(DISTINCT v.type || '/' || v.id), '{}') INTO keys FROM store_version v
        WHERE v.facility = here AND v.patient = whose AND v.type NOT IN ('Patient', 'Coverage', 'AllergyIntolerance')
          AND ((v.type = 'Encounter' AND v.id = visit) OR v.body LIKE '%"Encounter/' || visit || '"%')
          -- What belongs to another visit stays, though it names this one: a later stay that follows from it.
          AND NOT EXISTS (SELECT FROM store_current c WHERE c.facility = here AND c.type = v.type AND c.id = v.id
                          AND c.encounter NOT IN ('', visit));
        SELECT coalesce(array_agg(DISTINCT v.type || '/' || v.id), '{}') INTO signatures FROM store_version v
        WHERE v.facility = here AND v.patient = whose AND v.type IN ('Provenance', 'Consent') AND EXISTS (
            SELECT FROM regexp_matches(
                v.body, '"((?:DocumentReference|Composition|Procedure)/[A-Za-z0-9.-]+)"', 'g') AS named
            WHERE named[1] = ANY(keys));
        keys := keys || signatures;
        SELECT coalesce(array_agg(DISTINCT named[1]), '{}') INTO digests
        FROM store_version v, regexp_matches(v.body, 'urn:sha256:([0-9a-f]{64})', 'g') AS named
        WHERE v.facility = here AND v.patient = whose AND v.type || '/' || v.id = ANY(keys);
        -- Renewed copies stand beside their document: signing_archive_stamp names the newest and those before it.
        digests := digests || coalesce((SELECT array_agg(copy) FROM signing_archive_stamp r,
            unnest(r.earlier::text[] || r.sha256::text) AS copy
            WHERE r.facility = here AND 'DocumentReference/' || r.document = ANY(keys)), '{}');

        DELETE FROM store_sealed s WHERE s.facility = here AND s.encounter = visit;
        DELETE FROM signing_archive_stamp r WHERE r.facility = here AND 'DocumentReference/' || r.document = ANY(keys);
        DELETE FROM signing_order r WHERE r.facility = here AND 'DocumentReference/' || r.document = ANY(keys);
        DELETE FROM records_one_time_code r WHERE r.facility = here AND 'DocumentReference/' || r.document = ANY(keys);
        DELETE FROM records_biometric_result r WHERE r.facility = here AND 'DocumentReference/' || r.document = ANY(keys);
        SELECT coalesce(array_agg(c.row), '{}') INTO rows_gone FROM store_current c
        WHERE c.facility = here AND c.patient = whose AND c.type || '/' || c.id = ANY(keys);
        DELETE FROM store_index_token WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_index_string WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_index_reference WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_index_date WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_index_quantity WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_index_uri WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_current WHERE facility = here AND row = ANY(rows_gone);
        DELETE FROM store_version v WHERE v.facility = here AND v.patient = whose
            AND v.type || '/' || v.id = ANY(keys);
        GET DIAGNOSTICS n_versions = ROW_COUNT;
        -- A paper's bytes carry its own code; a photo or a paper shown may be attached elsewhere too, and stays there.
        DELETE FROM store_blob b WHERE b.facility = here AND b.sha256 = ANY(digests)
            AND NOT EXISTS (SELECT FROM store_index_uri u WHERE u.facility = here AND u.param = %(location)s
                            AND u.value = 'urn:sha256:' || b.sha256)
            AND NOT EXISTS (SELECT FROM store_version v WHERE v.facility = here AND v.type = 'RelatedPerson'
                            AND v.body LIKE '%urn:sha256:' || b.sha256 || '%');
        GET DIAGNOSTICS n_files = ROW_COUNT;
        DELETE FROM forms_draft d WHERE d.facility = here AND d.document LIKE visit || '/%';
        DELETE FROM access_assignment a WHERE a.facility = here AND a.source = 'Encounter/' || visit;
        DELETE FROM records_request_event e USING records_request r
        WHERE r.facility = here AND r.record = item.record AND e.request_id = r.id;
        DELETE FROM records_request r WHERE r.facility = here AND r.record = item.record;
        DELETE FROM records_legal_hold h WHERE h.facility = here AND h.record = item.record;
        UPDATE records_destruction_item SET state = 'destroyed', destroyed_at = now(), versions = n_versions,
            files = n_files WHERE id = item.id;
        INSERT INTO audit_entry (facility, account, account_name, role, purpose, session, address, act, outcome,
                                 resource_type, resource_id, version, patient, incident, detail)
        VALUES (here, wanted.executed_account, wanted.executed_by, session_user, 'HOPERAT', '', '', 'destroy',
                'success', 'Composition', item.record, 0, '', '', jsonb_build_object('list', wanted.number,
                'versions', n_versions, 'files', n_files)::text);
        n_records := n_records + 1;
    END LOOP;
    UPDATE records_destruction_list SET state = 'destroyed', executed_at = now() WHERE id = in_list;
    RETURN n_records;
END $$;
REVOKE ALL ON FUNCTION records_destroy(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_destroy(uuid) TO benhan_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_confirmations"),
        ("signing", "0002_archive_stamps"),
        ("store", "0002_sealed"),
        ("forms", "0001_initial"),
        ("access", "0002_border"),
        ("audit", "0002_newest_first"),
    ]
    operations = [
        migrations.RunSQL(DOOR.replace("%(location)s", str(LOCATION)), "DROP FUNCTION records_destroy(uuid);")
    ]
