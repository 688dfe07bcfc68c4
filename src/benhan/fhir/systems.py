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
ATC = "http://www.whocc.no/atc"
SNOMED_CT = "http://snomed.info/sct"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
ICD_10_TT06 = "06/2026/TT-BYT"  # Coding.version of the Ministry's list in force since 01/07/2026
ICD_10_QD4469 = "4469/QĐ-BYT"
CURRENCY = "urn:iso:std:iso:4217"
LANGUAGE = "urn:ietf:bcp:47"
MIME_TYPE = "urn:ietf:bcp:13"
URI_IDENTIFIER = "urn:ietf:rfc:3986"

# HL7's.
ADMINISTRATIVE_GENDER = "http://hl7.org/fhir/administrative-gender"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
DIAGNOSIS_ROLE = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ENCOUNTER_CLASS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPATION_TYPE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

# Vietnamese identifiers.
NATIONAL_ID = f"{BASE}/sid/so-dinh-danh-ca-nhan"
INSURANCE_CARD = f"{BASE}/sid/the-bhyt"
FACILITY_CODE = f"{BASE}/sid/ma-co-so-kham-chua-benh"
PRESCRIPTION_CODE = f"{BASE}/sid/ma-don-thuoc"
PRACTICE_LICENCE = f"{BASE}/sid/giay-phep-hanh-nghe"
RECORD_NUMBER = f"{BASE}/sid/so-ho-so-benh-an"
PASSPORT = f"{BASE}/sid/ho-chieu"
OUTPATIENT_NUMBER = f"{BASE}/sid/so-ngoai-tru"
ADMISSION_NUMBER = f"{BASE}/sid/so-vao-vien"
ARCHIVE_NUMBER = f"{BASE}/sid/so-luu-tru"
QUEUE_NUMBER = f"{BASE}/sid/so-thu-tu"
LOOKUP_CODE = f"{BASE}/sid/ma-tra-cuu"
PATIENT_NUMBER = f"{BASE}/sid/ma-nguoi-benh"

# Vietnamese code systems.
DOCUMENT_KIND = f"{BASE}/CodeSystem/loai-giay-to"
CODE_LIST = f"{BASE}/CodeSystem/"  # + name of a list of law/code_lists
CHOICE = f"{BASE}/CodeSystem/lua-chon:"  # + form code : field key
LOCATION_KIND = f"{BASE}/CodeSystem/loai-vi-tri"  # ward, room, bed
GATED_ACT = f"{BASE}/CodeSystem/viec-can-cam-ket"  # acts of law/acts.yaml, on Procedure.category
STAY_TASK = f"{BASE}/CodeSystem/viec-trong-dot"  # what a stay's Task asks for
DOSE_FORM = f"{BASE}/CodeSystem/dang-bao-che"
TIMING = f"{BASE}/CodeSystem/thoi-diem-dung"
ALLERGY_CLASS = f"{BASE}/CodeSystem/nhom-di-ung"
ALLERGY_CODE = f"{BASE}/CodeSystem/di-ung"  # none-known and what no list names
DRUG = f"{BASE}/CodeSystem/hoat-chat"  # by INN
INSURANCE_DRUG = f"{BASE}/CodeSystem/hoat-chat-bhyt"

# Ours.
PROBLEM = f"{BASE}/problem"
QUESTIONNAIRE = f"{BASE}/Questionnaire"
STRUCTURE_DEFINITION = f"{BASE}/StructureDefinition"

# Extensions.
PLACE_DEPARTMENT = (
    f"{STRUCTURE_DEFINITION}/khoa-phu-trach"  # on Encounter.location, valueReference Organization
)
FORM = f"{QUESTIONNAIRE}/"  # + form code with - for /
DIAGNOSIS_RANK = f"{STRUCTURE_DEFINITION}/thu-tu-chan-doan"  # on Condition, valuePositiveInt; 1 = main
CODE_BASIS = f"{STRUCTURE_DEFINITION}/muc-chac-chan"  # on Coding, valueCode: how sure we are of the code
OCCUPATION = f"{STRUCTURE_DEFINITION}/nghe-nghiep"  # on Patient, valueCoding of occupations
ETHNIC_GROUP = f"{STRUCTURE_DEFINITION}/dan-toc"  # on Patient, valueCoding of ethnic-groups
NATIONALITY = "http://hl7.org/fhir/StructureDefinition/patient-nationality"
WORKPLACE = f"{STRUCTURE_DEFINITION}/noi-lam-viec"  # on Patient, valueString
HOUSE = f"{STRUCTURE_DEFINITION}/so-nha"  # on Address, valueString
HAMLET = f"{STRUCTURE_DEFINITION}/thon-pho"  # on Address, valueString
