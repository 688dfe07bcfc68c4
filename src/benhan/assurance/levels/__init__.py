"""Which level is a system, by which clauses, under which regime? Pure functions over answers and counted facts."""
