"""The register of security incidents and the clocks of what must be reported."""
