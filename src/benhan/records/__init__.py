"""Hồ sơ bệnh án: documents, completeness, closing, sealing, archive, export."""
