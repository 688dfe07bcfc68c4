"""By which URIs do we name code systems, identifiers and our own canonicals? One constant each.

Under BASE stands what is ours: `benhan.example` cannot be registered by anyone (RFC 2606), and a facility
that publishes canonicals under a domain of its own changes only this module. Vietnamese systems for which no
official URI is known to us are named under BASE/sid (identifiers) and BASE/CodeSystem (codes).
"""

from __future__ import annotations

BASE = "https://benhan.example/fhir"

# World-wide code systems, as R4 names them (terminologies-systems.html).
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SNOMED_CT = "http://snomed.info/sct"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
CURRENCY = "urn:iso:std:iso:4217"
LANGUAGE = "urn:ietf:bcp:47"
MIME_TYPE = "urn:ietf:bcp:13"
URI_IDENTIFIER = "urn:ietf:rfc:3986"

# HL7's.
ADMINISTRATIVE_GENDER = "http://hl7.org/fhir/administrative-gender"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ENCOUNTER_CLASS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPATION_TYPE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

# Vietnamese identifiers.
NATIONAL_ID = f"{BASE}/sid/so-dinh-danh-ca-nhan"
INSURANCE_CARD = f"{BASE}/sid/the-bhyt"
FACILITY_CODE = f"{BASE}/sid/ma-co-so-kham-chua-benh"
PRESCRIPTION_CODE = f"{BASE}/sid/ma-don-thuoc"
PRACTICE_LICENCE = f"{BASE}/sid/giay-phep-hanh-nghe"
RECORD_NUMBER = f"{BASE}/sid/so-ho-so-benh-an"
PATIENT_NUMBER = f"{BASE}/sid/ma-nguoi-benh"

# Vietnamese code systems.
ICD_10_TT06 = f"{BASE}/CodeSystem/icd-10-tt06-2026"
DOCUMENT_KIND = f"{BASE}/CodeSystem/loai-giay-to"
ETHNIC_GROUP = f"{BASE}/CodeSystem/dan-toc"
ADMINISTRATIVE_UNIT = f"{BASE}/CodeSystem/don-vi-hanh-chinh"

# Ours.
PROBLEM = f"{BASE}/problem"
QUESTIONNAIRE = f"{BASE}/Questionnaire"
STRUCTURE_DEFINITION = f"{BASE}/StructureDefinition"
