"""How paperless is the work? The index with the searches behind it."""
