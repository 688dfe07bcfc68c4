"""Backups and drills as a person sees them: what there is, what is asked for, how to restore."""
