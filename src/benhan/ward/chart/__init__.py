"""A patient's chart on one page, and the way in for an emergency."""
