"""The archive of records: approving, sealing, exporting, verifying."""
