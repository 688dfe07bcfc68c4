"""Database migrations, run as the role that owns the tables."""
