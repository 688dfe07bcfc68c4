"""Command line, embedded PostgreSQL, demo, import, bench."""
