"""The FHIR API."""
