"""R4 as plain Python: definitions, JSON text, checking, searching. No Django below this line."""
