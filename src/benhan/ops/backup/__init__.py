"""Backups of the whole installation: encrypted, signed for, tried out in drills, restored into an empty place."""
