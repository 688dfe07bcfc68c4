"""The law as data with dates: forms, code lists, retention, sources; one small loader."""
