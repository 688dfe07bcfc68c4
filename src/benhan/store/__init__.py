"""The one door to clinical facts: versions, index rows, search."""
