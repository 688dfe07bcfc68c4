"""What the facility has set about the safety of its accounts, sessions, logs and backups."""
