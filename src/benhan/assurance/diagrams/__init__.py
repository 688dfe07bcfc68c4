"""Pictures drawn from the description of a system: self-contained SVG for screen, print and papers."""
