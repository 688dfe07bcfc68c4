"""Signing in, the second factor, choosing a facility, locking and leaving."""
