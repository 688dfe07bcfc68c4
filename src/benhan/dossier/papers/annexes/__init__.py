"""Papers beside the explanation: regulation, risks, gaps, investment, evidence, checks, decisions, incidents."""
