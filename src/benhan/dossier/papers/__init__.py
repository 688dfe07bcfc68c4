"""The papers of the level file as values, and their two written forms: DOCX to edit, PDF/A to sign."""
