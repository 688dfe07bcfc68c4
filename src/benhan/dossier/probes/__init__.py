"""The probes of a system: what each last saw, asking it now, and the reports of other hosts."""
