"""Writing a prescription."""
