"""The inpatient stay: bed maps, admission, transfer, discharge, operations and their agreements, beds."""
