"""URIs by which our data name things: code systems, identifiers, extensions. One place, so nobody guesses."""

from __future__ import annotations

from typing import Final

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
ATC: Final = "http://www.whocc.no/atc"
ICD10: Final = "http://hl7.org/fhir/sid/icd-10"
ICD10_TT06: Final = "06/2026/TT-BYT"  # version of the Ministry's list in force since 01/07/2026
ICD10_QD4469: Final = "4469/QĐ-BYT"

FORM: Final = "urn:benhan:form:"  # + code with - for /, e.g. urn:benhan:form:15-BV1
CODE_LIST: Final = "urn:benhan:code-list:"  # + name, e.g. urn:benhan:code-list:provinces
CHOICE: Final = "urn:benhan:choice:"  # + form code : field key
DOSE_FORM: Final = "urn:benhan:dose-form"
TIMING: Final = "urn:benhan:timing"
ALLERGY_CLASS: Final = "urn:benhan:allergy-class"
DRUG: Final = "urn:benhan:drug"  # by INN
INSURANCE_DRUG: Final = "urn:benhan:insurance-drug"

IDENTITY_NUMBER: Final = "urn:benhan:identifier:identity-number"  # số định danh cá nhân / căn cước
PASSPORT: Final = "urn:benhan:identifier:passport"
INSURANCE_CARD: Final = "urn:benhan:identifier:insurance-card"
PATIENT_CODE: Final = "urn:benhan:identifier:patient-code"
OUTPATIENT_NUMBER: Final = "urn:benhan:identifier:outpatient-number"
ARCHIVE_NUMBER: Final = "urn:benhan:identifier:archive-number"
PRESCRIPTION_CODE: Final = "urn:benhan:identifier:prescription-code"

OCCUPATION: Final = "urn:benhan:extension:occupation"  # on Patient, valueCoding of occupations
ETHNIC_GROUP: Final = "urn:benhan:extension:ethnic-group"  # on Patient, valueCoding of ethnic-groups
NATIONALITY: Final = "http://hl7.org/fhir/StructureDefinition/patient-nationality"
WORKPLACE: Final = "urn:benhan:extension:workplace"  # on Patient, valueString
HOUSE: Final = "urn:benhan:extension:address-house"  # on Address, valueString
HAMLET: Final = "urn:benhan:extension:address-hamlet"  # on Address, valueString

CONDITION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"
CONDITION_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
OBSERVATION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
DIAGNOSIS_ROLE: Final = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
DIAGNOSIS_RANK: Final = "urn:benhan:extension:diagnosis-rank"  # on Condition, valuePositiveInt; 1 = main
