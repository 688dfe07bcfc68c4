"""Accounts, the review of emergency openings, and the account of acts."""
