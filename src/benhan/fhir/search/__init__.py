"""R4 search between a request and SQL: parameters, index rows, parsed queries, a memory engine."""
