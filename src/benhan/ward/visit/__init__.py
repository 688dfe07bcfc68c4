"""The doctor's visit page: the record's life, its documents, and the form being written."""
