"""Who acts, in which facility and role, and what they may see."""
