"""Code systems and value sets: load, look up."""
