"""The level file as OSCAL documents (version 1.2.1): catalog, profile, plan, results, plan of action."""

from benhan.dossier.oscal.writing import documents

__all__ = ["documents"]
